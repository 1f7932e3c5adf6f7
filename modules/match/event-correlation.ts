import type { MatchEvent } from "./event.ts";
import { type EventIdentity, type Feed, type FeedEvent, isSameIdentity, type Ledger } from "./feeds.ts";
import { feedEventOf, identityOf, loggedEventOf, sidesOf, withFeed } from "./ledger.ts";
import { withShortMetadata } from "./short-metadata.ts";
import { mostSimilar, paired } from "./similarity.ts";

/** Finds the logged event that each event of each feed is. A feed reports each logged event once at most. */

/** Notes the last version of a key event of a feed, and the logged event it is. */
export function withFeedEvent(ledger: Ledger, event: MatchEvent): Ledger {
  const feed = ledger.feeds[event.provider];
  if (!feed) return ledger;
  const of = correlationOf(ledger, event);
  const entry: FeedEvent = { event: withShortMetadata(event), place: feed.places, ...(of ? { of } : {}) };
  const others = feed.told.filter((one) => one.event.event_id !== event.event_id);
  const told = [...(of ? others.map((one) => withoutGuess(one, of)) : others), entry];
  return withFeed(ledger, event.provider, { ...feed, told, places: feed.places + 1 });
}

/** Notes an event the log has just taken, and correlates it with earlier events of other feeds. */
export function withLoggedEvent(ledger: Ledger, logged: MatchEvent, reported: EventIdentity): Ledger {
  const event = withShortMetadata(logged);
  const isNew = loggedEventOf(ledger, event) === undefined;
  const happenings = isNew
    ? [...ledger.happenings, event]
    : ledger.happenings.map((one) => (isSameIdentity(one, event) ? event : one));
  const correlated = withCorrelation({ ...ledger, happenings }, reported, identityOf(event));
  if (!isNew || !isNotVoided(event)) return correlated;
  const others = Object.keys(correlated.feeds).filter((provider) => provider !== reported.provider);
  return others.reduce((kept, provider) => correlateUnmatched(kept, provider, event), correlated);
}

/** Correlates a logged event with the likeliest event of a feed that the log did not have before. */
function correlateUnmatched(ledger: Ledger, provider: string, logged: MatchEvent): Ledger {
  const unmatched = ledger.feeds[provider]?.told.flatMap(({ event, of }) => (of ? [] : event)) ?? [];
  const [best] = mostSimilar(logged, unmatched, sidesOf(ledger, logged.match_id));
  return best ? withCorrelation(ledger, best, identityOf(logged), !isNotVoided(best)) : ledger;
}

function isNotVoided(event: MatchEvent | undefined): boolean {
  return event !== undefined && event.operation !== "void";
}

/** Finds the logged event for a feed's event: the one it was before, its own, or the likeliest uncorrelated one. */
function correlationOf(ledger: Ledger, event: MatchEvent): EventIdentity | undefined {
  const before = feedEventOf(ledger, event)?.of;
  if (before) return before;
  const own = loggedEventOf(ledger, event);
  const [best] = own
    ? [own]
    : mostSimilar(event, uncorrelatedFor(ledger, event.provider), sidesOf(ledger, event.match_id));
  return best && identityOf(best);
}

/** The logged events a feed has not reported yet. */
function uncorrelatedFor({ feeds, happenings }: Ledger, provider: string): MatchEvent[] {
  const taken = feeds[provider]?.told.flatMap(({ of, isGuess }) => (of && !isGuess ? of : [])) ?? [];
  return happenings.filter((one) => !taken.some((identity) => isSameIdentity(identity, one)));
}

/**
 * Correlates the events of a feed again before it takes over. While the feed stood by, each of its events was matched
 * with the most similar logged event of that moment, before either feed had reported the rest. Events whose match would
 * now change the log, and events without a match, are compared again with all free logged events, so that as
 * many as possible find one.
 */
export function recorrelate(ledger: Ledger, provider: string): Ledger {
  const feed = ledger.feeds[provider];
  if (!feed) return ledger;
  const told = feed.told.map((one) => (isDoubtful(ledger, feed, one) ? uncorrelated(one) : one));
  const doubtful = told.flatMap(({ event, of }) => (of ? [] : event));
  const free = ledger.happenings.filter((one) => !told.some(({ of }) => of && isSameIdentity(of, one)));
  const [first] = free;
  if (!first) return ledger;
  return paired(doubtful, free, sidesOf(ledger, first.match_id)).reduce(
    (kept, [event, happening]) => withCorrelation(kept, event, identityOf(happening)),
    withFeed(ledger, provider, { ...feed, told }),
  );
}

/**
 * Whether a match made by similarity alone joins a voided and a valid event, and was reported since the feed last stood
 * by.
 */
function isDoubtful(ledger: Ledger, { stood_down }: Feed, { event, of, place }: FeedEvent): boolean {
  if (!of || isSameIdentity(of, event) || place < stood_down) return false;
  return !isNotVoided(event) || !isNotVoided(loggedEventOf(ledger, of));
}

function withCorrelation(
  ledger: Ledger,
  reported: EventIdentity,
  of: EventIdentity,
  isGuess = false,
): Ledger {
  const feed = ledger.feeds[reported.provider];
  if (!feed) return ledger;
  const entries = feed.told.map((one): FeedEvent => {
    if (one.event.event_id !== reported.event_id) return withoutGuess(one, of);
    const { isGuess: _, ...rest } = one;
    return { ...rest, of, ...(isGuess ? { isGuess } : {}) };
  });
  return withFeed(ledger, reported.provider, { ...feed, told: entries });
}

/** Drops a guessed correlation with a logged event once another event of the feed is that event. */
function withoutGuess(reported: FeedEvent, logged: EventIdentity): FeedEvent {
  return reported.isGuess && reported.of && isSameIdentity(reported.of, logged)
    ? uncorrelated(reported)
    : reported;
}

function uncorrelated({ of: _, isGuess: __, ...told }: FeedEvent): FeedEvent {
  return told;
}
