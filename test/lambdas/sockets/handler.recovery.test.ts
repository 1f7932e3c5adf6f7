import { describe, expect, test } from "vitest";
import type { MatchFrame } from "../../../modules/match/frame.ts";
import type { View } from "../../../modules/match/view.ts";
import type { EntryFrames } from "../../../modules/ports/recovery.ts";
import { ALICE, ID, NOW, stored, testSockets, type World } from "./test-sockets.ts";

/** What was kept of an entry: one frame, of some size. */
function kept(match: string, seq: number, prev: number, bytes = 0): EntryFrames {
  const frame = { type: "match_event", channel: `match:${match}`, match_id: match, seq, prev_seq: prev };
  const frames = [{ ...frame, data: { filler: "x".repeat(bytes) } } as unknown as MatchFrame];
  return { match_id: match, seq, prev_seq: prev, frames };
}

/** Entries `from` to `to` of a match whose every entry is public. */
function run(match: string, from: number, to: number, bytes = 0): EntryFrames[] {
  return Array.from({ length: to - from + 1 }, (_, i) => kept(match, from + i, from + i - 1, bytes));
}

/** What a viewer of match 1 is told who has it up to `after`: `recovered`, and the frames after it. */
async function back(after: number, world: World) {
  const { tell, calls } = testSockets(world);
  const message = { action: "subscribe", channels: ["match:1"], after_seq: { "match:1": after } };
  const [first, ...frames] = (await tell(message)) as {
    recovered?: Record<string, boolean>;
    type: string;
    seq: number;
  }[];
  return {
    recovered: first?.recovered,
    told: frames.map(({ type, seq }) => `${type} ${seq}`),
    seqs: frames.map(({ seq }) => seq),
    calls: calls(),
  };
}

const WHOLE = { "match:1": true };
const NOT = { "match:1": false };

describe("who comes back with a position", () => {
  test("is told all that was missed, in order, after having been subscribed", async () => {
    const answer = await back(2, { known: [stored("1", 5, 5)], kept: run("1", 1, 5) });
    expect(answer).toMatchObject({
      recovered: WHOLE,
      told: ["match_event 3", "match_event 4", "match_event 5"],
    });
    expect(answer.calls.slice(0, 4)).toEqual(["subscribe", "get", "since", "post"]);
  });

  test("misses no detail events, which public channels do not have", async () => {
    const kept14 = [kept("1", 4, 2), kept("1", 9, 4)];
    const world = { known: [stored("1", 12, 9)], kept: kept14 };
    expect(await back(2, world)).toMatchObject({ recovered: WHOLE, seqs: [4, 9] });
    // A position of the log between two of them.
    expect(await back(6, world)).toMatchObject({ recovered: WHOLE, seqs: [9] });
    expect(await back(11, world)).toMatchObject({ recovered: WHOLE, seqs: [] });
  });

  test("having missed nothing is told so, and costs no look at the frames", async () => {
    const answer = await back(5, { known: [stored("1", 5, 5)], kept: run("1", 1, 5) });
    expect(answer).toMatchObject({ recovered: WHOLE, told: [] });
    expect(answer.calls).not.toContain("since");
  });

  test("is told of an entry that is kept while its snapshot is not yet", async () => {
    const world = { known: [stored("1", 4, 4)], kept: run("1", 1, 5) };
    expect(await back(3, world)).toMatchObject({ recovered: WHOLE, seqs: [4, 5] });
  });

  test.each<[string, World]>([
    ["of all of it", { later: run("1", 3, 5) }],
    ["of its end", { kept: run("1", 1, 4), later: run("1", 5, 5) }],
    ["in its midst", { kept: [kept("1", 3, 2), kept("1", 5, 4)], later: run("1", 4, 4) }],
  ])("waits for the frames %s while only the snapshot is kept", async (_, world) => {
    const answer = await back(2, { known: [stored("1", 5, 5)], ...world });
    expect(answer).toMatchObject({ recovered: WHOLE, seqs: [3, 4, 5] });
    expect(answer.calls.filter((call) => call === "sleep")).toHaveLength(1);
  });

  test("does not wait for what has expired", async () => {
    const answer = await back(2, { known: [stored("1", 9, 9)], kept: run("1", 4, 9) });
    expect(answer.calls).not.toContain("sleep");
  });

  test("of a match nobody knows of has missed nothing only if it had nothing", async () => {
    expect(await back(0, {})).toMatchObject({ recovered: WHOLE, told: [] });
    expect(await back(1, {})).toMatchObject({ recovered: NOT, told: [] });
  });

  test.each<[string, number, World]>([
    ["has expired at the front", 2, { kept: run("1", 4, 9) }],
    ["has a hole", 2, { kept: [...run("1", 3, 5), ...run("1", 7, 9)] }],
    ["ends before the snapshot", 2, { kept: run("1", 3, 8) }],
    ["is gone altogether", 2, {}],
    ["is ahead of us", 10, { kept: run("1", 1, 9) }],
    ["is more than 100 KB", 2, { kept: run("1", 3, 9, 15_000) }],
  ])("gets the snapshot and no part where what was missed %s", async (_, after, world) => {
    const answer = await back(after, { known: [stored("1", 9, 9)], ...world });
    expect(answer).toMatchObject({ recovered: NOT, told: ["match_update 9"] });
  });

  test("gets 200 entries, and for more than that the snapshot", async () => {
    const world = { known: [stored("1", 250, 250)], kept: run("1", 1, 250) };
    expect((await back(50, world)).seqs).toEqual(Array.from({ length: 200 }, (_, i) => 51 + i));
    expect(await back(49, world)).toMatchObject({ recovered: NOT, told: ["match_update 250"] });
  });

  test("to several matches is answered for each by itself, 400 entries altogether", async () => {
    const ids = ["1", "2", "3", "4", "5"];
    const { tell, said } = testSockets({
      known: ids.map((id) => stored(id, 250, 250)),
      kept: ids.flatMap((id) => run(id, 1, 250)),
    });
    const frames = (await tell({
      action: "subscribe",
      channels: [...ids.map((id) => `match:${id}`), "all"],
      after_seq: { "match:1": 60, "match:2": 10, "match:4": 60, "match:5": 230, all: 7, "match:9": 1 },
    })) as { type: string; match_id: string; seq: number }[];
    expect(frames[0]).toMatchObject({
      recovered: {
        "match:1": true,
        "match:2": false,
        "match:3": false,
        "match:4": true,
        "match:5": true,
      },
    });
    const counts = ids.map((id) => frames.filter(({ match_id }) => match_id === id).length);
    expect(counts).toEqual([190, 1, 1, 190, 20]);
    expect(said.filter(([call]) => call === "since").map(([, , id]) => id)).not.toContain("9");

    const more = { "match:1": 51, "match:4": 50, "match:5": 230 };
    const [first] = (await tell({
      action: "subscribe",
      channels: ["match:1", "match:4", "match:5"],
      after_seq: more,
    })) as { recovered: unknown }[];
    expect(first?.recovered).toEqual({ "match:1": true, "match:4": true, "match:5": false });
  });
});

/** An entry as one kind of viewers saw it, of one event. */
function event(view: View, seq: number, prev: number, event_type: string): EntryFrames & { view: View } {
  const [frame] = kept("1", seq, prev).frames as unknown as [{ data: object }];
  const channel = view === "public" ? "match:1" : "private-match:1";
  const frames = [{ ...frame, channel, data: { event_type } }] as unknown as MatchFrame[];
  return { view, match_id: "1", seq, prev_seq: prev, frames };
}

const PASSES = [
  event("public", 2, 0, "goal"),
  event("public", 5, 2, "card"),
  ...["pass", "goal", "pass", "pass", "card"].map((type, i) => event("private", i + 1, i, type)),
];
const POSITIONS = { goal: 2, card: 5, pass: 4 };

describe("a viewer of everything", () => {
  const known = [stored("1", 5, 5, POSITIONS)];
  const world = { known, kept: PASSES, connection: { bearer: ALICE } };
  const told = (frames: unknown[]) =>
    (frames as { channel: string; seq: number }[]).slice(1).map(({ channel, seq }) => `${channel} ${seq}`);

  test.each(["private-match:1", "presence-match:1", "private-sports.football.leagues.x.matches.1"])(
    "on %s is told every entry it missed",
    async (name) => {
      const { tell } = testSockets(world);
      const frames = await tell({ action: "subscribe", channels: [name], after_seq: { [name]: 2 } });
      expect(frames[0]).toMatchObject({ recovered: { [name]: true } });
      const entries = told(frames).filter((line) => !line.startsWith("presence"));
      expect(entries).toEqual([3, 4, 5].map((seq) => `private-match:1 ${seq}`));
    },
  );

  test("who is on the public channel as well is told it once, as private channels are", async () => {
    const { tell } = testSockets({ ...world, channels: ["private-match:1"] });
    const frames = await tell({ action: "subscribe", channels: ["match:1"], after_seq: { "match:1": 3 } });
    expect(told(frames)).toEqual(["private-match:1 4", "private-match:1 5"]);
    expect(await tell({ action: "ping" })).toMatchObject([{ positions: { "private-match:1": 5 } }]);
  });

  test("with two positions of a match is told what it lacks by the lower", async () => {
    const channels = ["match:1", "private-match:1"];
    const after_seq = { "match:1": 2, "private-match:1": 4 };
    const frames = await testSockets(world).tell({ action: "subscribe", channels, after_seq });
    expect(told(frames)).toEqual([3, 4, 5].map((seq) => `private-match:1 ${seq}`));
  });

  test("without a position gets the snapshot at the position of the log", async () => {
    const { tell } = testSockets({ ...world, known: [stored("1", 9, 5)] });
    expect(await tell({ action: "subscribe", channels: ["private-match:1"] })).toMatchObject([
      { recovered: { "private-match:1": false } },
      { type: "match_update", channel: "private-match:1", seq: 9, prev_seq: 9 },
    ]);
  });

  test("has a history of every entry", async () => {
    const { tell } = testSockets(world);
    const [answer] = await tell({ action: "history", channel: "private-match:1", before_seq: 5 });
    expect((answer as { frames: { seq: number }[] }).frames.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
});

describe("a viewer with a filter", () => {
  const known = [stored("1", 5, 5, POSITIONS)];
  const filter = { types: ["goal"] };
  const seqs = (frames: unknown[]) => (frames as { seq: number }[]).slice(1).map(({ seq }) => seq);

  test("is told of what it missed that which passes", async () => {
    const { tell } = testSockets({ known, kept: PASSES });
    const after_seq = { "match:1": 1 };
    const frames = await tell({ action: "subscribe", channels: ["match:1"], after_seq, filter });
    expect(frames[0]).toMatchObject({ recovered: { "match:1": true } });
    expect(seqs(frames)).toEqual([2]);
  });

  test("has missed nothing where nothing that passes has happened since, and costs no look at the frames", async () => {
    const { tell, calls } = testSockets({ known, kept: PASSES });
    const after_seq = { "match:1": 2 };
    const frames = await tell({ action: "subscribe", channels: ["match:1"], after_seq, filter });
    expect(frames).toMatchObject([{ recovered: { "match:1": true } }]);
    expect(calls()).not.toContain("since");
    expect(await tell({ action: "ping" })).toMatchObject([{ positions: { "match:1": 2 } }]);
  });

  test("has a history of what passes, if it is on the match", async () => {
    const history = { action: "history", channel: "match:1" };
    const on = testSockets({ known, kept: PASSES, channels: { "match:1": { types: ["card"] } } });
    expect(await on.tell(history)).toMatchObject([{ frames: [{ seq: 5 }] }]);
    expect(await testSockets({ known, kept: PASSES }).tell(history)).toMatchObject([
      { frames: [{ seq: 2 }, { seq: 5 }] },
    ]);
  });
});

describe("history", () => {
  const world = { kept: run("1", 1, 60) };
  const seqs = (frames: unknown) => (frames as { seq: number }[]).map(({ seq }) => seq);

  test("is the last 50 entries, oldest first, unless told otherwise", async () => {
    const { tell, said } = testSockets(world);
    const [answer, ...others] = (await tell({ action: "history", id: "h", channel: "match:1" })) as {
      frames: unknown;
    }[];
    expect(others).toEqual([]);
    expect(answer).toMatchObject({
      type: "history",
      id: "h",
      timestamp: NOW,
      channel: "match:1",
      more: true,
    });
    expect(seqs(answer?.frames)).toEqual(Array.from({ length: 50 }, (_, i) => 11 + i));
    expect(said).toEqual([["before", "public", "1", undefined, 50]]);
  });

  test("pages back to the beginning", async () => {
    const { tell } = testSockets(world);
    const pages: number[][] = [];
    let more = true;
    while (more) {
      const before_seq = pages[0]?.[0];
      const message = { action: "history", channel: "match:1", limit: 25, before_seq };
      const [page] = (await tell(message)) as { frames: unknown; more: boolean }[];
      pages.unshift(seqs(page?.frames));
      more = page?.more ?? false;
    }
    expect(pages.map((page) => page.length)).toEqual([10, 25, 25]);
    expect(pages.flat()).toEqual(Array.from({ length: 60 }, (_, i) => 1 + i));
  });

  test("is at most 100 KiB, and says that there is more", async () => {
    const { tell } = testSockets({ kept: run("1", 1, 9, 30_000) });
    const [page] = await tell({ action: "history", id: "i".repeat(4_000), channel: "match:1" });
    expect(page).toMatchObject({ frames: [{ seq: 7 }, { seq: 8 }, { seq: 9 }], more: true });
    expect(JSON.stringify(page).length).toBeLessThan(102_400);
  });

  test("of a match nobody knows of is empty", async () => {
    expect(await testSockets().tell({ action: "history", channel: "match:1" })).toEqual([
      { type: "history", timestamp: NOW, channel: "match:1", frames: [], more: false },
    ]);
  });

  test.each([
    ["private-match:1", "unauthorized_channel"],
    ["presence-match:1", "unauthorized_channel"],
    ["nonsense", "unknown_channel"],
    ["live:all", "bad_request"],
    ["league:pl", "bad_request"],
  ])("of %s is refused as %s", async (channel, code) => {
    const { tell, said } = testSockets();
    expect(await tell({ action: "history", id: 4, channel })).toEqual([
      { type: "error", id: 4, code, message: expect.any(String), timestamp: NOW },
    ]);
    expect(said).toEqual([]);
  });
});

test("nothing of a replay is sent to a viewer who leaves in the midst of it", async () => {
  const { tell, said } = testSockets({
    known: [stored("1", 9, 9)],
    kept: run("1", 1, 9),
    outcomes: ["delivered", "delivered", "gone"],
  });
  await tell({ action: "subscribe", channels: ["match:1"], after_seq: { "match:1": 2 } });
  expect(said.filter(([call, id]) => call === "post" && id === ID)).toHaveLength(3);
});

test("where the frames cannot be read the message is answered with internal", async () => {
  const { tell } = testSockets({ known: [stored("1", 9, 9)], failing: ["since"] });
  const message = { action: "subscribe", id: 1, channels: ["match:1"], after_seq: { "match:1": 2 } };
  expect(await tell(message)).toMatchObject([{ type: "error", id: 1, code: "internal" }]);
});
