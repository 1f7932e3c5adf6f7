import { periodOf } from "../match/clock.ts";
import { dueEvent, inItsTerms, unlistedGoals } from "../match/due.ts";
import type { LogEntry } from "../match/entry.ts";
import { isKeyEvent, type MatchEvent, type MatchItem, providerOf, type StreamItem } from "../match/event.ts";
import { recorrelate, withFeedEvent, withLoggedEvent } from "../match/event-correlation.ts";
import { isFeed } from "../match/feed-health.ts";
import { type Feeds, type Identity, type Ledger, mayAct, newFeed, withHeard } from "../match/feeds.ts";
import { feedEventOf, withCourse, withFeed, withReport } from "../match/ledger.ts";
import type { MatchState } from "../match/state.ts";
import { PERIODS } from "../match/status.ts";
import { countedOn, dueEvents, dueReports } from "../match/takeover.ts";
import type { PositionedItem } from "./decode.ts";
import { expanded } from "./versions.ts";

/** The match an item is for: where it stands, what the log has, and the way into it. */
export interface LogWriter {
  state(): MatchState;
  known(event: MatchEvent): MatchEvent | undefined;
  all(provider: string): MatchEvent[];
  /** @returns the entry, null if nothing has changed */
  apply(item: MatchItem): LogEntry | null;
}

type MultiFeed = Feeds & { ledger: Ledger };

/**
 * What one item does in a match that has several feeds: it counts if it is from the feed that acts, or makes that of
 * its own by being heard while the other is silent, and is kept in mind otherwise. By hand always counts.
 *
 * @returns the feeds after it, and how many things it told
 */
export function applyOfSeveralFeeds(
  feeds: MultiFeed,
  { item, received_at, priority }: PositionedItem,
  log: LogWriter,
): { feeds: MultiFeed; items: number } {
  const provider = providerOf(item);
  if (!isFeed(provider)) return { feeds: enterByHand(feeds, item, log), items: 1 };

  const feed = withHeard(feeds.ledger.feeds[provider] ?? newFeed(received_at), received_at, priority);
  const before = { ...feeds, ledger: withFeed(feeds.ledger, provider, feed) };
  const items = expanded(item, () => ownView(before.ledger, provider, log));
  const followed = { ...before, ledger: following(before.ledger, provider, items) };
  const taken = mayAct(followed, provider, log.state().status) ? takeOver(followed, provider, log) : followed;
  const told = items.reduce((ledger, one) => applyFeedItem({ ...taken, ledger }, one, log), taken.ledger);
  const ledger = taken.acting === provider ? withoutUnlisted(told, item, log) : told;
  return { feeds: { ...taken, ledger }, items: items.length };
}

function enterByHand(feeds: MultiFeed, item: StreamItem, log: LogWriter): MultiFeed {
  if (item.kind !== "event") return feeds;
  return { ...feeds, ledger: writeItem(feeds.ledger, item, item.event, log) };
}

/** All a feed has told, in its own words: key events as it said them last, others as the log has them. */
function ownView({ feeds }: Ledger, provider: string, log: LogWriter): MatchEvent[] {
  const told = feeds[provider]?.told.map(({ event }) => event) ?? [];
  const ids = new Set(told.map(({ event_id }) => event_id));
  return [...told, ...log.all(provider).filter(({ event_id }) => !ids.has(event_id))];
}

function following(ledger: Ledger, provider: string, items: readonly MatchItem[]): Ledger {
  const feed = items.reduce((course, item) => {
    if (item.kind === "event") return withCourse(course, item.event);
    return item.kind === "status" ? withReport(course, item.report) : course;
  }, ledger.feeds[provider] ?? newFeed(""));
  return withFeed(ledger, provider, feed);
}

/** The feed acts from here on: first the log is told what it lacks of what the feed said while it stood by. */
function takeOver(feeds: MultiFeed, provider: string, log: LogWriter): MultiFeed {
  const { acting, ledger } = feeds;
  const [before, own] = [ledger.feeds[acting], ledger.feeds[provider]];
  if (!own) return feeds;
  const state = log.state();
  const from = { ...own, from: momentOf(state) };
  const taken = recorrelate(withFeed(ledger, provider, from), provider);
  const stood = before ? withFeed(taken, acting, { ...before, stood_down: before.places }) : taken;
  const told = dueEvents(stood, provider).reduce(
    (kept, due) => writeItem(kept, due.item, due.told, log),
    stood,
  );
  const reports = [
    ...countedOn(state, log.state(), provider, own.heard_at),
    ...dueReports(told, provider, log.state()),
  ];
  for (const report of reports) writeItem(told, { kind: "status", report }, undefined, log);
  return { ...feeds, acting: provider, ledger: told };
}

/** What a feed said of one thing, and what of it goes into the log. */
function applyFeedItem({ acting, ledger }: MultiFeed, item: MatchItem, log: LogWriter): Ledger {
  if (item.kind === "feed") return ledger;
  const { provider } = item.kind === "event" ? item.event : item.report;
  const acts = provider === acting;
  if (item.kind === "status")
    return acts ? writeItem(withoutReport(ledger, provider), item, undefined, log) : ledger;

  const before = feedEventOf(ledger, item.event);
  const known = log.known(item.event);
  if (!before && (known || !isKept(ledger, item.event))) {
    const isNew = known !== undefined || isAfter(item.event, ledger.feeds[provider]?.from);
    return acts && isNew ? writeItem(ledger, item, undefined, log) : ledger;
  }
  const event = placed(item.event, before?.event, log.state());
  if (before && isOutdated(event, before.event)) return ledger;
  const next = withFeedEvent(ledger, event);
  const told = feedEventOf(next, event);
  const due = acts && told ? dueEvent(next, { ...told, event }, before) : undefined;
  return due ? writeItem(next, { kind: "event", event: due }, event, log) : next;
}

/** More key events than a match has, and as many as are compared in no time. */
const MOST_TOLD = 500;

function isKept({ feeds }: Ledger, { provider, event_type }: MatchEvent): boolean {
  return isKeyEvent(event_type) && (feeds[provider]?.told.length ?? 0) < MOST_TOLD;
}

/** @param told the feed's own version of it, where it is a key event */
function writeItem(ledger: Ledger, item: MatchItem, told: Identity | undefined, log: LogWriter): Ledger {
  if (item.kind === "feed") return ledger;
  const entry = log.apply(inItsTerms(item, ledger, log.state()));
  if (entry?.item.kind !== "event" || !told) return ledger;
  return isKeyEvent(entry.item.event.event_type) ? withLoggedEvent(ledger, entry.item.event, told) : ledger;
}

function withoutUnlisted(ledger: Ledger, item: StreamItem, log: LogWriter): Ledger {
  const isWhole = item.kind === "roll_call" || (item.kind === "sheet" && item.sheet.retract === "all");
  if (!isWhole) return ledger;
  const { occurred_at } = item.kind === "sheet" ? item.sheet : item.roll;
  return unlistedGoals(ledger, providerOf(item)).reduce((kept, { version: _, ...goal }) => {
    const event: MatchEvent = { ...goal, operation: "void", occurred_at };
    return writeItem(kept, { kind: "event", event }, event, log);
  }, ledger);
}

/** What is reported to the log at once need not be kept for a takeover. */
function withoutReport(ledger: Ledger, provider: string): Ledger {
  const { report: _, ...feed } = ledger.feeds[provider] ?? newFeed("");
  return withFeed(ledger, provider, feed);
}

/** The period is settled once, as it is in the log. */
function placed(event: MatchEvent, last: MatchEvent | undefined, { status }: MatchState): MatchEvent {
  return { ...event, period: event.period ?? last?.period ?? periodOf(event.minute, status) };
}

function isOutdated(event: MatchEvent, last: MatchEvent): boolean {
  if (event.operation === "create") return true;
  return event.version !== undefined && last.version !== undefined && event.version < last.version;
}

function momentOf({ status, minute, extra_minute }: MatchState) {
  return { period: PERIODS.indexOf(periodOf(minute, status)), minute: minute + extra_minute };
}

function isAfter(event: MatchEvent, from: ReturnType<typeof momentOf> | undefined): boolean {
  if (!from) return true;
  const period = PERIODS.indexOf(event.period ?? periodOf(event.minute, "unknown"));
  const minute = event.minute + (event.extra_minute ?? 0);
  return period > from.period || (period === from.period && minute > from.minute);
}
