import type { MatchEvent, StatusReport } from "./event.ts";
import { isFeed } from "./feed-health.ts";
import { isLive, type Status } from "./status.ts";

/** The feeds of a match. One of them acts, and its items go into the log; the others stand by. */
export interface Feeds {
  /** The first feed of the match, until another takes over. */
  acting: string;
  /** Missing while there is only one feed. */
  ledger?: Ledger;
}

/** What several feeds have reported of one match: as much as another of them needs to take over at any time. */
export interface Ledger {
  /** By provider. Events entered by hand are no feed, and always count. */
  feeds: Readonly<Record<string, Feed>>;
  /** The key events of the log, each in its last version, under the identity of the feed that reported it first. */
  happenings: readonly MatchEvent[];
}

/**
 * One feed of a match with several, as the ledger keeps it. The names of fields are those that Postgres has stored.
 */
export interface Feed {
  /** The time of its last item, and the time since which it has had no gap, RFC 3339 UTC. */
  heard_at: string;
  since: string;
  /** The lowest acts if it can; a missing priority comes last. */
  priority?: number;
  /** The status of the match by its reports. */
  status?: Status;
  minute: number;
  /** Its ids of the two teams. */
  teams: { home?: string; away?: string };
  /** The clock when it took over: another feed may have reported the detail events up to then. */
  from?: Moment;
  /** Its last report while it stood by, and the place of that report among its items. */
  report?: { report: StatusReport; place: number };
  /** Its key events, each in its last version. */
  told: readonly FeedEvent[];
  /** How many items it has sent, and how many it had sent when it ceased to act. */
  places: number;
  stood_down: number;
}

/** A clock that can be compared. */
interface Moment {
  /** 0 for the first half. */
  period: number;
  minute: number;
}

export interface FeedEvent {
  event: MatchEvent;
  /** Its number among the items of the feed. */
  place: number;
  /** The logged event it is, if the log has it. */
  of?: EventIdentity;
  /** Set if it was voided before the logged event came: an event that is not voided is likelier to be that one. */
  isGuess?: true;
}

export type EventIdentity = Pick<MatchEvent, "provider" | "event_id">;

export function isSameIdentity(a: EventIdentity, b: EventIdentity): boolean {
  return a.provider === b.provider && a.event_id === b.event_id;
}

/**
 * A feed may be silent for this long while another one reports. A polled feed sends something every few seconds; a
 * feed without news for so long loses nothing if the other one reports first.
 */
const PATIENCE_MS = 60_000;

/** A feed that has just sent its first item. @param at RFC 3339 UTC */
export function newFeed(at: string): Feed {
  return { heard_at: at, since: at, minute: 0, teams: {}, told: [], places: 0, stood_down: 0 };
}

/** Notes an item of a feed at `at`. The clocks of functions differ a little, so an earlier time changes nothing. */
export function withLastReceived(feed: Feed, at: string, priority: number | undefined): Feed {
  const { priority: _, ...rest } = feed;
  const gap = msBetween(feed.heard_at, at);
  return {
    ...rest,
    ...(priority === undefined ? {} : { priority }),
    heard_at: gap > 0 ? at : feed.heard_at,
    since: gap > PATIENCE_MS ? at : feed.since,
  };
}

/** Statuses of a match that has not begun: only a feed that still reports knows whether it has by now. */
const NOT_BEGUN: ReadonlySet<Status> = new Set<Status>(["scheduled", "unknown"]);

/**
 * Decides whether `provider`, which has just sent something, acts from now on. It does if the acting feed is silent
 * in a live match, or if it has the better priority and has reported without a gap for a while. A feed that comes
 * back stands by, so that the two do not alternate.
 */
export function mayAct({ acting, ledger }: Feeds, provider: string, status: Status): boolean {
  const own = ledger?.feeds[provider];
  if (!own || provider === acting || !isFeed(provider)) return false;
  const other = ledger?.feeds[acting];
  if (!other || !isFeed(acting)) return true;
  const isPreferred = (own.priority ?? LAST) < (other.priority ?? LAST);
  if (isPreferred && msBetween(own.since, own.heard_at) >= PATIENCE_MS) return true;
  const isOn = isLive(status) || (NOT_BEGUN.has(status) && own.status !== undefined && isLive(own.status));
  return isOn && msBetween(other.heard_at, own.heard_at) > PATIENCE_MS;
}

const LAST = Number.POSITIVE_INFINITY;

function msBetween(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
