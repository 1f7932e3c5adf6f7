import type { Member } from "../../modules/match/control-frame.ts";
import type { Presence } from "../../modules/ports/audience.ts";

/** Presence channels in memory: nobody is ever silent. */
export function memoryPresence(now: () => Date = () => new Date()) {
  const channels = new Map<string, Map<string, Member & { connections: Set<string> }>>();
  const counts = new Map<string, { members: number; at: number }>();
  const usersOf = (channel: string) => {
    const users = channels.get(channel) ?? new Map<string, Member & { connections: Set<string> }>();
    channels.set(channel, users);
    return users;
  };
  const presence: Presence = {
    async enter(channel, { user_id, sub, name }, connectionId) {
      const users = usersOf(channel);
      const known = users.get(user_id);
      const connections = new Set([...(known?.connections ?? []), connectionId]);
      users.set(user_id, { id: sub, ...(name === undefined ? {} : { name }), connections });
      return known === undefined;
    },
    async leave(channel, userId, connectionId) {
      const users = usersOf(channel);
      const connections = users.get(userId)?.connections;
      return connections?.delete(connectionId) === true && connections.size === 0 && users.delete(userId);
    },
    async members(channel) {
      const present = Array.from(usersOf(channel).values(), ({ connections: _, ...member }) => member);
      return { present: present.sort((a, b) => (a.id < b.id ? -1 : 1)), gone: [] };
    },
    memberCount: async (channel) => counts.get(channel) ?? { members: 0, at: 0 },
    async claimCount(channel, before) {
      const { members, at } = counts.get(channel) ?? { members: 0, at: 0 };
      if (at > before) return false;
      counts.set(channel, { members, at: now().getTime() });
      return true;
    },
    async recordCount(channel, members) {
      counts.set(channel, { at: counts.get(channel)?.at ?? 0, members });
    },
  };
  return { presence, counts };
}
