import type { Member } from "../../modules/match/control-frame.ts";
import { MEMBER_TIMEOUT_MS } from "../../modules/match/pings.ts";
import type { Presence } from "../../modules/ports/audience.ts";

interface User extends Member {
  /** When each connection was last seen, in milliseconds since the epoch. */
  seen: Map<string, number>;
}

/** Presence channels in memory. */
export function memoryPresence(now: () => Date = () => new Date()) {
  const channels = new Map<string, Map<string, User>>();
  const counts = new Map<string, { members: number; at: number }>();
  const usersOf = (channel: string) => {
    const users = channels.get(channel) ?? new Map<string, User>();
    channels.set(channel, users);
    return users;
  };
  const isSilent = ({ seen }: User) => Math.max(0, ...seen.values()) < now().getTime() - MEMBER_TIMEOUT_MS;
  const presence: Presence = {
    async enter(channel, { user_id, sub, name }, connectionId) {
      const users = usersOf(channel);
      const known = users.get(user_id);
      const seen = new Map(known?.seen).set(connectionId, now().getTime());
      users.set(user_id, { id: sub, ...(name === undefined ? {} : { name }), seen });
      return known === undefined;
    },
    async leave(channel, userId, connectionId) {
      const users = usersOf(channel);
      const user = users.get(userId);
      return user?.seen.delete(connectionId) === true && isSilent(user) && users.delete(userId);
    },
    async members(channel) {
      const users = usersOf(channel);
      const silent = [...users].filter(([, user]) => isSilent(user));
      for (const [id] of silent) users.delete(id);
      return {
        present: membersOf([...users.values()]),
        gone: membersOf(silent.map(([, user]) => user)),
      };
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

function membersOf(users: readonly User[]): Member[] {
  return users.map(({ seen: _, ...member }) => member).sort((a, b) => (a.id < b.id ? -1 : 1));
}
