import fc from "fast-check";
import { expect, test } from "vitest";
import type { Provider } from "../../../modules/providers/provider.ts";
import { OutageError } from "../../../modules/runtime/errors.ts";
import { goal, livescore, match } from "../../modules/providers/allsports/allsports-bodies.ts";
import { feed, said } from "../../modules/providers/reduced-feed.ts";
import * as pushed from "../../modules/providers/sportradar/sportradar-bodies.ts";
import { testBridge } from "./test-bridge.ts";

/** What can happen in an afternoon. `missed`: while the connection is down. */
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.constant("goal" as const) },
  { weight: 2, arbitrary: fc.constant("missed" as const) },
  ...(["again", "garbage", "drop", "outage", "silence"] as const).map((one) => ({
    weight: 1,
    arbitrary: fc.constant(one),
  })),
);
const story = fc.array(fc.record({ what: happening, after: fc.integer({ min: 0, max: 20_000 }) }), {
  minLength: 1,
  maxLength: 12,
});
/** By how much the REST API is behind, in ms, and how often it fails. */
const rest = fc.record({ lag: fc.integer({ min: 0, max: 6_000 }), fails: fc.integer({ min: 0, max: 3 }) });

/** What has come out of the stream, read as it is. */
const AS_IT_IS: Provider = {
  kinds: ["native"],
  formats: ["json"],
  limits: { sent: 1, expanded: 1 },
  decode: (body) => ({ outcome: "items", items: JSON.parse(body), received: 0, duplicates: 0 }),
};

interface Vendor {
  matchId: string;
  /** What the REST API answers after so many goals. */
  body(url: URL, goals: number): unknown;
  /** What the stream says of the last of so many goals. */
  message(goals: number): unknown;
}

async function played(
  provider: "allsports" | "sportradar",
  vendor: Vendor,
  happenings: { what: string; after: number }[],
  { lag, fails }: { lag: number; fails: number },
) {
  const goalsAt: number[] = [];
  let failures = fails;
  let isOut = false;
  const log = feed(AS_IT_IS, vendor.matchId);
  const world: ReturnType<typeof testBridge> = testBridge(
    (url) => {
      if (failures > 0) {
        failures -= 1;
        return { status: 500 };
      }
      const known = goalsAt.filter((at) => at <= world.time.now() - lag).length;
      return { body: vendor.body(url, known) };
    },
    {
      provider,
      stream: {
        publish: async (records) => {
          if (isOut) throw new OutageError("out");
          for (const record of records) log.deliver(JSON.stringify(record.items));
        },
      },
    },
  );
  const tell = (text: unknown) => world.line().isOpen() && world.line().say(text);
  void world.start();
  await world.time.pass(10_000);
  for (const { what, after } of happenings) {
    if (what === "goal" || what === "missed") {
      if (what === "missed") world.line().end();
      goalsAt.push(world.time.now());
      tell(vendor.message(goalsAt.length));
    }
    if (what === "again") tell(vendor.message(goalsAt.length));
    if (what === "garbage") tell("[{");
    if (what === "drop") world.line().end();
    if (what === "outage") isOut = !isOut;
    if (what === "silence") failures += 2;
    await world.time.pass(after);
  }
  isOut = false;
  await world.time.pass(600_000);
  await world.stop();
  return { log, goals: goalsAt.length };
}

const goalsOf = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    goal(String(10 + n), "home", `${n + 1} - 0`, { home_scorer_id: `${n}` }),
  );
const allsports: Vendor = {
  matchId: "allsports-5001",
  body: (_, goals) => livescore(match(`${goals} - 0`, { goalscorers: goalsOf(goals) })),
  message: (goals) => [match(`${goals} - 0`, { goalscorers: goalsOf(goals) })],
};

const entries = (count: number) =>
  Array.from({ length: count }, (_, n) => pushed.goal(n + 1, String(10 + n), [n + 1, 0]));
const standing = (goals: number) => pushed.status("1st_half", [goals, 0]);
const sportradar: Vendor = {
  matchId: pushed.MATCH_ID,
  body: ({ pathname }, goals) => {
    const generated_at = `2024-05-04T15:${String(9 + goals).padStart(2, "0")}:30+00:00`;
    const body = pushed.timeline(entries(goals), standing(goals), { generated_at });
    return pathname.endsWith("timeline.json") ? body : { summaries: [body] };
  },
  message: (goals) => pushed.message(entries(goals).at(-1), standing(goals)),
};

test.each([
  ["allsports", allsports],
  ["sportradar", sportradar],
] as const)(
  "%s: every goal is told once, none is taken back, and all of them are told",
  async (name, vendor) => {
    await fc.assert(
      fc.asyncProperty(story, rest, async (happenings, api) => {
        const { log, goals } = await played(name, vendor, happenings, api);
        const told = said(log.log).filter((line) => line.includes("goal"));
        expect(told.filter((line) => line.startsWith("void"))).toEqual([]);
        expect(told.filter((line) => line.startsWith("create"))).toHaveLength(goals);
        expect(log.state.home_score).toBe(goals);
      }),
      { numRuns: 40 },
    );
  },
);
