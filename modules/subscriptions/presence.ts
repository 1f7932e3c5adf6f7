import { type ControlFrame, type Member, presenceChange, presenceState } from "../match/control-frame.ts";
import { PING_MS } from "../match/pings.ts";
import type { MemberCount, Presence } from "../ports/audience.ts";
import type { Bearer } from "../ports/tokens.ts";

/** The most members of a channel that a frame lists: of a larger channel only the number is published. */
export const MAX_LISTED_MEMBERS = 100;
/** The interval, in ms, in which one of the members' connections looks for members who left without a message. */
const SWEEP_MS = PING_MS / 2;
/** Posts per second that publishing the number of members of one channel may cost. */
const POSTS_PER_SECOND = 100;
/**
 * The most members to whom their number is posted: to more it takes longer than their next pongs, which have it too.
 */
const MAX_COUNTED_MEMBERS = (POSTS_PER_SECOND * PING_MS) / 1000;

/** Frames for the members of a channel. */
export interface PresenceNotice {
  channel: string;
  frames: readonly ControlFrame[];
  /** Id of a connection that gets the frames in another way. */
  except?: string;
}

/** The members of a channel, or their number if they are too many to be listed, and the notices to publish. */
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
  return presenceViewOf(
    channel,
    deps,
    isNew ? { joined: memberOf(who.bearer), except: who.connectionId } : {},
  );
}

/** Takes a connection off a channel. The notices announce that the user left if it was the user's last one there. */
export async function leaveChannel(
  channel: string,
  { connectionId, bearer }: PresentConnection,
  deps: PresenceDeps,
): Promise<readonly PresenceNotice[]> {
  const isGone = await deps.presence.leave(channel, bearer.user_id, connectionId);
  return isGone ? (await presenceViewOf(channel, deps, { left: memberOf(bearer) })).notices : [];
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
  if (isNew) return presenceViewOf(channel, deps, { joined: memberOf(who.bearer) });
  const lastCount = await deps.presence.memberCount(channel);
  if (isLarge(lastCount)) return countMembers(channel, lastCount, deps);
  const isDue = await claimCount(channel, lastCount, SWEEP_MS, deps);
  return isDue ? listMembers(channel, lastCount, deps, {}) : { members: lastCount.members, notices: [] };
}

/** The members of a channel, and the notices that counting them gives. @param change is announced in the notices */
export async function presenceViewOf(
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

/** Lists the members of a channel that is small enough to list them to one another. */
async function listMembers(
  channel: string,
  lastCount: MemberCount,
  deps: PresenceDeps,
  { joined, left, except }: Change,
): Promise<PresenceView> {
  const { present, gone } = await deps.presence.members(channel);
  const members = present.length;
  // The channel has become large since the last count.
  if (members > MAX_LISTED_MEMBERS) return publishMemberCount(channel, members, lastCount, deps);
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

async function publishMemberCount(
  channel: string,
  members: number,
  lastCount: MemberCount,
  deps: PresenceDeps,
): Promise<PresenceView> {
  const isClaimed = await claimCount(channel, lastCount, countIntervalMs(members), deps);
  if (!isClaimed) return { members, notices: [] };
  await deps.presence.recordCount(channel, members);
  return { members, notices: memberCountNotices(channel, members, deps) };
}

/**
 * Counts the members of a large channel if its interval has passed and no other call does; else takes the last count.
 */
async function countMembers(
  channel: string,
  lastCount: MemberCount,
  deps: PresenceDeps,
): Promise<PresenceView> {
  const isClaimed = await claimCount(channel, lastCount, countIntervalMs(lastCount.members), deps);
  if (!isClaimed) return { members: lastCount.members, notices: [] };
  const { present } = await deps.presence.members(channel);
  const members = present.length;
  await deps.presence.recordCount(channel, members);
  if (members > MAX_LISTED_MEMBERS)
    return {
      members,
      notices: members === lastCount.members ? [] : memberCountNotices(channel, members, deps),
    };
  // From now on frames name who joins and leaves again, so the members need the list to begin with.
  return { members: present, notices: [{ channel, frames: [stateFrame(channel, present, deps)] }] };
}

function memberCountNotices(channel: string, members: number, deps: PresenceDeps): PresenceNotice[] {
  return members > MAX_COUNTED_MEMBERS ? [] : [{ channel, frames: [stateFrame(channel, members, deps)] }];
}

function stateFrame(channel: string, members: readonly Member[] | number, { now }: PresenceDeps) {
  return presenceState(channel, members, now().toISOString());
}

function isLarge({ members }: MemberCount): boolean {
  return members > MAX_LISTED_MEMBERS;
}

/** The interval between two counts, in ms. */
function countIntervalMs(members: number): number {
  return Math.max(1_000, (members / POSTS_PER_SECOND) * 1_000);
}

/** Claims what one call does once in `interval` ms. Resolves with false if another call has claimed it. */
async function claimCount(
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
