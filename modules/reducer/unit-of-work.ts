import { apply } from "../match/apply.ts";
import { correctiveItem } from "../match/correction.ts";
import type { LogEntry } from "../match/entry.ts";
import { type Correction, isKeyEvent, type MatchEvent, type MatchItem, providerOf } from "../match/event.ts";
import { withLoggedEvent } from "../match/event-correlation.ts";
import type { Feeds } from "../match/feeds.ts";
import { loggedEventOf, openLedger } from "../match/ledger.ts";
import type { MatchState } from "../match/state.ts";
import { withTeamOfSide } from "../match/team-of-side.ts";
import type { EventKey, FeedKey } from "../ports/matches.ts";
import type { PositionedItem } from "./decode.ts";
import { eventVersionsOf, expandItem } from "./event-versions.ts";
import type { KnownEvents, Lookups } from "./lookups.ts";
import { applyMultiFeed } from "./multi-feed.ts";

/** One match while a batch is applied to it: its stored state, and what the batch has added so far. */
export interface MatchUnitOfWork {
  state(): MatchState;
  feeds(): Feeds | null;
  readonly entries: readonly LogEntry[];
  readonly revisions: readonly (number | null)[];
  /** Applies an item as far as its feed is the acting one. @returns the number of events and reports in the item */
  applyPositioned(positioned: PositionedItem): number;
  apply(item: MatchItem): LogEntry | null;
  setState(state: MatchState): void;
  missing(): Lookups;
}

export function openUnitOfWork(
  start: MatchState,
  before: Feeds | null,
  known: KnownEvents,
  now: string,
): MatchUnitOfWork {
  const { match_id } = start;
  const versions = eventVersionsOf(known.events, match_id);
  const entries: LogEntry[] = [];
  const revisions: (number | null)[] = [];
  const missingEvents: EventKey[] = [];
  const missingFeeds: FeedKey[] = [];
  let state = start;
  let feeds = before;

  function write(received: MatchItem): LogEntry | null {
    const item: MatchItem =
      received.kind === "event" ? { kind: "event", event: withTeamOfSide(received.event, state) } : received;
    const last = item.kind === "event" ? versions.of(item.event) : undefined;
    if (item.kind === "event" && !last && feeds?.ledger && loggedEventOf(feeds.ledger, item.event)) {
      const { provider, event_id } = item.event;
      missingEvents.push({ match_id, provider, event_id });
    }
    const applied = apply(state, item, last, now);
    state = applied.state;
    if (applied.entry) {
      entries.push(applied.entry);
      revisions.push(versions.add(applied.entry));
    }
    return applied.entry;
  }

  function correct(correction: Correction): number {
    const last = "event" in correction ? versions.of(correction.event) : undefined;
    const item = correctiveItem(correction, state, last?.revision);
    const entry = item && write(item);
    if (entry?.item.kind !== "event") return entry ? 1 : 0;
    const { event } = entry.item;
    if (feeds?.ledger && isKeyEvent(event.event_type)) {
      feeds = { ...feeds, ledger: withLoggedEvent(feeds.ledger, event, event) };
    }
    return 1;
  }

  /** The feeds of the match, `provider` among them; undefined while it is the only one. */
  function multiFeed(provider: string, at: string) {
    feeds ??= { acting: provider };
    const { acting, ledger } = feeds;
    if (ledger) return { acting, ledger };
    if (acting === provider) return undefined;
    // Needs every event of the first feed, once: from here on the ledger has what is needed.
    if (!known.hasAllOf({ match_id, provider: acting })) missingFeeds.push({ match_id, provider: acting });
    return { acting, ledger: openLedger(acting, versions.all(acting), state, at) };
  }

  return {
    state: () => state,
    feeds: () => feeds,
    entries,
    revisions,
    apply: write,
    setState(next) {
      state = next;
    },
    missing: () => ({ events: missingEvents, feeds: missingFeeds }),
    applyPositioned(positioned) {
      const { item, received_at } = positioned;
      if (item.kind === "feed") return write(item) ? 1 : 0;
      if (item.kind === "correction") return correct(item.correction);
      const all = multiFeed(providerOf(item), received_at);
      if (!all) {
        const items = expandItem(item, versions.all);
        for (const one of items) write(one);
        return items.length;
      }
      const log = {
        state: () => state,
        known: (event: MatchEvent) => versions.of(event)?.event,
        all: versions.all,
        apply: write,
      };
      const applied = applyMultiFeed(all, positioned, log);
      feeds = applied.feeds;
      return applied.items;
    },
  };
}
