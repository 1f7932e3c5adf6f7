import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchIdOf } from "../../../modules/match/event.ts";
import { fixture, fixtures, goal } from "../../modules/providers/api-football/api-football-bodies.ts";
import { entry, status, timeline, URN } from "../../modules/providers/sportradar/sportradar-bodies.ts";
import { memoryIds } from "../../support/memory-ids.ts";
import { type Asked, KEY, type Reply, START, testPoller } from "./test-poller.ts";

const LIVE = { body: fixtures(fixture([0, 0], [])) };
const NONE = { body: fixtures() };
const OVER = { short: "FT", long: "Match Finished", elapsed: 90 };
const ENVELOPE = {
  body: {
    get: "fixtures",
    errors: { requests: "You have reached the limit for the day" },
    results: 0,
    response: [],
  },
};
const isList = ({ url }: Asked) => url.searchParams.has("live");
const at = ({ asked }: { asked: readonly Asked[] }) => asked.map((one) => Math.round(one.at));

describe("without a key", () => {
  test("nobody is asked and nothing is touched", async () => {
    const poller = testPoller(() => LIVE, { account: null });
    await poller.minutes(3);
    expect(poller.asked).toEqual([]);
    expect(poller.rows.size).toBe(0);
    expect(poller.lines).toEqual([]);
  });
});

describe("the pace", () => {
  test("is four polls a minute while a match is in play, across minutes", async () => {
    const poller = testPoller(() => LIVE, { account: { perDay: 100_000 } });
    await poller.minutes(3);
    expect(at(poller)).toEqual([0, 15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165]);
  });

  test("is one call a minute while nothing is in play", async () => {
    const poller = testPoller(() => NONE, { account: { perDay: 100_000 } });
    await poller.minutes(3);
    expect(at(poller)).toEqual([0, 60, 120]);
  });

  test("is what the account says", async () => {
    const poller = testPoller(() => LIVE, { account: { intervalS: 25, perDay: 100_000 } });
    await poller.minutes(2);
    expect(at(poller)).toEqual([0, 25, 50, 75, 100]);
  });

  test("asks with the key, at the address of the account", async () => {
    const poller = testPoller(() => NONE, { account: { url: "https://proxy.test/football/" } });
    await poller.minutes(1);
    expect(poller.asked[0]?.url.href).toBe("https://proxy.test/football/fixtures?live=all");
    expect(poller.asked[0]?.headers).toMatchObject({ "x-apisports-key": KEY });
  });
});

describe("what is published", () => {
  test("is news, and once a minute a sign of life", async () => {
    let goals = 0;
    const poller = testPoller(() => ({ body: fixtures(fixture([goals, 0], Array(goals).fill(goal(61)))) }), {
      account: { perDay: 100_000 },
    });
    await poller.minutes(1);
    const first = poller.published.length;
    expect(first).toBe(1);
    goals = 1;
    await poller.minutes(1);
    expect(poller.published.length).toBe(first + 1);
    await poller.minutes(1);
    expect(poller.published.length).toBe(first + 2);
    expect(poller.published[0]).toMatchObject({ match_id: "api-football-5001", v: 1 });
  });

  test("leaves out the matches of a list that have not changed", async () => {
    const second = (elapsed: number) => fixture([0, 0], [], { id: 5002, status: { elapsed } });
    const poller = testPoller(
      ({ at }) => ({ body: fixtures(fixture([0, 0], []), second(at < 30 ? 60 : 61)) }),
      {
        account: { perDay: 100_000 },
      },
    );
    await poller.minutes(1);
    expect(poller.published.map(({ match_id }) => match_id)).toEqual([
      "api-football-5001",
      "api-football-5002",
      "api-football-5002",
    ]);
  });

  test("goes under our own ids", async () => {
    const poller = testPoller(() => LIVE, {
      ids: memoryIds([
        { provider: "api-football", kind: "match", external: "5001", id: "derby", updated_at: "" },
      ]).ids,
    });
    await poller.minutes(1);
    expect(new Set(poller.published.map(({ match_id }) => match_id))).toEqual(new Set(["derby"]));
  });

  test("is asked for and published again when the stream did not take it, and the minute fails", async () => {
    const poller = testPoller(
      (asked) => ({ ...LIVE, headers: asked.headers["if-none-match"] ? {} : { etag: '"1"' } }),
      { account: { perDay: 100_000 } },
    );
    poller.memory.isOut = true;
    await expect(poller.handler()).rejects.toThrow("not every provider could be polled");
    expect(at(poller)).toEqual([0, 15, 30, 45]);
    // What was not published must not be known again by its tag.
    expect(poller.asked.some(({ headers }) => "if-none-match" in headers)).toBe(false);
    poller.memory.isOut = false;
    poller.advance(15_000);
    await poller.handler();
    expect(poller.published).toHaveLength(1);
  });

  test("is nothing where nothing has changed since a tag", async () => {
    const poller = testPoller(
      ({ headers }) =>
        headers["if-none-match"] === '"1"' ? { status: 304 } : { ...LIVE, headers: { etag: '"1"' } },
      { account: { perDay: 100_000 } },
    );
    await poller.minutes(2);
    expect(poller.asked.map(({ headers }) => headers["if-none-match"])).toEqual(
      // Once a minute without it: a match that is in play has to show signs of life.
      [undefined, '"1"', '"1"', '"1"', undefined, '"1"', '"1"', '"1"'],
    );
    expect(poller.published).toHaveLength(2);
  });
});

describe("a match that leaves the list", () => {
  test("is asked for by id until its end has been told, then once more, then no more", async () => {
    let list = LIVE;
    const poller = testPoller(
      (asked) => (isList(asked) ? list : { body: fixtures(fixture([1, 0], [goal(61)], { status: OVER })) }),
      { account: { perDay: 100_000 } },
    );
    await poller.minutes(1);
    list = NONE;
    await poller.minutes(5);
    const own = poller.asked.filter((one) => !isList(one));
    expect(own.map(({ url }) => url.search)).toEqual(["?ids=5001", "?ids=5001"]);
    expect(own.map((one) => Math.round(one.at))).toEqual([60, 180]);
    expect(poller.items().some((item) => item.kind === "status" && item.report.status === "finished")).toBe(
      true,
    );
  });

  test("goes with up to twenty others in one call", async () => {
    const many = Array.from({ length: 23 }, (_, index) => fixture([0, 0], [], { id: 6000 + index }));
    let list: Reply = { body: fixtures(...many) };
    const poller = testPoller((asked) => (isList(asked) ? list : NONE), { account: { perDay: 100_000 } });
    await poller.minutes(1);
    list = NONE;
    await poller.minutes(1);
    const own = poller.asked.filter((one) => !isList(one));
    expect(own.map(({ url }) => url.searchParams.get("ids")?.split("-").length)).toEqual([20, 3]);
  });
});

describe("a vendor on a bad day", () => {
  const GARBAGE: [string, Reply][] = [
    ["an error of its server", { status: 500, body: "Internal Server Error" }],
    ["no answer in time", "too_slow"],
    ["no answer at all", "unreachable"],
    ["a redirect to elsewhere", "redirected"],
    ["too much", "too_large"],
    ["a page of HTML", { body: "<!doctype html><h1>Back soon</h1>" }],
    ["half a body", { body: JSON.stringify(LIVE.body).slice(0, -30) }],
    ["an error with status 200", ENVELOPE],
    ["no list in the body", { body: { get: "fixtures", errors: [], results: 0 } }],
    ["less than it says it has", { body: { ...fixtures(), results: 1 } }],
    ["nothing", { body: "" }],
    ["a refused key", { status: 401, body: { message: "no" } }],
    ["nothing new, though nobody asked for that", { status: 304 }],
    ["a 404", { status: 404 }],
    ["a 429", { status: 429 }],
  ];

  test.each(GARBAGE)("with %s takes nothing back and ends no match", async (_, reply) => {
    let isBad = false;
    const poller = testPoller(() => (isBad ? reply : LIVE), { account: { perDay: 100_000 } });
    await poller.minutes(1);
    const before = poller.published.length;
    isBad = true;
    await poller.minutes(1);
    expect(poller.published.length).toBe(before);
    expect(poller.lines.some(({ message }) => message === "poll failed")).toBe(true);
    isBad = false;
    await poller.minutes(25);
    expect(poller.published.length).toBeGreaterThan(before);
    expect(poller.asked.every(isList)).toBe(true);
  });

  test("is asked again three times at most, after pauses", async () => {
    const poller = testPoller(() => ({ status: 503 }), { account: { perDay: 100_000 } });
    await poller.handler();
    // 100 ms for an answer, pauses of half of 500 and of 1000 ms.
    expect(poller.asked.slice(0, 4).map((one) => one.at)).toEqual([0, 0.35, 0.95, 15]);
  });

  test.each([
    ["30", 30],
    ["Sat, 04 May 2024 15:00:40 GMT", 40],
    [undefined, 60],
  ])("that says Retry-After: %s is left alone for %d s", async (header, seconds) => {
    const replies: Reply[] = [
      { status: 429, headers: header === undefined ? {} : { "retry-after": header } },
    ];
    const poller = testPoller(() => replies.shift() ?? LIVE, { account: { perDay: 100_000 } });
    await poller.minutes(2);
    expect(at(poller).slice(0, 2)).toEqual([0, seconds]);
  });

  test("is given up for a while, and its feed noted as down, until it answers again", async () => {
    let isBad = true;
    const poller = testPoller(() => (isBad ? { status: 500 } : LIVE), { account: { perDay: 100_000 } });
    await poller.minutes(10);
    // Two polls of three tries; then one try each time, ever more rarely.
    expect(poller.asked.length).toBeGreaterThan(6);
    expect(poller.asked.length).toBeLessThan(6 + 7);
    expect(poller.noted.at(-1)).toMatchObject({ provider: "api-football", isReachable: false });
    expect(poller.noted.at(-1)?.at).toBeGreaterThan(START + poller.seconds() * 1_000 - 60_000);
    expect(poller.measured.at(-1)).toMatchObject({ PollCircuitOpen: 1 });
    isBad = false;
    await poller.minutes(12);
    expect(poller.published.length).toBeGreaterThan(0);
    expect(poller.noted.at(-1)?.isReachable).toBe(true);
    expect(poller.noted.at(-1)?.at).toBeLessThanOrEqual(START + poller.seconds() * 1_000);
    expect(poller.measured.at(-1)).toMatchObject({ PollCircuitOpen: 0, PollFailures: 0 });
  });

  test("that refuses the key is not asked again before minutes, unless there is another key", async () => {
    const poller = testPoller(
      ({ headers }) => (headers["x-apisports-key"] === KEY ? { status: 401 } : LIVE),
      {
        account: { perDay: 100_000 },
      },
    );
    await poller.minutes(5);
    expect(at(poller)).toEqual([0]);
    poller.accounts["api-football"] = { key: "another", perDay: 100_000 };
    await poller.minutes(1);
    expect(poller.published.length).toBeGreaterThan(0);
  });
});

describe("the budget", () => {
  test("follows what the vendor's answers say of it", async () => {
    const headers = {
      "x-ratelimit-limit": "300",
      "x-ratelimit-remaining": "299",
      "x-ratelimit-requests-limit": "7500",
      "x-ratelimit-requests-remaining": "7000",
    };
    const poller = testPoller(() => ({ ...LIVE, headers }));
    await poller.minutes(2);
    expect(at(poller)).toEqual([0, 15, 30, 45, 60, 75, 90, 105]);
  });

  test("is stretched where a day has few calls", async () => {
    const poller = testPoller(() => LIVE);
    await poller.minutes(24 * 60);
    expect(poller.asked.length).toBeGreaterThan(60);
    expect(poller.asked.filter((one) => one.at < 9 * 3_600).length).toBeLessThanOrEqual(90);
  });

  const replies = fc.array(
    fc.constantFrom<Reply>(
      LIVE,
      LIVE,
      NONE,
      ENVELOPE,
      { status: 500 },
      { status: 429, headers: { "retry-after": "5" } },
      { status: 404 },
      "unreachable",
      { body: "<html>" },
      { ...LIVE, takesMs: 4_000 },
      { ...LIVE, headers: { "x-ratelimit-limit": "5", "x-ratelimit-remaining": "1" } },
    ),
    { minLength: 1, maxLength: 40 },
  );

  test("is kept whatever the vendor does, and nothing is published but what it said", async () => {
    await fc.assert(
      fc.asyncProperty(
        replies,
        fc.record({ perMinute: fc.integer({ min: 1, max: 12 }), perDay: fc.integer({ min: 1, max: 60 }) }),
        fc.constantFrom(1, 5, 15),
        async (script, limits, intervalS) => {
          let turn = 0;
          const poller = testPoller(() => script[turn++ % script.length] ?? NONE, {
            account: { ...limits, intervalS },
          });
          await poller.minutes(12);
          for (const { at: from } of poller.asked) {
            const within = poller.asked.filter((one) => one.at >= from && one.at < from + 60);
            expect(within.length).toBeLessThanOrEqual(limits.perMinute);
          }
          expect(poller.asked.length).toBeLessThanOrEqual(limits.perDay);
          expect(poller.items().every((item) => matchIdOf(item) === "api-football-5001")).toBe(true);
          expect(JSON.stringify(poller.lines)).not.toContain(KEY);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("the lease", () => {
  test("of another invocation is waited for, but not for long", async () => {
    const poller = testPoller(() => LIVE);
    await poller.states.take("api-football", "another", START, START + 70_000);
    await poller.handler();
    expect(poller.asked).toEqual([]);
    expect(poller.seconds()).toBeLessThanOrEqual(10);
    expect(poller.lines.map(({ message }) => message)).toEqual(["another invocation still polls"]);
  });

  test("that was left behind by a crash ends by itself", async () => {
    const poller = testPoller(() => LIVE);
    await poller.states.take("api-football", "crashed", START - 65_000, START + 5_000);
    await poller.handler();
    expect(at(poller)[0]).toBe(5);
  });

  test("that is lost ends the minute before another call", async () => {
    const poller = testPoller(() => {
      poller.rows.set("api-football", { holder: "another", until: START + 120_000 });
      return LIVE;
    });
    await poller.handler();
    expect(poller.asked).toHaveLength(1);
    expect(poller.rows.get("api-football")).toMatchObject({ holder: "another" });
  });

  test("is kept before each call, so that whatever dies has been counted", async () => {
    const counted: number[] = [];
    const poller = testPoller(
      () => {
        const { content = "{}" } = poller.rows.get("api-football") ?? {};
        counted.push(JSON.parse(content).spent.today);
        return { status: 500 };
      },
      { account: { perDay: 100 } },
    );
    await poller.handler();
    expect(counted).toEqual(counted.map((_, index) => index + 1));
  });
});

describe("a vendor whose matches are asked for one by one", () => {
  const isTimeline = ({ url }: Asked) => url.pathname.endsWith("/timeline.json");

  test("is asked for the timeline of each, one call a second", async () => {
    const summary = (urn: string) => {
      const { sport_event, sport_event_status } = timeline([], {}) as Record<string, object>;
      return { sport_event: { ...sport_event, id: urn }, sport_event_status };
    };
    const urns = [URN, "sr:sport_event:5002"];
    const poller = testPoller(
      (asked) =>
        isTimeline(asked)
          ? { body: timeline([entry(1, "throw_in", "12")], status("1st_half", [0, 0])) }
          : { body: { generated_at: "2024-05-04T15:00:00+00:00", summaries: urns.map(summary) } },
      { provider: "sportradar" },
    );
    await poller.minutes(1);
    expect(poller.asked.slice(0, 4).map(({ url }) => url.pathname)).toEqual([
      "/soccer/trial/v4/en/schedules/live/summaries.json",
      `/soccer/trial/v4/en/sport_events/${URN}/timeline.json`,
      "/soccer/trial/v4/en/sport_events/sr:sport_event:5002/timeline.json",
      "/soccer/trial/v4/en/schedules/live/summaries.json",
    ]);
    const gaps = poller.asked.slice(1).map((one, index) => one.at - (poller.asked[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
    expect(poller.asked[0]?.headers).toMatchObject({ "x-api-key": KEY });
  });
});
