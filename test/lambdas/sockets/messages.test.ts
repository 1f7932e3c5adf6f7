import { describe, expect, test } from "vitest";
import { snapshotFrame } from "../../../modules/match/frame.ts";
import { ID, NOW, stored, testSockets } from "./test-sockets.ts";

describe("subscribe", () => {
  test("writes the subscription, then reads the snapshots, then answers in order", async () => {
    const one = stored("1", 45, 41, { "*": 41 });
    const { tell, calls } = testSockets({ known: [one, stored("9", 1, 1)] });
    const frames = await tell({
      action: "subscribe",
      id: "s-1",
      channels: ["match:1", "league:pl", "match:2", "match:1"],
      after_seq: { "match:1": 40 },
      filter: { types: ["goal"] },
    });

    expect(frames).toEqual([
      {
        type: "subscribed",
        id: "s-1",
        timestamp: NOW,
        channels: ["match:1", "league:pl", "match:2"],
        recovered: { "match:1": false, "match:2": false },
      },
      JSON.parse(JSON.stringify(snapshotFrame(one.snapshot, 41, NOW))),
    ]);
    expect(calls()).toEqual(["subscribe", "get", "since", "sleep", "since", "sleep", "since", "post"]);
  });

  test("without a known match costs no post", async () => {
    const { tell, calls } = testSockets();
    expect(await tell({ action: "subscribe", channels: ["all"] })).toEqual([
      { type: "subscribed", timestamp: NOW, channels: ["all"], recovered: {} },
    ]);
    expect(calls()).not.toContain("post");
  });

  test("sends every snapshot, the last as the answer", async () => {
    const { tell, calls } = testSockets({ known: ["1", "2", "3"].map((id) => stored(id, 1, 1)) });
    const frames = await tell({ action: "subscribe", channels: ["match:1", "match:2", "match:3"] });
    expect(frames).toMatchObject([
      { type: "subscribed" },
      { type: "match_update", match_id: "1" },
      { type: "match_update", match_id: "2" },
      { type: "match_update", match_id: "3" },
    ]);
    expect(calls().filter((call) => call === "post")).toHaveLength(3);
  });

  test("stops at a viewer who has left, and goes on after a frame that was lost", async () => {
    const known = ["1", "2"].map((id) => stored(id, 1, 1));
    const message = { action: "subscribe", channels: ["match:1", "match:2"] };
    expect(await testSockets({ known, outcomes: ["gone"] }).tell(message)).toMatchObject([
      { type: "subscribed" },
    ]);
    const { tell, logged } = testSockets({ known, outcomes: ["failed"] });
    expect(await tell(message)).toHaveLength(3);
    expect(logged).toMatchObject([{ level: "warn", fields: { lost: 1 } }]);
  });

  test.each([
    [["match:1", "nonsense"], "unknown_channel"],
    [["match:"], "unknown_channel"],
    [["match:a b"], "unknown_channel"],
    [[""], "unknown_channel"],
    [["private-match:1"], "unauthorized_channel"],
    [["all", "presence-match:1"], "unauthorized_channel"],
    [Array.from({ length: 101 }, (_, index) => `match:${index}`), "too_many_channels"],
  ])("to %j is refused as %s, whole", async (channels, code) => {
    const { tell, calls } = testSockets();
    const frames = await tell({ action: "subscribe", id: 7, channels });
    expect(frames).toEqual([{ type: "error", id: 7, code, message: expect.any(String), timestamp: NOW }]);
    expect(calls()).not.toContain("subscribe");
  });

  test("counts the channels the connection has, each once", async () => {
    const channels = Array.from({ length: 99 }, (_, index) => `match:${index}`);
    expect(
      await testSockets({ channels }).tell({ action: "subscribe", channels: ["all", "match:5"] }),
    ).toMatchObject([{ type: "subscribed" }]);
    expect(
      await testSockets({ channels }).tell({ action: "subscribe", channels: ["all", "live:all"] }),
    ).toMatchObject([{ type: "error", code: "too_many_channels" }]);
  });
});

test("subscribe_all is live:all", async () => {
  const { tell, said } = testSockets();
  expect(await tell({ action: "subscribe_all", id: "x" })).toEqual([
    { type: "subscribed", id: "x", timestamp: NOW, channels: ["live:all"], recovered: {} },
  ]);
  expect(said).toContainEqual(["subscribe", ID, ["live:all"]]);
});

describe("unsubscribe", () => {
  test("ends the channels and says so", async () => {
    const { tell, said } = testSockets({ channels: ["match:1"] });
    expect(await tell({ action: "unsubscribe", id: 0, channels: ["match:1", "all"] })).toEqual([
      { type: "unsubscribed", id: 0, timestamp: NOW, channels: ["match:1", "all"] },
    ]);
    expect(said).toEqual([["unsubscribe", ID, ["match:1", "all"]]]);
  });

  test("of a channel that cannot be is refused", async () => {
    const { tell, said } = testSockets();
    expect(await tell({ action: "unsubscribe", channels: ["nonsense"] })).toMatchObject([
      { type: "error", code: "unknown_channel" },
    ]);
    expect(said).toEqual([]);
  });
});

test("ping tells the position of each match subscribed to", async () => {
  const known = [stored("1", 45, 41), stored("2", 3, 3), stored("9", 9, 9)];
  const { tell } = testSockets({ channels: ["match:1", "all", "match:2", "match:unknown"], known });
  expect(await tell({ action: "ping", id: "p" })).toEqual([
    { type: "pong", id: "p", timestamp: NOW, positions: { "match:1": 41, "match:2": 3 } },
  ]);
});

describe("what is no message", () => {
  test.each<[unknown, string | number | undefined]>([
    ["", undefined],
    ["{", undefined],
    ["null", undefined],
    ["[]", undefined],
    ['"ping"', undefined],
    [{}, undefined],
    [{ id: "a" }, "a"],
    [{ action: "dance", id: "b" }, "b"],
    [{ action: "presence", id: 3 }, 3],
    [{ action: "subscribe", id: "o", channels: ["match:1"], filter: { types: ["goals"] } }, "o"],
    [{ action: "subscribe", id: "p", channels: ["match:1"], filter: { types: [] } }, "p"],
    [{ action: "subscribe", id: "q", channels: ["match:1"], filter: ["goal"] }, "q"],
    [{ action: "subscribe", id: "h", channels: ["match:1"], after_seq: { "match:1": -1 } }, "h"],
    [{ action: "subscribe", id: "i", channels: ["match:1"], after_seq: { "match:1": "41" } }, "i"],
    [{ action: "subscribe", id: "j", channels: ["match:1"], after_seq: 41 }, "j"],
    [{ action: "history", id: "k" }, "k"],
    [{ action: "history", id: "l", channel: "match:1", limit: 0 }, "l"],
    [{ action: "history", id: "m", channel: "match:1", limit: 101 }, "m"],
    [{ action: "history", id: "n", channel: "match:1", before_seq: 1.5 }, "n"],
    [{ action: "subscribe", id: "c" }, "c"],
    [{ action: "subscribe", id: "d", channels: [] }, "d"],
    [{ action: "subscribe", id: "e", channels: "match:1" }, "e"],
    [{ action: "subscribe", id: "f", channels: [1] }, "f"],
    [{ action: "ping", id: { deep: true } }, undefined],
    [{ action: "ping", id: "g", padding: "x".repeat(4_096) }, undefined],
    [`{"action":"ping","id":"${"é".repeat(2_040)}"}`, undefined],
  ])("%j is a bad request, its id echoed", async (message, id) => {
    const { tell, said } = testSockets();
    const frames = await tell(message);
    const echoed = id === undefined ? {} : { id };
    expect(frames).toEqual([
      { type: "error", ...echoed, code: "bad_request", message: expect.any(String), timestamp: NOW },
    ]);
    expect(said).toEqual([]);
  });

  test("4,096 bytes are still a message", async () => {
    const empty = JSON.stringify({ action: "ping", padding: "" });
    const message = { action: "ping", padding: "x".repeat(4_096 - empty.length) };
    expect(await testSockets().tell(message)).toMatchObject([{ type: "pong" }]);
  });

  test("a binary message is read as text", async () => {
    const { handler } = testSockets();
    const body = Buffer.from('{"action":"ping"}').toString("base64");
    const requestContext = { routeKey: "ping", connectionId: ID };
    const { body: answer } = await handler({ requestContext, body, isBase64Encoded: true });
    expect(JSON.parse(answer ?? "")).toMatchObject({ type: "pong" });
  });
});

test.each([
  ["subscribe", { action: "subscribe", id: "i", channels: ["match:1"] }],
  ["get", { action: "subscribe", id: "i", channels: ["match:1"] }],
  ["unsubscribe", { action: "unsubscribe", id: "i", channels: ["match:1"] }],
  ["heard", { action: "ping", id: "i" }],
  ["get", { action: "ping", id: "i" }],
  ["before", { action: "history", id: "i", channel: "match:1" }],
])("where %s fails, %j is answered with internal, and the cause is logged", async (call, message) => {
  const { tell, logged } = testSockets({ failing: [call] });
  expect(await tell(message)).toEqual([
    { type: "error", id: "i", code: "internal", message: expect.any(String), timestamp: NOW },
  ]);
  expect(logged).toMatchObject([{ level: "error", fields: { error: { message: `${call} failed` } } }]);
});
