import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DETAILS, type FeedItem, type StreamItem } from "../../../modules/match/event.ts";
import { PERIODS, STATUSES } from "../../../modules/match/status.ts";
import { announcement, event, report } from "../../support/items.ts";
import { type Delivery, played, shown } from "./played-match.ts";

const second = fc
  .integer({ min: 0, max: 59 })
  .map((s) => `2024-11-20T10:30:${String(s).padStart(2, "0")}.000Z`);

const someEvent = fc
  .record({
    event_id: fc.constantFrom("a", "b", "c", "d", "e", "f", "g"),
    event_type: fc.constantFrom("goal", "goal", "card", "pass", "period_end"),
    detailed: fc.nat(5),
    period: fc.constantFrom(undefined, ...PERIODS),
    minute: fc.integer({ min: 0, max: 120 }),
    team_id: fc.constantFrom(undefined, "10", "11"),
    player_id: fc.constantFrom(undefined, "p1", "p2"),
    operation: fc.constantFrom("create", "create", "update", "void"),
    version: fc.constantFrom(undefined, undefined, 1, 2),
    occurred_at: second,
  })
  .map(({ detailed, ...fields }): FeedItem => {
    return event({ ...fields, detail: DETAILS[fields.event_type]?.[detailed] });
  });

const someReport = fc
  .record({
    status: fc.constantFrom(undefined, ...STATUSES),
    minute: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
    home_score: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    away_score: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    kick_off: fc.constantFrom(undefined, "2024-11-20T10:00:00.000Z"),
    teams: fc.boolean(),
    occurred_at: second,
  })
  .map(({ teams, ...fields }): FeedItem => (teams ? announcement : report)(fields));

const someSheet = fc
  .record({
    events: fc.array(someEvent, { maxLength: 5 }),
    retract: fc.constantFrom("all", "no_goals", "none"),
    occurred_at: second,
  })
  .map(({ events, ...sheet }): StreamItem => {
    const listed = events.flatMap((item) =>
      item.kind === "event" ? [{ ...item.event, version: undefined }] : [],
    );
    const named = listed.map((one, index) => ({
      ...one,
      event_id: `${one.event_type}.${one.minute}.${index}`,
    }));
    return { kind: "sheet", sheet: { provider: "custom", match_id: "123", events: named, ...sheet } };
  });

const someRoll = fc
  .record({ event_ids: fc.subarray(["a", "b", "c", "d", "e", "f", "g"]), occurred_at: second })
  .map((roll): StreamItem => ({ kind: "roll_call", roll: { provider: "custom", match_id: "123", ...roll } }));

const keyed = fc.oneof({ arbitrary: someEvent, weight: 5 }, { arbitrary: someReport, weight: 2 });
const listed = fc.oneof(someSheet, someReport);
const any = fc.oneof({ arbitrary: keyed, weight: 5 }, { arbitrary: someRoll, weight: 1 });

/** Several feeds, with silences between, and people who enter something by hand. */
const several = fc.array(
  fc
    .record({
      items: fc.array(keyed, { minLength: 1, maxLength: 3 }),
      provider: fc.constantFrom("opta", "sportradar", "manual"),
      after: fc.constantFrom(1, 1, 1, 90),
    })
    .map(
      ({ items, provider, after }): Delivery => ({ after, items: items.map((item) => by(provider, item)) }),
    ),
  { maxLength: 15 },
);

function by(provider: string, item: FeedItem): FeedItem {
  if (item.kind === "status") return { kind: "status", report: { ...item.report, provider } };
  const event_id = `${provider}.${item.event.event_id}`;
  return { kind: "event", event: { ...item.event, provider, event_id } };
}

function feedOf(item: fc.Arbitrary<StreamItem>): fc.Arbitrary<Delivery[]> {
  return fc.array(fc.record({ items: fc.array(item, { minLength: 1, maxLength: 4 }) }), { maxLength: 15 });
}

const batches = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });

/** What was taken back is so for good: a correction never brings it back. */
function withoutReturns(deliveries: readonly Delivery[]): Delivery[] {
  const gone = new Set<string>();
  const kept = deliveries.map((delivery) => ({
    ...delivery,
    items: delivery.items.flatMap((item): StreamItem[] => {
      if (item.kind !== "event") return [item];
      const { event_id, operation } = item.event;
      if (gone.has(event_id)) return [];
      if (operation !== "void") return [item];
      gone.add(event_id);
      return [event({ ...item.event, version: undefined })];
    }),
  }));
  return kept.filter(({ items }) => items.length > 0);
}

describe("reading again", () => {
  it.each([
    ["events with ids", feedOf(any)],
    ["lists", feedOf(listed)],
    ["several feeds", several],
  ])("finds nothing where nothing was set aside, in any batching and from any time on: %s", (_, feed) => {
    fc.assert(
      fc.property(feed, batches, fc.nat(15), (deliveries, sizes, from) => {
        const match = played(deliveries, { batches: sizes });
        expect(match.audit(from).corrections).toEqual([]);
        expect(match.audit()).toMatchObject({ corrections: [], isConclusive: true });
      }),
    );
  });

  it.each([
    ["events with ids", feedOf(any)],
    ["lists", feedOf(listed)],
    ["several feeds", several],
  ])("finds nothing either where the consumer was late: %s", (_, feed) => {
    fc.assert(
      fc.property(feed, batches, fc.nat(15), fc.nat(8_000), (deliveries, sizes, from, late) => {
        const match = played(deliveries, { batches: sizes, late });
        expect(match.audit(from).corrections).toEqual([]);
      }),
    );
  });

  it("brings the match to where it would be had nothing been set aside, and then finds nothing more", () => {
    const drops = fc.array(fc.boolean(), { minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(feedOf(keyed), drops, batches, (feed, dropped, sizes) => {
        const deliveries = withoutReturns(feed);
        const right = played(deliveries, { batches: sizes });
        const match = played(
          deliveries.map((delivery, index) => ({ ...delivery, dropped: dropped[index] ?? false })),
          { batches: sizes },
        );
        match.correct(match.audit().corrections);
        expect(shown(match)).toEqual(shown(right));
        expect(match.audit().corrections).toEqual([]);
      }),
    );
  });

  it("leaves no event of a list twice", () => {
    const drops = fc.array(fc.boolean(), { minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(feedOf(listed), someSheet, drops, batches, (feed, last, dropped, sizes) => {
        const whole = last.kind === "sheet" ? { ...last.sheet, retract: "all" as const } : undefined;
        if (!whole) return;
        const deliveries = [...feed, { items: [{ kind: "sheet" as const, sheet: whole }] }];
        const right = played(deliveries, { batches: sizes });
        const match = played(
          deliveries.map((delivery, index) => ({
            ...delivery,
            dropped: index < feed.length && (dropped[index] ?? false),
          })),
          { batches: sizes },
        );
        match.correct(match.audit().corrections);
        expect(shown(match, "content").events).toEqual(shown(right, "content").events);
      }),
    );
  });
});
