import type { MatchEvent, StatusReport } from "./event.ts";
import { isFeed } from "./feed-health.ts";
import { isLive, type Status } from "./status.ts";

/** Who speaks of a match. Of several feeds one acts: its word counts, and the others stand by. */
export interface Feeds {
  /** The first that was heard, until another takes over. */
  acting: string;
  /** Missing while there is only one. */
  ledger?: Ledger;
}

/** What several feeds say of one match, as far as it takes to go on with another of them at any time. */
export interface Ledger {
  /** By provider. What people enter by hand is no feed, and always counts. */
  feeds: Readonly<Record<string, Feed>>;
  /** The key events of the log, each in its last version, under the identity of who told it first. */
  happenings: readonly MatchEvent[];
}

export interface Feed {
  /** When it was last heard, and since when without a gap, RFC 3339 UTC. */
  heard_at: string;
  since: string;
  /** Among the feeds of a match; missing is after all others. */
  priority?: number;
  /** How far the match has come by what it says. */
  status?: Status;
  minute: number;
  /** The ids it has for the two teams. */
  teams: { home?: string; away?: string };
  /** The clock when it took over: what is no key event and not after it, another feed may have told already. */
  from?: Moment;
  /** What it said of the match as a whole while it stood by, and its place among what it told. */
  report?: { report: StatusReport; place: number };
  /** Its key events, each in its last version. */
  told: readonly FeedEvent[];
  /** Things it has told so far, and how many that were when it ceased to act. */
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
  /** When in the course of what it told. */
  place: number;
  /** The happening it speaks of, if that is in the log. */
  of?: Identity;
  /** It had been taken back before that happening was told: something that stands is likelier to be it. */
  isGuess?: true;
}

export type Identity = Pick<MatchEvent, "provider" | "event_id">;

export function isSame(a: Identity, b: Identity): boolean {
  return a.provider === b.provider && a.event_id === b.event_id;
}

/**
 * What a feed may be silent for while another one speaks. A feed that is polled speaks every few seconds; one that
 * has nothing to tell for so long is no worse off if the other one tells it first.
 */
const PATIENCE_MS = 60_000;

/** A feed of which nothing is known yet. @param at RFC 3339 UTC, when it is first heard */
export function newFeed(at: string): Feed {
  return { heard_at: at, since: at, minute: 0, teams: {}, told: [], places: 0, stood_down: 0 };
}

/** The feed once it has been heard at `at`. Clocks of functions differ a little: time does not run backwards. */
export function withHeard(feed: Feed, at: string, priority: number | undefined): Feed {
  const { priority: _, ...rest } = feed;
  const gap = msBetween(feed.heard_at, at);
  return {
    ...rest,
    ...(priority === undefined ? {} : { priority }),
    heard_at: gap > 0 ? at : feed.heard_at,
    since: gap > PATIENCE_MS ? at : feed.since,
  };
}

/** A match whose course has not begun: whether it has by now, only a feed that still speaks can tell. */
const NOT_BEGUN: ReadonlySet<Status> = new Set<Status>(["scheduled", "unknown"]);

/**
 * Whether `provider`, which was just heard, is to act from now on. It is if the acting feed has fallen silent in a
 * live match, or comes after it by priority and it has been heard steadily for a while. One that comes back stands
 * by, so that the two do not take turns.
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
