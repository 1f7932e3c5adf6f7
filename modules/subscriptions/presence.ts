import { type ControlFrame, type Member, presenceChange, presenceState } from "../match/control-frame.ts";
import { PING_MS } from "../match/pings.ts";
import type { MemberCount, Presence } from "../ports/audience.ts";
import type { Bearer } from "../ports/tokens.ts";

/** The most members who are named to one another: of a larger channel only the number is published. */
export const MAX_NAMED = 100;
/** The interval, in ms, in which one of the members' connections looks for members who left without a message. */
const SWEEP_MS = PING_MS / 2;
/** Posts per second that publishing the number of members of one channel may cost. */
const POSTS_PER_SECOND = 100;
/** With more members, posting the number would take longer than their next pongs, which have the number too. */
const MAX_PUBLISHED = (POSTS_PER_SECOND * PING_MS) / 1000;

/** Frames for the members of a channel. */
export interface PresenceNotice {
  channel: string;
  frames: readonly ControlFrame[];
  /** Id of a connection that gets the frames in another way. */
  except?: string;
}

/** The members of a channel, or their number if they are too many to be named, and the notices to publish. */
export interface PresenceView {
  members: readonly Member[] | number;
  notices: readonly PresenceNotice[];
}

export interface PresentConnection {
  connectionId: string;
  bearer: Pick<Bearer, "user_id" | "sub" | "name">;
}

export interface PresenceDeps {
  presence: Presence;
  now: () => Date;
}

/** Adds a connection to a channel. The notices announce the user if it is the user's first connection there. */
export async function enterChannel(
  channel: string,
  who: PresentConnection,
  deps: PresenceDeps,
): Promise<PresenceView> {
  const isNew = await deps.presence.enter(channel, who.bearer, who.connectionId);
  return presenceOn(channel, deps, isNew ? { joined: memberOf(who.bearer), except: who.connectionId } : {});
}

/** Takes a connection off a channel. The notices announce that the user left if it was the user's last one there. */
export async function leaveChannel(
  channel: string,
  { connectionId, bearer }: PresentConnection,
  deps: PresenceDeps,
): Promise<readonly PresenceNotice[]> {
  const isGone = await deps.presence.leave(channel, bearer.user_id, connectionId);
  return isGone ? (await presenceOn(channel, deps, { left: memberOf(bearer) })).notices : [];
}

/**
 * Records that a connection is still on a channel. At intervals it also removes members who have been silent for too
 * long, and publishes the number of members of a large channel.
 */
export async function renewPresence(
  channel: string,
  who: PresentConnection,
  deps: PresenceDeps,
): Promise<PresenceView> {
  const isNew = await deps.presence.enter(channel, who.bearer, who.connectionId);
  // It had been silent for so long that it was removed, and that was published, to itself too.
  if (isNew) return presenceOn(channel, deps, { joined: memberOf(who.bearer) });
  const lastCount = await deps.presence.memberCount(channel);
  if (isLarge(lastCount)) return countMembers(channel, lastCount, deps);
  const isDue = await claim(channel, lastCount, SWEEP_MS, deps);
  return isDue ? listMembers(channel, lastCount, deps, {}) : { members: lastCount.members, notices: [] };
}

/** The members of a channel. */
export async function presenceOn(
  channel: string,
  deps: PresenceDeps,
  change: Change = {},
): Promise<PresenceView> {
  const lastCount = await deps.presence.memberCount(channel);
  return isLarge(lastCount)
    ? countMembers(channel, lastCount, deps)
    : listMembers(channel, lastCount, deps, change);
}

/** A change that the caller has made, for the notices. */
interface Change {
  joined?: Member;
  left?: Member;
  except?: string;
}

/** Lists the members of a channel that is small enough to name them to one another. */
async function listMembers(
  channel: string,
  lastCount: MemberCount,
  deps: PresenceDeps,
  { joined, left, except }: Change,
): Promise<PresenceView> {
  const { present, gone } = await deps.presence.members(channel);
  const members = present.length;
  // The channel has become large since the last count.
  if (members > MAX_NAMED) return publishNumber(channel, members, lastCount, deps);
  if (members !== lastCount.members) await deps.presence.recordCount(channel, members);
  const now = deps.now().toISOString();
  const leavers = [...gone, ...(left ? [left] : [])];
  const frames = [
    ...leavers.map((member) => presenceChange("presence_leave", channel, member, members, now)),
    ...(joined ? [presenceChange("presence_join", channel, joined, members, now)] : []),
  ];
  const notices = { channel, frames, ...(except === undefined ? {} : { except }) };
  return { members: present, notices: frames.length > 0 ? [notices] : [] };
}

async function publishNumber(
  channel: string,
  members: number,
  lastCount: MemberCount,
  deps: PresenceDeps,
): Promise<PresenceView> {
  const isClaimed = await claim(channel, lastCount, intervalOf(members), deps);
  if (!isClaimed) return { members, notices: [] };
  await deps.presence.recordCount(channel, members);
  return { members, notices: numberNotices(channel, members, deps) };
}

/** Counts the members of a large channel if its interval has passed and no other call does; else takes the last count. */
async function countMembers(
  channel: string,
  lastCount: MemberCount,
  deps: PresenceDeps,
): Promise<PresenceView> {
  const isClaimed = await claim(channel, lastCount, intervalOf(lastCount.members), deps);
  if (!isClaimed) return { members: lastCount.members, notices: [] };
  const { present } = await deps.presence.members(channel);
  const members = present.length;
  await deps.presence.recordCount(channel, members);
  if (members > MAX_NAMED)
    return { members, notices: members === lastCount.members ? [] : numberNotices(channel, members, deps) };
  // From now on members are named to one another again, so they need the list to begin with.
  return { members: present, notices: [{ channel, frames: [stateFrame(channel, present, deps)] }] };
}

function numberNotices(channel: string, members: number, deps: PresenceDeps): PresenceNotice[] {
  return members > MAX_PUBLISHED ? [] : [{ channel, frames: [stateFrame(channel, members, deps)] }];
}

function stateFrame(channel: string, members: readonly Member[] | number, { now }: PresenceDeps) {
  return presenceState(channel, members, now().toISOString());
}

function isLarge({ members }: MemberCount): boolean {
  return members > MAX_NAMED;
}

/** The interval between two counts, in ms. */
function intervalOf(members: number): number {
  return Math.max(1_000, (members / POSTS_PER_SECOND) * 1_000);
}

/** Whether this call, and no other, does what is done once in `interval` ms. */
async function claim(
  channel: string,
  lastCount: MemberCount,
  interval: number,
  { presence, now }: PresenceDeps,
): Promise<boolean> {
  const before = now().getTime() - interval;
  return lastCount.at <= before && (await presence.claimCount(channel, before));
}

function memberOf({ sub, name }: PresentConnection["bearer"]): Member {
  return { id: sub, ...(name === undefined ? {} : { name }) };
}
