import type { Channel, ChannelDeps, ChannelEvents } from "./channel.ts";
import { createChannel } from "./channel.ts";
import type { Member } from "./control.ts";
import type { Interest } from "./topics.ts";

export type PresenceEvents = ChannelEvents & {
  /** Who is there, on joining and after a reconnection; left out where there are too many. */
  here: readonly Member[];
  join: Member;
  leave: Member;
  /** How many there are. */
  count: number;
};

/** A channel whose viewers see one another, and every frame a private one has. */
export interface PresenceChannel extends Channel<PresenceEvents> {
  /** Who is there, by id; empty where there are too many to be told. */
  readonly members: ReadonlyMap<string, Member>;
  readonly count: number;
}

export function createPresence(interest: Interest, deps: ChannelDeps, signal?: AbortSignal): PresenceChannel {
  const members = new Map<string, Member>();
  const presence = createChannel(interest, deps, signal, (frame, { emit }) => {
    const { count } = frame;
    if ("member" in frame) {
      const { type, member } = frame;
      const has = members.has(member.id);
      if (type === "presence_join") members.set(member.id, member);
      else members.delete(member.id);
      if (has !== members.has(member.id)) emit(has ? "leave" : "join", member);
    } else if ("type" in frame) {
      members.clear();
      for (const member of frame.members ?? []) members.set(member.id, member);
      if (frame.members) emit("here", frame.members);
    }
    if (presence.count !== count) {
      presence.count = count;
      emit("count", count);
    }
  }) as Mutable;
  return Object.assign(presence, { members, count: 0 });
}

type Mutable = PresenceChannel & { count: number };
