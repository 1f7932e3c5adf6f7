import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENT_TYPES, type EventType, type FeedItem } from "../../../modules/match/event.ts";
import { framesOf } from "../../../modules/match/frame.ts";
import { snapshot } from "../../../modules/match/state.ts";
import { PERIODS, STATUSES } from "../../../modules/match/status.ts";
import { announcement, event, report } from "../../support/items.ts";
import { play } from "../../support/play.ts";

const DETAILS: Partial<Record<EventType, readonly string[]>> = {
  goal: ["own_goal", "penalty", "header", "open_play"],
  card: ["yellow", "second_yellow", "red"],
  substitution: ["tactical"],
  var: ["goal_cancelled"],
  shot: ["saved", "on_target", "blocked", "off_target", "post"],
  penalty: ["awarded", "scored", "saved", "missed"],
};
const percent = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: undefined });

const someEvent = fc
  .record({
    event_id: fc.constantFrom("a", "b", "c", "d", "e", "f"),
    event_type: fc.constantFrom(...EVENT_TYPES),
    detailed: fc.nat(5),
    position_x: percent,
    position_y: percent,
    xG: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    period: fc.constantFrom(undefined, ...PERIODS),
    minute: fc.integer({ min: 0, max: 120 }),
    team_id: fc.constantFrom(undefined, "10", "11", "12"),
    operation: fc.constantFrom("create" as const, "update" as const, "void" as const),
    second: fc.integer({ min: 0, max: 59 }),
  })
  .map(({ detailed, second, xG, ...fields }): FeedItem => {
    const detail = DETAILS[fields.event_type]?.[detailed];
    const metadata = xG === undefined ? {} : { xG };
    return event({ ...fields, detail, metadata, occurred_at: `2024-11-20T10:30:${pad(second)}.000Z` });
  });

const someReport = fc
  .record({
    status: fc.constantFrom(undefined, ...STATUSES),
    minute: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
    home_score: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    away_score: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    team_stats: fc.option(
      fc.dictionary(
        fc.constantFrom("10", "11"),
        fc.record({ shots: fc.nat(9), corners: fc.nat(9), possession: fc.nat(100) }),
      ),
      { nil: undefined },
    ),
    teams: fc.boolean(),
    second: fc.integer({ min: 0, max: 59 }),
  })
  .map(({ teams, second, ...fields }): FeedItem => {
    const make = teams ? announcement : report;
    return make({ ...fields, occurred_at: `2024-11-20T10:30:${pad(second)}.000Z` });
  });

const feed = fc.array(fc.oneof({ arbitrary: someEvent, weight: 4 }, someReport), { maxLength: 40 });

describe("for every feed", () => {
  it("applying it in any batching gives the same state and log", () => {
    fc.assert(
      fc.property(feed, fc.array(fc.nat(10)), (items, sizes) => {
        let batched = play([]);
        let rest = items;
        for (const size of sizes) {
          batched = play(rest.slice(0, size), batched);
          rest = rest.slice(size);
        }
        expect(play(rest, batched)).toEqual(play(items));
      }),
    );
  });

  it("replaying the log reproduces the state and adds nothing else", () => {
    fc.assert(
      fc.property(feed, (items) => {
        const played = play(items);
        const replayed = play(played.log.map((entry) => entry.item));
        // Some of what a report says has no entry: the time a score was confirmed at, and a vendor's own figures.
        const { score_given_at: _, given_stats: __, ...expected } = played.state;
        expect(replayed.state).toMatchObject(expected);
        expect(replayed.log.map(({ changes, state }) => ({ changes, state }))).toEqual(
          played.log.map(({ changes, state }) => ({ changes, state })),
        );
      }),
    );
  });

  it("a void undoes its event exactly, but for the clock and the position in the log", () => {
    fc.assert(
      fc.property(feed, someEvent, (items, item) => {
        if (item.kind !== "event") return;
        const { event: made } = item;
        const fresh = { ...made, event_id: "fresh", operation: "create" as const, occurred_at: LATER };
        const before = play(items);
        const after = play([event(fresh), event({ ...fresh, operation: "void" })], before);
        expect(essence(after.state)).toEqual(essence(before.state));
      }),
    );
  });

  it("the tallies are those of the events that stand, in whatever order and versions they came", () => {
    fc.assert(
      fc.property(feed, (items) => {
        const { state, known } = play(items);
        const standing = [...known.values()].filter(({ event: { operation } }) => operation !== "void");
        const counts = play(standing.map(({ event: last }) => event({ ...last, operation: "create" })));
        expect(nonEmpty(state.tallies)).toEqual(nonEmpty(counts.state.tallies));
      }),
    );
  });

  it("the statistics that are counted are whole: no more on target than shots, and shares of possession that make 100", () => {
    fc.assert(
      fc.property(feed, (items) => {
        const counted = items.filter((item) => item.kind !== "status" || !item.report.team_stats);
        const { home, away } = snapshot(play([announcement(), ...counted]).state).stats;
        for (const team of [home, away]) {
          expect(team.goals).toBeLessThanOrEqual(team.shots_on_target);
          expect(team.shots_on_target).toBeLessThanOrEqual(team.shots);
          expect(team.penalties).toBeLessThanOrEqual(team.shots);
          expect(team.shots_with_xg).toBeLessThanOrEqual(team.shots);
          expect(team.xg).toBeLessThanOrEqual(team.shots_with_xg);
        }
        const isKnown = home.passes + away.passes > 0;
        expect((home.possession ?? 0) + (away.possession ?? 0)).toBe(isKnown ? 100 : 0);
      }),
    );
  });

  it("seq has no holes, and the public positions form one chain", () => {
    fc.assert(
      fc.property(feed, (items) => {
        const { log } = play(items);
        expect(log.map((entry) => entry.seq)).toEqual(log.map((_, index) => index + 1));
        let last = 0;
        for (const entry of log) {
          expect(entry.prev_public_seq).toBe(last);
          if (entry.public) last = entry.seq;
        }
      }),
    );
  });

  it("every public entry has at least one frame, and all say where the match then stood", () => {
    fc.assert(
      fc.property(feed, (items) => {
        const { log, state } = play(items);
        for (const entry of log) {
          const frames = framesOf(entry, state);
          expect(frames.length).toBeGreaterThan(0);
          for (const frame of frames) expect([frame.seq, frame.state]).toEqual([entry.seq, entry.state]);
        }
      }),
    );
  });

  it("redelivering it changes no event", () => {
    fc.assert(
      fc.property(fc.array(someEvent, { maxLength: 20 }), (items) => {
        const created = items.map((item) =>
          item.kind === "event" ? event({ ...item.event, operation: "create" }) : item,
        );
        const once = play(created);
        expect(play(created, once)).toEqual(once);
      }),
    );
  });
});

const LATER = "2024-11-20T10:31:00.000Z";

function essence({
  seq: _,
  public_seq: __,
  minute: ___,
  extra_minute: ____,
  positions: _____,
  tallies,
  ...rest
}: ReturnType<typeof play>["state"]) {
  return { ...rest, tallies: nonEmpty(tallies) };
}

/** The tallies without those of teams that have done nothing, or nothing that stands. */
function nonEmpty(tallies: ReturnType<typeof play>["state"]["tallies"]) {
  return Object.fromEntries(Object.entries(tallies).filter(([, tally]) => Object.keys(tally).length > 0));
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
