import { eventToLog, unlistedGoals, withMatchIds } from "../match/acting-feed.ts";
import { periodOf } from "../match/clock.ts";
import type { LogEntry } from "../match/entry.ts";
import { isKeyEvent, type MatchEvent, type MatchItem, providerOf, type StreamItem } from "../match/event.ts";
import { recorrelate, withFeedEvent, withLoggedEvent } from "../match/event-correlation.ts";
import { isFeed } from "../match/feed-health.ts";
import {
  type EventIdentity,
  type Feeds,
  type Ledger,
  mayAct,
  newFeed,
  withLastReceived,
} from "../match/feeds.ts";
import { feedEventOf, withFeed, withProgress, withReport } from "../match/ledger.ts";
import type { MatchState } from "../match/state.ts";
import { PERIODS } from "../match/status.ts";
import { countedScoreReports, missedEvents, missedReports } from "../match/takeover.ts";
import type { PositionedItem } from "./decode.ts";
import { expandItem } from "./event-versions.ts";

/** Reads the state and the log of one match, and writes entries to it. */
export interface LogWriter {
  state(): MatchState;
  known(event: MatchEvent): MatchEvent | undefined;
  all(provider: string): MatchEvent[];
  /** @returns the entry, null if nothing has changed */
  apply(item: MatchItem): LogEntry | null;
}

type MultiFeed = Feeds & { ledger: Ledger };

/**
 * Applies one item to a match that has several feeds. Writes it to the log if its feed acts, or takes over because the
 * acting feed is silent; otherwise remembers it in the ledger. Always writes what an operator entered by hand.
 *
 * @returns the feeds after it, and the number of events and reports in the item
 */
export function applyMultiFeed(
  feeds: MultiFeed,
  { item, received_at, priority }: PositionedItem,
  log: LogWriter,
): { feeds: MultiFeed; items: number } {
  const provider = providerOf(item);
  if (!isFeed(provider)) return { feeds: writeManualEvent(feeds, item, log), items: 1 };

  const feed = withLastReceived(feeds.ledger.feeds[provider] ?? newFeed(received_at), received_at, priority);
  const before = { ...feeds, ledger: withFeed(feeds.ledger, provider, feed) };
  const items = expandItem(item, () => versionsOfFeed(before.ledger, provider, log));
  const updated = { ...before, ledger: withProgressAndReports(before.ledger, provider, items) };
  const active = mayAct(updated, provider, log.state().status) ? takeOver(updated, provider, log) : updated;
  const applied = items.reduce(
    (ledger, one) => applyFeedItem({ ...active, ledger }, one, log),
    active.ledger,
  );
  const ledger = active.acting === provider ? withoutUnlisted(applied, item, log) : applied;
  return { feeds: { ...active, ledger }, items: items.length };
}

function writeManualEvent(feeds: MultiFeed, item: StreamItem, log: LogWriter): MultiFeed {
  if (item.kind !== "event") return feeds;
  return { ...feeds, ledger: writeItem(feeds.ledger, item, item.event, log) };
}

/** Every event of a feed in the feed's own version: key events as it sent them last, others as the log has them. */
function versionsOfFeed({ feeds }: Ledger, provider: string, log: LogWriter): MatchEvent[] {
  const keyEvents = feeds[provider]?.told.map(({ event }) => event) ?? [];
  const ids = new Set(keyEvents.map(({ event_id }) => event_id));
  return [...keyEvents, ...log.all(provider).filter(({ event_id }) => !ids.has(event_id))];
}

/** The ledger after the feed has moved on by `items`. */
function withProgressAndReports(ledger: Ledger, provider: string, items: readonly MatchItem[]): Ledger {
  const feed = items.reduce((course, item) => {
    if (item.kind === "event") return withProgress(course, item.event);
    return item.kind === "status" ? withReport(course, item.report) : course;
  }, ledger.feeds[provider] ?? newFeed(""));
  return withFeed(ledger, provider, feed);
}

/** Makes a feed the acting one, after it has written to the log what only this feed has reported until now. */
function takeOver(feeds: MultiFeed, provider: string, log: LogWriter): MultiFeed {
  const { acting, ledger } = feeds;
  const [before, own] = [ledger.feeds[acting], ledger.feeds[provider]];
  if (!own) return feeds;
  const state = log.state();
  const from = { ...own, from: momentOf(state) };
  const correlated = recorrelate(withFeed(ledger, provider, from), provider);
  const stoodDown = before
    ? withFeed(correlated, acting, { ...before, stood_down: before.places })
    : correlated;
  const written = missedEvents(stoodDown, provider).reduce(
    (next, due) => writeItem(next, due.item, due.feedEvent, log),
    stoodDown,
  );
  const reports = [
    ...countedScoreReports(state, log.state(), provider, own.heard_at),
    ...missedReports(written, provider, log.state()),
  ];
  for (const report of reports) writeItem(written, { kind: "status", report }, undefined, log);
  return { ...feeds, acting: provider, ledger: written };
}

/** Records one event or report of a feed in the ledger, and writes to the log what the log lacks of it. */
function applyFeedItem({ acting, ledger }: MultiFeed, item: MatchItem, log: LogWriter): Ledger {
  if (item.kind === "feed") return ledger;
  const { provider } = item.kind === "event" ? item.event : item.report;
  const acts = provider === acting;
  if (item.kind === "status")
    return acts ? writeItem(withoutReport(ledger, provider), item, undefined, log) : ledger;

  const before = feedEventOf(ledger, item.event);
  const known = log.known(item.event);
  if (!before && (known || !mayEnterLedger(ledger, item.event))) {
    const isNew = known !== undefined || isPlayedAfter(item.event, ledger.feeds[provider]?.from);
    return acts && isNew ? writeItem(ledger, item, undefined, log) : ledger;
  }
  const event = withPeriod(item.event, before?.event, log.state());
  if (before && isOutdated(event, before.event)) return ledger;
  const next = withFeedEvent(ledger, event);
  const own = feedEventOf(next, event);
  const due = acts && own ? eventToLog(next, { ...own, event }, before) : undefined;
  return due ? writeItem(next, { kind: "event", event: due }, event, log) : next;
}

/** The most key events of a feed in the ledger: more than a match has, and few enough to compare quickly. */
const MAX_KEY_EVENTS = 500;

function mayEnterLedger({ feeds }: Ledger, { provider, event_type }: MatchEvent): boolean {
  return isKeyEvent(event_type) && (feeds[provider]?.told.length ?? 0) < MAX_KEY_EVENTS;
}

/** @param own the feed's own version of the event, if it is a key event */
function writeItem(ledger: Ledger, item: MatchItem, own: EventIdentity | undefined, log: LogWriter): Ledger {
  if (item.kind === "feed") return ledger;
  const entry = log.apply(withMatchIds(item, ledger, log.state()));
  if (entry?.item.kind !== "event" || !own) return ledger;
  return isKeyEvent(entry.item.event.event_type) ? withLoggedEvent(ledger, entry.item.event, own) : ledger;
}

function withoutUnlisted(ledger: Ledger, item: StreamItem, log: LogWriter): Ledger {
  const isWhole = item.kind === "roll_call" || (item.kind === "sheet" && item.sheet.retract === "all");
  if (!isWhole) return ledger;
  const { occurred_at } = item.kind === "sheet" ? item.sheet : item.roll;
  return unlistedGoals(ledger, providerOf(item)).reduce((next, { version: _, ...goal }) => {
    const event: MatchEvent = { ...goal, operation: "void", occurred_at };
    return writeItem(next, { kind: "event", event }, event, log);
  }, ledger);
}

/** Removes the report of a feed that acts: it is in the log, so a takeover does not need it. */
function withoutReport(ledger: Ledger, provider: string): Ledger {
  const { report: _, ...feed } = ledger.feeds[provider] ?? newFeed("");
  return withFeed(ledger, provider, feed);
}

/** The event with a period. It never changes once it is set, as in the log. */
function withPeriod(event: MatchEvent, last: MatchEvent | undefined, { status }: MatchState): MatchEvent {
  return { ...event, period: event.period ?? last?.period ?? periodOf(event.minute, status) };
}

function isOutdated(event: MatchEvent, last: MatchEvent): boolean {
  if (event.operation === "create") return true;
  return event.version !== undefined && last.version !== undefined && event.version < last.version;
}

function momentOf({ status, minute, extra_minute }: MatchState) {
  return { period: PERIODS.indexOf(periodOf(minute, status)), minute: minute + extra_minute };
}

function isPlayedAfter(event: MatchEvent, from: ReturnType<typeof momentOf> | undefined): boolean {
  if (!from) return true;
  const period = PERIODS.indexOf(event.period ?? periodOf(event.minute, "unknown"));
  const minute = event.minute + (event.extra_minute ?? 0);
  return period > from.period || (period === from.period && minute > from.minute);
}
