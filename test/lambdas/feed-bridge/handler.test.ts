import { describe, expect, test } from "vitest";
import { matchIdOf } from "../../../modules/match/event.ts";
import { StreamRefusedError, VendorUnreachableError } from "../../../modules/ports/vendors.ts";
import { card, livescore, match } from "../../modules/providers/allsports/allsports-bodies.ts";
import {
  goal,
  HEARTBEAT,
  message,
  status,
  timeline,
} from "../../modules/providers/sportradar/sportradar-bodies.ts";
import { KEY, testBridge } from "./test-bridge.ts";

const nil = match("0 - 0");
const one = match("1 - 0");
const drop = () => new VendorUnreachableError("unreachable");

/** Scores of what was published, in order. */
function scores(world: ReturnType<typeof testBridge>): string[] {
  return world.items().flatMap((item) => {
    if (item.kind !== "status" || item.report.home_score === undefined) return [];
    return [`${matchIdOf(item).split("-").at(-1)}: ${item.report.home_score}-${item.report.away_score}`];
  });
}

describe("a connection", () => {
  test("is followed by one question for what was missed, and then says everything in its order", async () => {
    const world = testBridge(() => ({ body: livescore(nil) }));
    void world.start();
    await world.time.pass(20_000);
    world.line().say([one], [match("2 - 0"), match("0 - 1", { event_key: 5002, home_team_key: 73 })], [one]);
    await world.time.pass(1_000);
    expect(scores(world)).toEqual(["5001: 0-0", "5001: 1-0", "5001: 2-0", "5002: 0-1", "5001: 1-0"]);
    expect(world.asked.map(({ url }) => url.searchParams.get("met"))).toEqual(["Livescore"]);
    const url = new URL(world.line().request.url);
    expect([url.searchParams.get("APIkey"), url.searchParams.get("timezone")]).toEqual([KEY, "UTC"]);
    await world.stop();
  });

  test("that ends comes back later and later, and what was missed is asked for each time", async () => {
    const world = testBridge(() => ({ body: livescore(nil) }));
    void world.start();
    const opened: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      await world.time.pass(count === 0 ? 0 : 20_000);
      opened.push(world.seconds());
      expect(world.lines).toHaveLength(count + 1);
      world.line().end(count % 2 === 0 ? drop() : undefined);
      await world.time.pass(0);
    }
    await world.time.pass(30_000);
    expect(world.asked).toHaveLength(7);
    const pauses = world.said
      .filter(({ message }) => message === "stream lost")
      .map(({ fields }) => fields.retry_in_ms);
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000]);
    await world.stop();
  });

  test("that has lasted is no part of a series", async () => {
    const world = testBridge(() => ({ body: livescore(nil) }));
    void world.start();
    for (let count = 0; count < 3; count += 1) {
      await world.time.pass(40_000);
      world.line().sign();
      world.line().end();
    }
    await world.time.pass(1_000);
    const pauses = world.said
      .filter(({ message }) => message === "stream lost")
      .map(({ fields }) => fields.retry_in_ms);
    expect(pauses).toEqual([250, 250, 250]);
    await world.stop();
  });

  test("that is refused waits as long as the vendor says, and one line is written, not one for each try", async () => {
    const world = testBridge(() => ({ body: livescore(nil) }));
    world.refusals.push(
      new StreamRefusedError(429, "30"),
      ...Array.from({ length: 3 }, () => new StreamRefusedError(500)),
    );
    void world.start();
    await world.time.pass(29_000);
    expect(world.refusals).toHaveLength(3);
    await world.time.pass(20_000);
    expect(world.refusals).toHaveLength(0);
    expect(world.lines).toHaveLength(1);
    const reasons = world.said
      .filter(({ message }) => message === "stream lost")
      .map(({ fields }) => fields.reason);
    expect(reasons).toEqual(["status_429", "status_500"]);
    await world.stop();
  });

  test("whose key is refused is left alone for minutes", async () => {
    const world = testBridge(() => ({ body: livescore(nil) }));
    world.refusals.push(new StreamRefusedError(401));
    void world.start();
    await world.time.pass(290_000);
    expect(world.lines).toHaveLength(0);
    await world.time.pass(30_000);
    expect(world.lines).toHaveLength(1);
    await world.stop();
  });

  test("that stays away is noted as out of reach, until it is back", async () => {
    const world = testBridge(() => ({ body: livescore(nil) }));
    world.refusals.push(...Array.from({ length: 5 }, drop));
    void world.start();
    await world.time.pass(60_000);
    const noted = world.noted.filter((line) => /^(un)?reachable/.test(line));
    // From the fourth try on, each time until some time after the next one; then it is over.
    expect(noted).toEqual([
      "unreachable allsports 23.75",
      "unreachable allsports 27.75",
      "reachable allsports 7.75",
    ]);
    await world.stop();
  });
});

describe("silence", () => {
  test("of three heartbeats, as the stream counts them, is the end of a connection", async () => {
    const world = testBridge(() => ({ body: { summaries: [] } }), { provider: "sportradar" });
    void world.start();
    for (let beats = 0; beats < 5; beats += 1) {
      await world.time.pass(5_000);
      world.line().say(HEARTBEAT);
    }
    await world.time.pass(15_000);
    expect(world.line().isOpen()).toBe(true);
    await world.time.pass(2_000);
    expect(world.lines).toHaveLength(2);
    expect(world.said.find(({ message }) => message === "stream lost")?.fields.reason).toBe("silent");
    expect(world.published).toEqual([]);
    await world.stop();
  });

  test("is shorter while something is in play, and pings break it", async () => {
    const world = testBridge(() => ({ body: livescore(nil) }));
    void world.start();
    await world.time.pass(5_000);
    world.line().sign();
    await world.time.pass(80_000);
    world.line().sign();
    await world.time.pass(80_000);
    expect(world.lines).toHaveLength(1);
    await world.time.pass(20_000);
    expect(world.lines).toHaveLength(2);
    world.line().say([match("0 - 0", { event_status: "Finished" })]);
    await world.time.pass(200_000);
    expect(world.lines).toHaveLength(2);
    await world.time.pass(110_000);
    expect(world.lines).toHaveLength(3);
    await world.stop();
  });

  test("signs of life are noted, but not each of them", async () => {
    const world = testBridge(() => ({ body: { summaries: [] } }), { provider: "sportradar" });
    void world.start();
    for (let beats = 0; beats < 4; beats += 1) {
      await world.time.pass(5_000);
      world.line().say(HEARTBEAT);
    }
    await world.time.pass(0);
    expect(world.noted).toEqual(["alive sportradar 0", "alive sportradar 10", "alive sportradar 20"]);
    await world.stop();
  });
});

describe("what is not fit for use", () => {
  test.each([
    ["cut short", "[{"],
    ["no match", [{ event_key: "" }]],
    ["an error", { error: "1" }],
  ])("%s is counted, takes nothing back, and is asked for", async (_, body) => {
    let now = nil;
    const world = testBridge(() => ({ body: livescore(now) }));
    void world.start();
    await world.time.pass(20_000);
    now = one;
    world.line().say(body);
    await world.time.pass(20_000);
    expect(scores(world)).toEqual(["5001: 0-0", "5001: 1-0"]);
    expect(world.noted).toContain("failed allsports 1");
    expect(world.lines).toHaveLength(1);
    await world.stop();
  });

  test("is written down once, and after twenty in a row the connection is given up", async () => {
    const world = testBridge(() => ({ body: livescore(nil) }));
    void world.start();
    await world.time.pass(1_000);
    world
      .line()
      .say(...Array.from({ length: 19 }, () => "<html>"), [nil], ...Array.from({ length: 20 }, () => "<p>"));
    await world.time.pass(1_000);
    expect(world.messages().filter((message) => message === "message refused")).toHaveLength(2);
    expect(world.said.find(({ message }) => message === "stream lost")?.fields.reason).toBe("undecodable");
    await world.stop();
  });
});

describe("an answer of the REST API", () => {
  test("that came later than what the stream has said meanwhile is not passed on", async () => {
    const world = testBridge(() => ({
      body: livescore(nil, match("0 - 0", { event_key: 5002, home_team_key: 73 })),
    }));
    void world.start();
    await world.time.pass(50);
    world.line().say([one]);
    await world.time.pass(1_000);
    expect(scores(world)).toEqual(["5001: 1-0", "5002: 0-0"]);
    await world.stop();
  });

  test("of a match that the stream has spoken of a moment before may be behind: it is asked for again", async () => {
    let now = nil;
    const world = testBridge(() => ({ body: livescore(now) }));
    void world.start();
    await world.time.pass(20_000);
    world.line().say([one]);
    world.line().end();
    await world.time.pass(5_000);
    expect(scores(world)).toEqual(["5001: 0-0", "5001: 1-0"]);
    now = match("2 - 0");
    await world.time.pass(15_000);
    expect(scores(world)).toEqual(["5001: 0-0", "5001: 1-0", "5001: 2-0"]);
    await world.stop();
  });

  test("that fails is asked for again until it is had, and the vendor's limits are kept", async () => {
    let isDown = true;
    const world = testBridge(() => (isDown ? { status: 500 } : { body: livescore(one) }));
    const minutes = async (count: number) => {
      for (let minute = 0; minute < count; minute += 1) {
        await world.time.pass(60_000);
        world.line().sign();
      }
    };
    void world.start();
    await minutes(5);
    expect(world.published).toEqual([]);
    expect(world.asked.length).toBeLessThan(20);
    isDown = false;
    await minutes(5);
    expect(scores(world)).toEqual(["5001: 1-0"]);
    expect(world.lines).toHaveLength(1);
    await world.stop();
  });

  test("brings the end of a match that is not listed any more", async () => {
    const over = livescore(match("3 - 1", { event_status: "Finished" }));
    const world = testBridge((url) => ({
      body: url.searchParams.get("met") === "Fixtures" ? over : { success: 1 },
    }));
    void world.start();
    await world.time.pass(1_000);
    world.line().say([one]);
    await world.time.pass(30_000);
    world.line().end();
    await world.time.pass(5_000);
    expect(scores(world).at(-1)).toBe("5001: 3-1");
    await world.stop();
  });

  test("names the teams that the stream only has sides for", async () => {
    const body = timeline([], status("1st_half", [0, 0]));
    const world = testBridge(
      ({ pathname }) => ({ body: pathname.endsWith("timeline.json") ? body : { summaries: [body] } }),
      { provider: "sportradar" },
    );
    void world.start();
    await world.time.pass(5_000);
    const before = world.items().length;
    world.line().say(message(goal(1, "12", [1, 0]), status("1st_half", [1, 0])));
    await world.time.pass(100);
    const told = world.items().slice(before);
    expect(told).toContainEqual({
      kind: "event",
      event: expect.objectContaining({ team_id: "sportradar-sr:competitor:10" }),
    });
    await world.stop();
  });
});

describe("a stream of ours that takes nothing", () => {
  const big = (score: string) => match(score, { cardscorers: [], league_name: "L".repeat(150) });

  test("holds up nothing and loses nothing: all of it goes in, in order, once it can", async () => {
    const world = testBridge(() => ({ body: livescore() }));
    const published = () =>
      world.items().flatMap((item) => (item.kind === "status" ? [String(item.report.home_score)] : []));
    void world.start();
    await world.time.pass(1_000);
    world.memory.isOut = true;
    for (let score = 1; score <= 9; score += 1) world.line().say([big(`${score} - 0`)]);
    await world.time.pass(30_000);
    expect(published()).toEqual([]);
    expect(world.line().isOpen()).toBe(true);
    world.memory.isOut = false;
    await world.time.pass(20_000);
    expect(published().filter((score) => score !== "undefined")).toEqual([
      "1",
      "2",
      "3",
      "4",
      "5",
      "6",
      "7",
      "8",
      "9",
    ]);
    expect(world.messages().filter((message) => message.startsWith("stream "))).toEqual([
      "stream connected",
      "stream unavailable",
      "stream available again",
    ]);
    await world.stop();
  });

  test("for too long ends the connection; it comes back when there is room, and the rest is asked for", async () => {
    // As much of each match as a body may hold.
    const cards = Array.from({ length: 350 }, (_, index) =>
      card(String((index % 90) + 1), "home", "yellow card", {
        home_fault: `N. Nine ${index}`.padEnd(100, "e"),
      }),
    );
    const crowd = (score: string) =>
      Array.from({ length: 20 }, (_, index) =>
        match(score, { event_key: 6_000 + index, home_team_key: 700 + index, cards }),
      );
    const world = testBridge(() => ({ body: livescore(...crowd("7 - 0")) }));
    world.memory.isOut = true;
    void world.start();
    await world.time.pass(1_000);
    for (let score = 1; score < 400 && world.line().isOpen(); score += 1) {
      world.line().say(crowd(`${score % 9} - 0`));
      await world.time.pass(0);
    }
    expect(world.said.findLast(({ message }) => message === "stream lost")?.fields.reason).toBe("full");
    await world.time.pass(60_000);
    expect(world.lines).toHaveLength(1);
    world.memory.isOut = false;
    await world.time.pass(60_000);
    expect(world.lines).toHaveLength(2);
    expect(JSON.stringify(world.published.at(-1))).toContain('"home_score":7');
    await world.stop();
  });
});

describe("a bridge", () => {
  test("that dies leaves its place after seconds, and who follows knows which matches were in play", async () => {
    const over = livescore(match("3 - 1", { event_status: "Finished" }));
    let isOver = false;
    const world = testBridge((url) => {
      if (!isOver) return { body: livescore(one) };
      return { body: url.searchParams.get("met") === "Fixtures" ? over : { success: 1 } };
    });
    void world.start();
    await world.time.pass(15_000);
    const row = world.rows.get("allsports");
    isOver = true;
    // Nobody renews it any more.
    world.rows.set("allsports", {
      until: world.time.now() + 12_000,
      holder: "dead",
      ...(row?.content && { content: row.content }),
    });
    await world.time.pass(2_000);
    expect(world.messages()).not.toContain("bridge stopped");
    await world.time.pass(40_000);
    expect(scores(world).at(-1)).toBe("5001: 3-1");
    await world.stop();
  });

  test("ends when it is told to: what it has taken is passed on, and its place is free", async () => {
    const world = testBridge(() => ({ body: livescore(nil) }));
    const ended = world.start();
    await world.time.pass(20_000);
    world.line().say([one]);
    await world.time.pass(0);
    await world.stop();
    await ended;
    expect(scores(world)).toEqual(["5001: 0-0", "5001: 1-0"]);
    expect(world.line().isOpen()).toBe(false);
    expect(world.rows.get("allsports")?.holder).toBeUndefined();
  });

  test("without a key waits for one, and is no reason for an alarm", async () => {
    const world = testBridge(() => ({ body: livescore(nil) }));
    world.accounts.allsports = undefined;
    void world.start();
    await world.time.pass(150_000);
    expect(world.lines).toHaveLength(0);
    expect(world.measured).toEqual([{ BridgeDown: 0 }, { BridgeDown: 0 }]);
    world.accounts.allsports = { key: KEY };
    await world.time.pass(60_000);
    expect(world.lines).toHaveLength(1);
    await world.stop();
  });

  test("reports every minute whether all is well, and says nothing of keys", async () => {
    const world = testBridge(() => ({ status: 401 }));
    void world.start();
    await world.time.pass(70_000);
    world.refusals.push(new StreamRefusedError(403));
    world.line().end();
    await world.time.pass(60_000);
    expect(world.measured).toEqual([{ BridgeDown: 0 }, { BridgeDown: 1 }]);
    expect(JSON.stringify(world.said)).not.toContain(KEY);
    await world.stop();
  });
});
