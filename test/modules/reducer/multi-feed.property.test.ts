import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MatchEvent, StreamItem } from "../../../modules/match/event.ts";
import { event, report } from "../../support/items.ts";
import { type Arrival, severalFeeds, timeAt } from "./multi-feed.ts";

/** A goal as it happened: in which minute, for whom, and whether it was cancelled, after how many seconds. */
interface Goal {
  minute: number;
  isHome: boolean;
  cancelled?: number | undefined;
}

/** How a feed tells of a match. */
interface Manner {
  name: "a" | "b";
  /** Each event once, with an id of its own, or the whole list every time. */
  kind: "keyed" | "lists";
  givesScore: boolean;
  /** Whether its players are ours. */
  isMapped: boolean;
  /** Seconds until it tells of something. */
  delay: number;
  /** By how much its minutes are off, goal by goal. */
  off: readonly number[];
  /** Seconds between which nothing of it arrives, ever. */
  silent: readonly Silence[];
}

type Silence = readonly [from: number, to: number];

const LAST_MINUTE = 20;
const END = (LAST_MINUTE + 1) * 60 + 400;
const EVERY = 20;
const BEFORE = "2024-11-19T10:00:00.000Z";

/** What arrives of a feed, by the second. */
function arrivals(goals: readonly Goal[], feed: Manner): Arrival[] {
  const { kind, delay, silent } = feed;
  const all: Arrival[] = [{ at: 0, items: [opening(feed)] }];
  for (let at = EVERY; at < END; at += EVERY) {
    const known = goals.filter(({ minute }) => minute * 60 + delay <= at);
    all.push({ at, items: kind === "lists" ? listed(known, at, goals, feed) : beat(known, at, feed) });
  }
  if (kind === "keyed") {
    for (const [index, goal] of goals.entries()) {
      const at = goal.minute * 60 + delay;
      all.push({ at, items: [{ kind: "event", event: eventOf(index, goal, feed, at) }] });
      if (goal.cancelled === undefined) continue;
      const later = at + goal.cancelled;
      const gone = { ...eventOf(index, goal, feed, later), operation: "void" as const };
      all.push({ at: later, items: [{ kind: "event", event: gone }] });
    }
  }
  return all.filter(({ at }) => !silent.some(([from, to]) => at >= from && at <= to));
}

function opening({ name }: Manner): StreamItem {
  return report({
    provider: name,
    home_team: { id: `${name}-10` },
    away_team: { id: `${name}-11` },
    status: "first_half",
    occurred_at: timeAt(0),
  });
}

function eventOf(index: number, { minute, isHome }: Goal, feed: Manner, at: number): MatchEvent {
  const { name, isMapped, off } = feed;
  return event({
    provider: name,
    event_id: `${name}-${index}`,
    minute: Math.max(1, minute + (off[index % off.length] ?? 0)),
    team_id: `${name}-${isHome ? 10 : 11}`,
    player_id: isMapped ? `p-${index}` : `${name}-${index}`,
    occurred_at: timeAt(at),
  }).event;
}

function beat(known: readonly Goal[], at: number, { name, delay, givesScore }: Manner): StreamItem[] {
  const score = givesScore ? scoreOf(known, at - delay) : undefined;
  const given = score ? { home_score: score[0], away_score: score[1] } : {};
  return [report({ provider: name, minute: minuteAt(at - delay), ...given, occurred_at: timeAt(at) })];
}

function listed(known: readonly Goal[], at: number, goals: readonly Goal[], feed: Manner): StreamItem[] {
  const standing = known.filter((goal) => isStanding(goal, at - feed.delay));
  const events = standing.map((goal) =>
    eventOf(goals.indexOf(goal), goal, feed, goal.minute * 60 + feed.delay),
  );
  const [home_score, away_score] = scoreOf(known, at - feed.delay);
  const { name } = feed;
  return [
    {
      kind: "sheet",
      sheet: { provider: name, match_id: "123", events, retract: "all", occurred_at: timeAt(at) },
    },
    ...(feed.givesScore ? [report({ provider: name, home_score, away_score, occurred_at: BEFORE })] : []),
    report({ provider: name, minute: minuteAt(at - feed.delay), occurred_at: timeAt(at) }),
  ];
}

function isStanding({ minute, cancelled }: Goal, at: number): boolean {
  return minute * 60 <= at && (cancelled === undefined || at < minute * 60 + cancelled);
}

function scoreOf(goals: readonly Goal[], at: number): [home: number, away: number] {
  const standing = goals.filter((goal) => isStanding(goal, at));
  return [standing.filter(({ isHome }) => isHome).length, standing.filter(({ isHome }) => !isHome).length];
}

function minuteAt(at: number): number {
  return Math.min(45, Math.max(1, Math.floor(at / 60)));
}

const someGoals = fc
  .uniqueArray(
    fc.record({
      minute: fc.integer({ min: 2, max: LAST_MINUTE }),
      isHome: fc.boolean(),
      cancelled: fc.option(fc.integer({ min: 20, max: 150 }), { nil: undefined }),
    }),
    { selector: ({ minute, isHome }) => `${minute} ${isHome}`, maxLength: 7 },
  )
  .map((goals) => goals.toSorted((a, b) => a.minute - b.minute));

const format = <N extends "a" | "b">(name: N, off: fc.Arbitrary<number>) =>
  fc.record({
    name: fc.constant(name),
    kind: fc.constantFrom("keyed" as const, "lists" as const),
    givesScore: fc.boolean(),
    isMapped: fc.boolean(),
    delay: fc.integer({ min: 0, max: 90 }),
    off: fc.array(off, { minLength: 1, maxLength: 7 }),
  });

/** For longer than the other one waits. */
const silence = fc
  .tuple(fc.integer({ min: 1, max: END - 500 }), fc.integer({ min: 90, max: END }))
  .map(([from, length]): Silence => [from, from + length]);
const first = format("a", fc.constant(0));
const second = format("b", fc.integer({ min: -1, max: 1 }));

function told(goals: readonly Goal[], ...feeds: readonly Manner[]): Arrival[] {
  return feeds.flatMap((feed) => arrivals(goals, feed)).sort((a, b) => a.at - b.at);
}

function expectTruth(goals: readonly Goal[], match: ReturnType<typeof severalFeeds>) {
  expect(match.score()).toEqual(scoreOf(goals, END));
  expect(standing(match.log)).toEqual(scoreOf(goals, END));
}

describe("whatever two feeds tell, and whenever one takes over", () => {
  it("each goal counts once, although what one of them told while it was silent is lost for good", () => {
    const silent = fc.array(silence, { maxLength: 1 });
    fc.assert(
      fc.property(someGoals, first, second, silent, (goals, one, other, gap) => {
        const match = severalFeeds();
        const all = told(goals, { ...one, silent: gap }, { ...other, silent: [] });
        for (const { at, items } of all) match.tell(at, items);
        expectTruth(goals, match);
      }),
      { numRuns: 120 },
    );
  });

  it.each<[what: string, goals: Goal[], delay: number, off: number[], silent: Silence]>([
    [
      "a later goal was taken for one that the acting feed had just taken back",
      [
        { minute: 5, isHome: false, cancelled: 20 },
        { minute: 8, isHome: false },
        { minute: 11, isHome: false, cancelled: 20 },
      ],
      21,
      [0, -1, -1],
      [682, 772],
    ],
    [
      "a later goal was taken for one that the acting feed had still to take back",
      [
        { minute: 7, isHome: false, cancelled: 46 },
        { minute: 9, isHome: false },
        { minute: 12, isHome: false, cancelled: 20 },
      ],
      75,
      [0, 0, -1],
      [796, 886],
    ],
    [
      "a goal that was taken back was taken for another one that was taken back",
      [
        { minute: 9, isHome: false, cancelled: 20 },
        { minute: 12, isHome: false, cancelled: 20 },
      ],
      21,
      [0, -1],
      [742, 832],
    ],
    [
      "the nearest of those taken back left none for one that stood and should not",
      [
        { minute: 4, isHome: false, cancelled: 20 },
        { minute: 5, isHome: false, cancelled: 20 },
        { minute: 6, isHome: false, cancelled: 20 },
      ],
      0,
      [-1],
      [361, 451],
    ],
  ])("each goal counts once, although %s", (_what, goals, delay, off, silent) => {
    const keyed = { kind: "keyed" as const, givesScore: false, isMapped: false };
    const match = severalFeeds();
    const late = { ...keyed, name: "a" as const, delay, off: [0], silent: [silent] };
    const early = { ...keyed, name: "b" as const, delay: 0, off, silent: [] };
    for (const { at, items } of told(goals, late, early)) match.tell(at, items);
    expectTruth(goals, match);
  });

  it("each goal counts once, although lists come and go on both sides", () => {
    const lists = { kind: "lists" as const };
    // What both miss, nobody knows, but a list that comes later has it.
    const silent = fc.array(
      silence.map(([from, to]): Silence => [from, Math.min(to, END - 250)]),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(someGoals, first, second, silent, silent, (goals, one, other, gaps, others) => {
        const match = severalFeeds();
        const all = told(goals, { ...one, ...lists, silent: gaps }, { ...other, ...lists, silent: others });
        for (const { at, items } of all) match.tell(at, items);
        expectTruth(goals, match);
      }),
      { numRuns: 120 },
    );
  });

  it("the log is the same in batches of any size, and what is delivered again changes nothing", () => {
    const silent = fc.array(silence, { maxLength: 1 });
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(someGoals, first, second, silent, sizes, (goals, one, other, gap, sized) => {
        const all = told(goals, { ...one, silent: gap }, { ...other, silent: [] });
        const [single, batched] = [severalFeeds(), severalFeeds()];
        for (const arrival of all) {
          single.batch([arrival]);
          single.batch([arrival]);
        }
        for (let from = 0, turn = 0; from < all.length; turn += 1) {
          const size = sized[turn % sized.length] ?? 1;
          batched.batch(all.slice(from, from + size));
          from += size;
        }
        expect(batched.log).toEqual(single.log);
        expect(batched.score()).toEqual(single.score());
      }),
      { numRuns: 50 },
    );
  });
});

/** Goals of each side that stand in the log. */
function standing(log: ReturnType<typeof severalFeeds>["log"]): [home: number, away: number] {
  const last = new Map<string, MatchEvent>();
  for (const { item } of log) {
    if (item.kind === "event") last.set(`${item.event.provider} ${item.event.event_id}`, item.event);
  }
  const goals = [...last.values()].filter(({ operation }) => operation !== "void");
  const of = (id: string) => goals.filter(({ team_id }) => team_id === id).length;
  return [of("a-10"), of("a-11")];
}
