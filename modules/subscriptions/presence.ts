import { type ControlFrame, type Member, presenceChange, presenceState } from "../match/control-frame.ts";
import { PING_MS } from "../match/pings.ts";
import type { MemberCount, Presence } from "../ports/audience.ts";
import type { Bearer } from "../ports/tokens.ts";

/** Above this many, only how many there are. */
export const MAX_NAMED = 100;
/** How often, in ms, somebody who is there anyway looks for those who left without a word. */
const SWEEP_MS = PING_MS / 2;
/** Posts that telling the members of one channel how many they are may cost. */
const POSTS_PER_SECOND = 100;
/** With more, a round of posts would take longer than everybody's next pong, which has the number as well. */
const MAX_TOLD = (POSTS_PER_SECOND * PING_MS) / 1000;

/** What the members of a channel are to be told. */
export interface PresenceNotice {
  channel: string;
  frames: readonly ControlFrame[];
  /** Who knows already. */
  except?: string;
}

/** Who is there, or how many if they are too many to be named, and what that is news to. */
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

/** A connection comes to a channel. Its members are told if it is the user's first. */
export async function enterChannel(
  channel: string,
  who: PresentConnection,
  deps: PresenceDeps,
): Promise<PresenceView> {
  const isNew = await deps.presence.enter(channel, who.bearer, who.connectionId);
  return presenceOn(channel, deps, isNew ? { joined: memberOf(who.bearer), except: who.connectionId } : {});
}

/** A connection leaves a channel. Its members are told if it was the user's last. */
export async function leaveChannel(
  channel: string,
  { connectionId, bearer }: PresentConnection,
  deps: PresenceDeps,
): Promise<readonly PresenceNotice[]> {
  const isGone = await deps.presence.leave(channel, bearer.user_id, connectionId);
  return isGone ? (await presenceOn(channel, deps, { left: memberOf(bearer) })).notices : [];
}

/**
 * A connection is still on a channel. Now and then whoever says so also looks after the others: those not heard of
 * for too long are struck off, and the members of a large channel told how many they are.
 */
export async function renewPresence(
  channel: string,
  who: PresentConnection,
  deps: PresenceDeps,
): Promise<PresenceView> {
  const isNew = await deps.presence.enter(channel, who.bearer, who.connectionId);
  // It had been silent for so long that it was struck off, and all were told, itself too.
  if (isNew) return presenceOn(channel, deps, { joined: memberOf(who.bearer) });
  const census = await deps.presence.memberCount(channel);
  if (isLarge(census)) return count(channel, census, deps);
  const isDue = await claim(channel, census, SWEEP_MS, deps);
  return isDue ? call(channel, census, deps, {}) : { members: census.members, notices: [] };
}

/** Who is there. */
export async function presenceOn(
  channel: string,
  deps: PresenceDeps,
  change: Change = {},
): Promise<PresenceView> {
  const census = await deps.presence.memberCount(channel);
  return isLarge(census) ? count(channel, census, deps) : call(channel, census, deps, change);
}

/** What the caller has to tell the members, having brought it about. */
interface Change {
  joined?: Member;
  left?: Member;
  except?: string;
}

/** Calls the roll: of a channel whose members are named to one another. */
async function call(
  channel: string,
  census: MemberCount,
  deps: PresenceDeps,
  { joined, left, except }: Change,
): Promise<PresenceView> {
  const { present, gone } = await deps.presence.members(channel);
  const members = present.length;
  // It has become large since.
  if (members > MAX_NAMED) return tellNumber(channel, members, census, deps);
  if (members !== census.members) await deps.presence.recordCount(channel, members);
  const now = deps.now().toISOString();
  const leavers = [...gone, ...(left ? [left] : [])];
  const frames = [
    ...leavers.map((member) => presenceChange("presence_leave", channel, member, members, now)),
    ...(joined ? [presenceChange("presence_join", channel, joined, members, now)] : []),
  ];
  const notices = { channel, frames, ...(except === undefined ? {} : { except }) };
  return { members: present, notices: frames.length > 0 ? [notices] : [] };
}

async function tellNumber(
  channel: string,
  members: number,
  census: MemberCount,
  deps: PresenceDeps,
): Promise<PresenceView> {
  const isMine = await claim(channel, census, intervalOf(members), deps);
  if (!isMine) return { members, notices: [] };
  await deps.presence.recordCount(channel, members);
  return { members, notices: numberNews(channel, members, deps) };
}

/** Counts the members of a large channel, if that is due and nobody else does; otherwise takes the last count. */
async function count(channel: string, census: MemberCount, deps: PresenceDeps): Promise<PresenceView> {
  const isMine = await claim(channel, census, intervalOf(census.members), deps);
  if (!isMine) return { members: census.members, notices: [] };
  const { present } = await deps.presence.members(channel);
  const members = present.length;
  await deps.presence.recordCount(channel, members);
  if (members > MAX_NAMED)
    return { members, notices: members === census.members ? [] : numberNews(channel, members, deps) };
  // From now on they are told of each other again, and need to know who is there to begin with.
  return { members: present, notices: [{ channel, frames: [stateFrame(channel, present, deps)] }] };
}

function numberNews(channel: string, members: number, deps: PresenceDeps): PresenceNotice[] {
  return members > MAX_TOLD ? [] : [{ channel, frames: [stateFrame(channel, members, deps)] }];
}

function stateFrame(channel: string, members: readonly Member[] | number, { now }: PresenceDeps) {
  return presenceState(channel, members, now().toISOString());
}

function isLarge({ members }: MemberCount): boolean {
  return members > MAX_NAMED;
}

/** Time in ms between two counts. */
function intervalOf(members: number): number {
  return Math.max(1_000, (members / POSTS_PER_SECOND) * 1_000);
}

/** Whether it is the caller who does what has to be done once in `interval` ms. */
async function claim(
  channel: string,
  census: MemberCount,
  interval: number,
  { presence, now }: PresenceDeps,
): Promise<boolean> {
  const before = now().getTime() - interval;
  return census.at <= before && (await presence.claimCount(channel, before));
}

function memberOf({ sub, name }: PresentConnection["bearer"]): Member {
  return { id: sub, ...(name === undefined ? {} : { name }) };
}
