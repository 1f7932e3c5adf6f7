import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { reconnectHint } from "../../../lambdas/sockets/reconnect-hint.ts";
import { ALICE, ID, NOW, stored, testSockets } from "./test-sockets.ts";

const MINUTE = 60_000;
const at = (ms: number) => new Date(Date.parse(NOW) + ms);

describe("messages", () => {
  test("beyond ten in a second are refused, whatever they are, and nothing is done", async () => {
    const ping = { action: "ping", id: "p" };
    expect(await testSockets({ messages: 9 }).tell(ping)).toMatchObject([{ type: "pong" }]);
    for (const message of [ping, { action: "subscribe", id: "p", channels: ["all"] }, { id: "p" }]) {
      const { tell, said } = testSockets({ messages: 10 });
      expect(await tell(message)).toEqual([
        { type: "error", id: "p", code: "rate_limited", message: expect.any(String), timestamp: NOW },
      ]);
      expect(said).toEqual([]);
    }
  });

  test("of a connection nothing is known of are answered by publication it to come again", async () => {
    const { tell, said } = testSockets({ isForgotten: true });
    expect(await tell({ action: "ping" })).toEqual([
      { type: "reconnect", timestamp: NOW, within_ms: expect.any(Number) },
    ]);
    expect(said).toEqual([]);
  });
});

describe("a connection that is about to end", () => {
  const connected = at(0);
  /** Age at which it is told, in ms: the first at which it would be. */
  function moment(id: string): number {
    for (let age = 90 * MINUTE; age <= 120 * MINUTE; age += 1_000)
      if (reconnectHint(id, connected, connected, at(age)) !== undefined) return age;
    throw new Error("never");
  }

  test("is told once, some 10 to 20 minutes before, each at its own moment", () => {
    const ids = Array.from({ length: 200 }, (_, index) => `id-${index}`);
    const moments = ids.map(moment);
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(100 * MINUTE);
    expect(Math.max(...moments)).toBeLessThanOrEqual(110 * MINUTE);
    for (let part = 0; part < 10; part += 1) {
      const within = moments.filter((age) => Math.floor(age / MINUTE) - 100 === part).length;
      expect(within).toBeGreaterThan(0);
    }
    for (const id of ids) {
      const due = moment(id);
      let told = 0;
      let last = connected;
      for (let age = 0; age < 120 * MINUTE; age += 30_000 + (crc32(id) % 1_000)) {
        const spoke = at(age);
        if (reconnectHint(id, connected, last, spoke) !== undefined) {
          told += 1;
          expect(age).toBeGreaterThanOrEqual(due);
        }
        last = new Date(Math.floor(spoke.getTime() / 1000) * 1000);
      }
      expect(told).toBe(1);
    }
  });

  test("is given five minutes, or what is left", () => {
    expect(reconnectHint("a", connected, connected, at(moment("a")))).toBe(5 * MINUTE);
    expect(reconnectHint("a", connected, connected, at(119 * MINUTE))).toBe(30_000);
    expect(reconnectHint("a", connected, connected, at(120 * MINUTE))).toBe(0);
  });

  test("is told with the answer to what it says", async () => {
    const world = { connection: { connected_at: at(-119 * MINUTE) }, last: at(-20 * MINUTE) };
    expect(await testSockets(world).tell({ action: "ping", id: 1 })).toEqual([
      { type: "pong", id: 1, timestamp: NOW, positions: {} },
      { type: "reconnect", timestamp: NOW, within_ms: 30_000 },
    ]);
    expect(await testSockets({ ...world, last: at(-30_000) }).tell({ action: "ping" })).toHaveLength(1);
  });
});

describe("private and presence channels", () => {
  const PRIVATE = ["private-match:1", "presence-match:1"];

  test("are subscribed to by those whom their token allows, by whatever name", async () => {
    const { tell, said } = testSockets({
      connection: { bearer: { ...ALICE, scopes: [], channels: ["private-match:*"] } },
    });
    const name = "private-sports.football.leagues.pl.matches.1";
    expect(await tell({ action: "subscribe", channels: [name, "match:1", name] })).toMatchObject([
      { type: "subscribed", channels: [name, "match:1"], recovered: { [name]: false, "match:1": false } },
    ]);
    expect(said[0]).toEqual(["subscribe", ID, ["private-match:1", "match:1"]]);
    expect(await tell({ action: "subscribe", channels: ["presence-match:1"] })).toMatchObject([
      { type: "error", code: "unauthorized_channel" },
    ]);
  });

  test("are closed when the token has expired, and the viewer is told with its next message", async () => {
    const expired = { ...ALICE, expires_at: Date.parse(NOW) };
    const world = {
      channels: [...PRIVATE, "match:1"],
      connection: { bearer: expired },
      known: [stored("1", 5, 4)],
    };
    const { tell, said } = testSockets(world);
    expect(await tell({ action: "ping" })).toEqual([
      { type: "pong", timestamp: NOW, positions: { "match:1": 4 } },
      { type: "error", code: "unauthorized_channel", message: expect.any(String), timestamp: NOW },
      { type: "unsubscribed", timestamp: NOW, channels: PRIVATE },
    ]);
    expect(said).toContainEqual(["unsubscribe", ID, PRIVATE]);
    expect(await tell({ action: "ping" })).toHaveLength(1);
  });

  test("live on where the message is a newer token", async () => {
    const expired = { ...ALICE, expires_at: Date.parse(NOW) };
    const { tell, calls, presence } = testSockets({
      channels: PRIVATE,
      connection: { bearer: expired },
      tokens: { newer: ALICE },
    });
    await presence.enter("presence-match:1", ALICE, ID);
    expect(await tell({ action: "authenticate", token: "newer" })).toMatchObject([{ type: "authenticated" }]);
    expect(calls()).not.toContain("unsubscribe");
    expect(calls()).toContain("renew");
  });
});

describe("presence", () => {
  const CHANNEL = "presence-match:1";
  const MEMBER = { id: "alice", name: "Alice" };
  const BOB = { id: "bob=", channel: CHANNEL, dialect: "touchline", batch: false } as const;
  const world = { connection: { bearer: ALICE }, others: [BOB] };

  test("is told on joining and asked for, and the others are told who comes and goes", async () => {
    const { tell, heardBy, disconnect, presence } = testSockets(world);
    const name = "presence-sports.football.leagues.pl.matches.1";
    expect(await tell({ action: "subscribe", id: "s", channels: [name] })).toEqual([
      { type: "subscribed", id: "s", timestamp: NOW, channels: [name], recovered: { [name]: false } },
      { type: "presence_state", timestamp: NOW, channel: CHANNEL, count: 1, members: [MEMBER] },
    ]);
    expect(await tell({ action: "presence", id: "w", channel: CHANNEL })).toEqual([
      { type: "presence_state", id: "w", timestamp: NOW, channel: CHANNEL, count: 1, members: [MEMBER] },
    ]);
    expect(await tell({ action: "ping" })).toMatchObject([{ type: "pong", members: { [CHANNEL]: 1 } }]);
    await presence.enter(CHANNEL, { user_id: "bob", sub: "bob" }, "bob=");
    await tell({ action: "unsubscribe", channels: [CHANNEL] });
    await tell({ action: "subscribe", channels: [CHANNEL] });
    await disconnect();
    const change = { timestamp: NOW, channel: CHANNEL, member: MEMBER };
    expect(heardBy("bob=")).toEqual([
      { type: "presence_join", ...change, count: 1 },
      { type: "presence_leave", ...change, count: 1 },
      { type: "presence_join", ...change, count: 2 },
      { type: "presence_leave", ...change, count: 1 },
    ]);
  });

  test.each([
    ["nonsense", "unknown_channel", ALICE],
    ["match:1", "bad_request", ALICE],
    ["private-match:1", "bad_request", ALICE],
    ["presence-match:1", "unauthorized_channel", undefined],
    ["presence-match:1", "unauthorized_channel", { ...ALICE, scopes: [] }],
    // Allowed, but not there.
    ["presence-match:1", "unauthorized_channel", ALICE],
  ])("of %s is refused as %s", async (channel, code, bearer) => {
    const { tell } = testSockets(bearer ? { connection: { bearer } } : {});
    expect(await tell({ action: "presence", id: 4, channel })).toEqual([
      { type: "error", id: 4, code, message: expect.any(String), timestamp: NOW },
    ]);
  });

  test("that cannot be told is no failure of what was asked", async () => {
    const { tell, disconnect, logged } = testSockets({ ...world, failing: ["subscribers"] });
    expect(await tell({ action: "subscribe", channels: [CHANNEL] })).toMatchObject([
      { type: "subscribed" },
      { type: "presence_state" },
    ]);
    expect(await disconnect()).toEqual({ statusCode: 200 });
    expect(logged.map(({ message }) => message)).toEqual([
      "presence not published",
      "presence not published",
    ]);
  });

  test("is told in each one's dialect, and who is slow or gone holds up nobody", async () => {
    const flat = { id: "flat=", channel: CHANNEL, dialect: "flat", batch: true } as const;
    const { tell, heardBy, logged } = testSockets({
      ...world,
      others: [{ ...BOB, id: "gone=" }, { ...BOB, id: "slow=" }, BOB, flat],
      outcomes: ["delivered", "delivered", "gone", "failed"],
    });
    await tell({ action: "subscribe", channels: [CHANNEL] });
    expect(heardBy("bob=")).toMatchObject([{ type: "presence_join" }]);
    expect(heardBy("flat=")).toMatchObject([{ type: "PRESENCE_JOIN", member: MEMBER }]);
    expect(logged).toMatchObject([{ level: "warn", message: "presence not published", fields: { lost: 1 } }]);
  });
});

describe("every answer comes as the connection wants it", () => {
  test("in its dialect", async () => {
    const { tell } = testSockets({ connection: { dialect: "flat" }, known: [stored("1", 1, 1)] });
    expect(await tell({ action: "subscribe", channels: ["match:1"] })).toMatchObject([
      { type: "SUBSCRIBED", subscription: "match:1" },
      { type: "SCORE_UPDATE", match_id: "1" },
    ]);
    expect(await tell({ action: "dance" })).toMatchObject([{ type: "ERROR", code: "bad_request" }]);
  });

  test("as one batch, and in one call", async () => {
    const { tell, calls } = testSockets({
      connection: { batch: true },
      known: [stored("1", 1, 1), stored("2", 1, 1)],
    });
    expect(await tell({ action: "subscribe", channels: ["match:1", "match:2"] })).toMatchObject([
      { type: "batch", frames: [{ type: "subscribed" }, { type: "match_update" }, { type: "match_update" }] },
    ]);
    expect(calls()).not.toContain("post");
    expect(await tell({ action: "ping" })).toMatchObject([{ type: "pong" }]);
  });
});
