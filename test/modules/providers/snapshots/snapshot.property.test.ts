import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../../../modules/match/entry.ts";
import { type Feed, feed } from "../reduced-feed.ts";
import { type Happened, VENDORS, type Vendor } from "./vendors.ts";

/**
 * A match of twelve things that may happen, each at its own time and by its own people, so that nobody who
 * reads one list after the other could mistake one of them for another.
 */
const SLOTS = Array.from({ length: 12 }, (_, index) => ({
  kind: (["goal", "yellow", "goal", "substitution"] as const)[index % 4] ?? "goal",
  side: index % 3 === 0 ? ("home" as const) : ("away" as const),
  minute: 5 + index * 7 - (index === 5 ? 1 : 0),
  players: [1 + index * 2, 2 + index * 2] as const,
}));

type Known = ReadonlyMap<number, Happened>;

/** One thing that changes from one poll to the next, or a poll that fails. */
type Step =
  | { do: "put"; slot: number; later: number; player: 0 | 1 | undefined }
  | { do: "remove"; slot: number }
  | { do: "fail" | "repeat" };

const slot = fc.nat(SLOTS.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("put" as const),
      slot,
      later: fc.nat(2),
      player: fc.constantFrom(0 as const, 1 as const, undefined),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("remove" as const), slot }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("fail" as const, "repeat" as const) }) },
);
/** What changes between two polls: nothing, one thing or a few. */
const polls = fc.array(fc.array(step, { maxLength: 3 }), { maxLength: 15 });

function changed(known: Known, steps: readonly Step[]): Known {
  const next = new Map(known);
  for (const one of steps) {
    if (one.do === "remove") next.delete(one.slot);
    const what = one.do === "put" ? SLOTS[one.slot] : undefined;
    if (one.do !== "put" || !what) continue;
    const { kind, side, minute, players } = what;
    const player = one.player === undefined ? undefined : players[one.player];
    next.set(one.slot, { kind, side, minute: minute + one.later, player });
  }
  return next;
}

/** What a commentator who compares two lists would say. */
function expected(before: Known, after: Known): string[] {
  const said: string[] = [];
  for (const index of SLOTS.keys()) {
    const [old, now] = [before.get(index), after.get(index)];
    if (JSON.stringify(old) === JSON.stringify(now)) continue;
    const isOther =
      old && now && old.minute !== now.minute && (old.player ?? now.player) !== (now.player ?? old.player);
    if (old && (!now || isOther)) said.push(`gone ${line(old)}`);
    if (now) said.push(`${old && !isOther ? "changed" : "new"} ${line(now)}`);
  }
  return said.sort();
}

function line({ kind, side, minute, player }: Happened): string {
  return [minute, kind, side, player ?? "?"].join(" ");
}

/** What the log says, in the same words. */
function told(entries: readonly LogEntry[], log: readonly LogEntry[], matchId: string): string[] {
  const provider = matchId.replace(/-5001$/, "");
  return entries
    .flatMap((entry) => {
      const { item, changes } = entry;
      if (item.kind !== "event") return [];
      const { operation, event_id, event_type, minute, team_id, player_id } = item.event;
      const earlier = log.findLast(
        (other) =>
          other.seq < entry.seq && other.item.kind === "event" && other.item.event.event_id === event_id,
      );
      const stood = earlier?.item.kind === "event" && earlier.item.event.operation !== "void";
      const verb = operation === "void" ? "gone" : stood ? "changed" : "new";
      // A goal that comes or goes says so itself; nobody has to be told the score apart.
      const reason = { gone: "void", new: "goal", changed: undefined }[verb];
      expect(changes.score?.reason).toBe(event_type === "goal" ? reason : undefined);
      const kind = event_type === "card" ? "yellow" : event_type;
      const side = team_id === `${provider}-71` ? "home" : "away";
      return [[verb, minute, kind, side, player_id?.replace(`${provider}-`, "") ?? "?"].join(" ")];
    })
    .sort();
}

function sum(known: Known): Record<"home" | "away", number> {
  const goals = [...known.values()].filter(({ kind }) => kind === "goal");
  const home = goals.filter(({ side }) => side === "home").length;
  return { home, away: goals.length - home };
}

function listed(known: Known): Happened[] {
  return [...known.values()].sort((a, b) => a.minute - b.minute);
}

function polled(
  match: Feed,
  { body }: Vendor,
  known: Known,
  score: Record<"home" | "away", number>,
  poll: number,
) {
  const received_at = new Date(Date.UTC(2024, 4, 4, 16, 0, poll * 15)).toISOString();
  return match.deliver(body(listed(known), score), { received_at });
}

describe.each(VENDORS)("however the lists of %s change", (_, vendor) => {
  it("the log says exactly what a commentator would", () => {
    fc.assert(
      fc.property(polls, (all) => {
        const match = feed(vendor.provider, vendor.matchId);
        let known: Known = new Map();
        polled(match, vendor, known, sum(known), 0);
        for (const [index, steps] of all.entries()) {
          const before = known;
          known = changed(known, steps);
          if (steps.some((one) => one.do === "fail")) expect(match.deliver(vendor.error)).toEqual([]);
          const entries = polled(match, vendor, known, sum(known), index + 1);
          expect(told(entries, match.log, vendor.matchId)).toEqual(expected(before, known));
          expect(entries.filter(({ item, changes }) => item.kind === "status" && changes.score)).toEqual([]);
          if (steps.some((one) => one.do === "repeat")) {
            expect(polled(match, vendor, known, sum(known), index + 1)).toEqual([]);
          }
          expect({ home: match.state.home_score, away: match.state.away_score }).toEqual(sum(known));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("the score is the vendor's, and never one that neither this nor the last body knew", () => {
    const late = fc.record({ home: fc.integer({ min: -1, max: 2 }), away: fc.integer({ min: -1, max: 1 }) });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(step, { maxLength: 3 }), fc.option(late)), { maxLength: 15 }),
        (all) => {
          const match = feed(vendor.provider, vendor.matchId);
          let known: Known = new Map();
          let last = { home: 0, away: 0 };
          for (const [index, [steps, off]] of all.entries()) {
            known = changed(known, steps);
            const counted = sum(known);
            const score = {
              home: Math.max(0, counted.home + (off?.home ?? 0)),
              away: Math.max(0, counted.away + (off?.away ?? 0)),
            };
            for (const { state } of polled(match, vendor, known, score, index)) {
              expect(state.home_score).toBeLessThanOrEqual(Math.max(last.home, score.home));
              expect(state.away_score).toBeLessThanOrEqual(Math.max(last.away, score.away));
            }
            expect({ home: match.state.home_score, away: match.state.away_score }).toEqual(score);
            last = score;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
