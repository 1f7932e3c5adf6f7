import type { MatchEvent } from "./event.ts";
import { type Feed, type Identity, isSame, type Ledger, type FeedEvent } from "./feeds.ts";
import { loggedEventOf, identityOf, sidesOf, feedEventOf, withFeed } from "./ledger.ts";
import { mostSimilar, paired } from "./similarity.ts";
import { slim } from "./slim.ts";

/** Which happening of the log each feed's events are: each feed tells of each happening once at most. */

/** The ledger with the last word of a feed on one of its key events, and which happening that is. */
export function withFeedEvent(ledger: Ledger, event: MatchEvent): Ledger {
  const feed = ledger.feeds[event.provider];
  if (!feed) return ledger;
  const of = correlationOf(ledger, event);
  const entry: FeedEvent = { event: slim(event), place: feed.places, ...(of ? { of } : {}) };
  const others = feed.told.filter((one) => one.event.event_id !== event.event_id);
  const told = [...(of ? others.map((one) => withoutGuess(one, of)) : others), entry];
  return withFeed(ledger, event.provider, { ...feed, told, places: feed.places + 1 });
}

/** The ledger after an event has come into the log, where it is what other feeds may have told of before. */
export function withLoggedEvent(ledger: Ledger, logged: MatchEvent, told: Identity): Ledger {
  const event = slim(logged);
  const isNew = loggedEventOf(ledger, event) === undefined;
  const happenings = isNew
    ? [...ledger.happenings, event]
    : ledger.happenings.map((one) => (isSame(one, event) ? event : one));
  const claimed = withCorrelation({ ...ledger, happenings }, told, identityOf(event));
  if (!isNew || !isStanding(event)) return claimed;
  const others = Object.keys(claimed.feeds).filter((provider) => provider !== told.provider);
  return others.reduce((kept, provider) => correlateWaiting(kept, provider, event), claimed);
}

/** Of what a feed has told and the log does not have yet, the likeliest is `happening`. */
function correlateWaiting(ledger: Ledger, provider: string, happening: MatchEvent): Ledger {
  const waiting = ledger.feeds[provider]?.told.flatMap(({ event, of }) => (of ? [] : event)) ?? [];
  const [best] = mostSimilar(happening, waiting, sidesOf(ledger, happening.match_id));
  return best ? withCorrelation(ledger, best, identityOf(happening), !isStanding(best)) : ledger;
}

function isStanding(event: MatchEvent | undefined): boolean {
  return event !== undefined && event.operation !== "void";
}

/** The happening a feed's event is: the one it was before, its own, or the likeliest that the feed has not told. */
function correlationOf(ledger: Ledger, event: MatchEvent): Identity | undefined {
  const before = feedEventOf(ledger, event)?.of;
  if (before) return before;
  const own = loggedEventOf(ledger, event);
  const [best] = own
    ? [own]
    : mostSimilar(event, uncorrelatedFor(ledger, event.provider), sidesOf(ledger, event.match_id));
  return best && identityOf(best);
}

/** What a feed may still tell of. */
function uncorrelatedFor({ feeds, happenings }: Ledger, provider: string): MatchEvent[] {
  const taken = feeds[provider]?.told.flatMap(({ of, isGuess }) => (of && !isGuess ? of : [])) ?? [];
  return happenings.filter((one) => !taken.some((identity) => isSame(identity, one)));
}

/**
 * The ledger before a feed takes over. While it stood by, each of its events was taken for the likeliest happening
 * of that moment, without what either feed had still to tell. Where that would now change the log, and where nothing
 * was found, all are compared again, the likeliest first.
 */
export function recorrelate(ledger: Ledger, provider: string): Ledger {
  const feed = ledger.feeds[provider];
  if (!feed) return ledger;
  const told = feed.told.map((one) => (isDoubtful(ledger, feed, one) ? uncorrelated(one) : one));
  const doubtful = told.flatMap(({ event, of }) => (of ? [] : event));
  const free = ledger.happenings.filter((one) => !told.some(({ of }) => of && isSame(of, one)));
  const [first] = free;
  if (!first) return ledger;
  return paired(doubtful, free, sidesOf(ledger, first.match_id)).reduce(
    (kept, [event, happening]) => withCorrelation(kept, event, identityOf(happening)),
    withFeed(ledger, provider, { ...feed, told }),
  );
}

/** Whether an event counts otherwise than what it was taken for, by nothing but likeness, and is to have its say. */
function isDoubtful(ledger: Ledger, { stood_down }: Feed, { event, of, place }: FeedEvent): boolean {
  if (!of || isSame(of, event) || place < stood_down) return false;
  return !isStanding(event) || !isStanding(loggedEventOf(ledger, of));
}

function withCorrelation(ledger: Ledger, told: Identity, of: Identity, isGuess = false): Ledger {
  const feed = ledger.feeds[told.provider];
  if (!feed) return ledger;
  const entries = feed.told.map((one): FeedEvent => {
    if (one.event.event_id !== told.event_id) return withoutGuess(one, of);
    const { isGuess: _, ...rest } = one;
    return { ...rest, of, ...(isGuess ? { isGuess } : {}) };
  });
  return withFeed(ledger, told.provider, { ...feed, told: entries });
}

/** What was only guessed to be a happening is not, once something else is. */
function withoutGuess(told: FeedEvent, happening: Identity): FeedEvent {
  return told.isGuess && told.of && isSame(told.of, happening) ? uncorrelated(told) : told;
}

function uncorrelated({ of: _, isGuess: __, ...told }: FeedEvent): FeedEvent {
  return told;
}
