import { describe, expect, it, test } from "vitest";
import { PING_EVERY, PONG_WITHIN, RESEND_AFTER } from "../../../client/src/codes.ts";
import { TouchlineError } from "../../../client/src/error.ts";
import { Touchline } from "../../../client/src/index.ts";
import type { TokenReason } from "../../../client/src/token.ts";
import { event, settled, snapshot, testClient } from "../test-client.ts";

const codes = (errors: readonly TouchlineError[]) => errors.map(({ code }) => code);

describe("the state of the connection", () => {
  it("is told from the first try to the end", async () => {
    const rigged = testClient();
    const { client, clock, states } = rigged;
    expect(client.state).toBe("connecting");
    const end = await rigged.opened();
    expect(client.state).toBe("connected");
    await end.drop();
    await clock.advance(500);
    await rigged.end.open();
    client.close();
    expect(states).toEqual(["connected", "reconnecting", "connected", "closed"]);
    expect(rigged.end.closed).toBe(1000);
  });

  it("stays `connecting` until the server lets us in, after pauses that grow", async () => {
    const it = testClient();
    await settled();
    const at: number[] = [];
    for (let tries = 0; tries < 9; tries += 1) {
      const before = it.ends.length;
      await it.end.drop();
      while (it.ends.length === before) await it.clock.advance(50);
      at.push(it.clock.now());
    }
    const pauses = at.map((time, index) => time - (at[index - 1] ?? 0));
    // Half of 500, 1,000, 2,000, ... ms, to the next 50.
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
    expect([it.client.state, it.states]).toEqual(["connecting", []]);
    expect(new Set(codes(it.errors))).toEqual(new Set(["refused"]));
  });

  it("begins with short pauses again only once the server has said something", async () => {
    const it = testClient();
    await (await it.opened()).drop();
    await it.clock.advance(250);
    await it.end.open();
    await it.end.drop();
    await it.clock.advance(499);
    expect(it.ends).toHaveLength(2);
    await it.clock.advance(1);
    await it.end.open();
    await it.end.say({ type: "pong", positions: {} });
    await it.end.drop();
    await it.clock.advance(250);
    expect(it.ends).toHaveLength(4);
  });

  it("is closed for good, whatever was under way", async () => {
    const abort = new AbortController();
    const it = testClient({ signal: abort.signal });
    const history = it.client.match("1").history();
    await it.opened();
    await it.end.drop();
    abort.abort();
    await expect(history).rejects.toMatchObject({ code: "closed" });
    await it.clock.advance(60_000);
    expect([it.client.state, it.ends.length]).toEqual(["closed", 1]);
    await expect(it.client.match("1").history()).rejects.toMatchObject({ code: "closed" });
  });
});

describe("a ping", () => {
  it("goes out every half minute, the first one sooner", async () => {
    const it = testClient();
    const end = await it.opened();
    await it.clock.advance(PING_EVERY / 2);
    end.take("ping");
    for (let more = 0; more < 3; more += 1) {
      await end.say({ type: "pong", positions: {} });
      await it.clock.advance(PING_EVERY);
      end.take("ping");
    }
    expect(end.closed).toBeUndefined();
  });

  it("that is not answered ends the connection, without waiting for a goodbye", async () => {
    const it = testClient();
    const end = await it.opened();
    await it.clock.advance(PING_EVERY / 2 + PONG_WITHIN);
    expect([end.closed, it.client.state]).toEqual([4000, "reconnecting"]);
    await it.clock.advance(250);
    expect(it.ends).toHaveLength(2);
  });

  it("is answered by whatever the server says", async () => {
    const it = testClient();
    const end = await it.opened();
    await it.clock.advance(PING_EVERY / 2);
    await end.say(event(1));
    await it.clock.advance(PONG_WITHIN);
    expect(end.closed).toBeUndefined();
  });

  it("does not wait for a handshake without end", async () => {
    const it = testClient();
    await settled();
    await it.clock.advance(15_000);
    expect(it.ends[0]?.closed).toBe(4000);
    await it.clock.advance(250);
    expect(it.ends).toHaveLength(2);
  });
});

describe("a token", () => {
  // The name takes both signs that base64 has otherwise.
  const jwt = (exp: number) =>
    `x.${Buffer.from(JSON.stringify({ exp, name: "???~~~>>>ÿ" })).toString("base64url")}.y`;

  it("is asked for before each connection, and said why", async () => {
    const reasons: TokenReason[] = [];
    const it = testClient({ token: (reason) => `token ${reasons.push(reason)}` });
    await settled();
    await it.end.drop();
    await it.clock.advance(250);
    await it.end.open();
    await it.end.drop();
    await it.clock.advance(500);
    expect(reasons).toEqual(["connect", "refused", "connect"]);
    expect(it.ends.map(({ url }) => url.searchParams.get("token"))).toEqual([
      "token 1",
      "token 2",
      "token 3",
    ]);
    expect(it.end.url.searchParams.get("batch")).toBe("1");
  });

  it("is renewed within the connection, a minute before it expires", async () => {
    const tokens = [jwt(3600), jwt(7200), jwt(10_800)];
    const it = testClient({ token: async () => tokens.shift() ?? "" });
    const end = await it.opened();
    await end.say({ type: "pong", positions: {} });
    const beat = () => end.say({ type: "pong", positions: {} });
    for (let s = 0; s < 3539; s += 1) {
      await it.clock.advance(1000);
      if (s % 5 === 0) await beat();
    }
    expect(() => end.take("authenticate")).toThrow();
    await it.clock.advance(1000);
    const { id, token } = end.take("authenticate");
    expect(token).toBe(jwt(7200));
    expect(token).toMatch(/_.*-|-.*_/);
    await end.say({ type: "authenticated", id });
    expect(tokens).toHaveLength(1);
  });

  it("that cannot be had is told, and asked for again", async () => {
    let tries = 0;
    const it = testClient({
      token: () => {
        tries += 1;
        if (tries < 3) throw new Error("no session");
        return "t";
      },
    });
    await settled();
    await it.clock.advance(250);
    await it.clock.advance(500);
    expect(codes(it.errors)).toEqual(["token", "token"]);
    expect(it.end.url.searchParams.get("token")).toBe("t");
  });

  it("can be given at any time, and is the one for later connections", async () => {
    const it = testClient({ token: "old" });
    const end = await it.opened();
    const done = it.client.authenticate("new");
    await settled();
    const { id, token } = end.take("authenticate");
    expect(token).toBe("new");
    await end.say({ type: "authenticated", id });
    await done;
    await end.drop();
    await it.clock.advance(250);
    expect(it.end.url.searchParams.get("token")).toBe("new");
  });

  it("that the server does not take is a rejection", async () => {
    const it = testClient();
    const end = await it.opened();
    const done = it.client.authenticate("bad");
    await settled();
    const { id } = end.take("authenticate");
    await end.say({ type: "error", id, code: "bad_request", message: "no" });
    await expect(done).rejects.toMatchObject({ code: "bad_request", id });
  });
});

describe("asked to move", () => {
  it("makes the new connection, subscribes there, and only then drops the old one", async () => {
    const it = testClient();
    const old = await it.opened();
    const seen: number[] = [];
    it.client.match("1").on("goal", ({ seq }) => seen.push(seq));
    await settled();
    await old.grant();
    await old.say(snapshot(3));
    await old.say({ type: "reconnect", within_ms: 10_000 });
    await it.clock.advance(2499);
    expect(it.ends).toHaveLength(1);
    await it.clock.advance(1);
    const next = it.end;
    await next.open();
    // Both tell of what happens now.
    await old.say(event(4), event(5));
    expect(old.closed).toBeUndefined();
    const { after_seq, id } = next.take("subscribe");
    expect(after_seq).toEqual({ "match:1": 3 });
    await next.say(event(5));
    await next.say({ type: "subscribed", id, channels: ["match:1"], recovered: { "match:1": true } });
    expect(old.closed).toBe(4001);
    await next.say(event(4), event(5), event(6));
    expect(seen).toEqual([4, 5, 6]);
    expect(it.states).toEqual(["connected"]);
  });

  it("keeps the old one while the new one fails", async () => {
    const it = testClient();
    const old = await it.opened();
    await old.say({ type: "reconnect", within_ms: 10_000 });
    await it.clock.advance(2500);
    await it.end.drop();
    await it.clock.advance(500);
    expect([it.ends.length, old.closed, it.client.state]).toEqual([3, undefined, "connected"]);
    await it.end.open();
    expect(old.closed).toBe(4001);
  });

  it("is where it should be if the old one ends first", async () => {
    const it = testClient();
    const old = await it.opened();
    await old.say({ type: "reconnect", within_ms: 10_000 });
    await old.drop();
    await it.clock.advance(250);
    await it.end.open();
    await it.clock.advance(10_000);
    expect([it.ends.length, it.client.state]).toEqual([2, "connected"]);
  });
});

test("an answer is told apart by its id, also among others and from errors about nothing in particular", async () => {
  const it = testClient();
  const end = await it.opened();
  const first = it.client.match("1").history({ limit: 2, before: 9 });
  const second = it.client.match("2").history();
  second.catch(() => {});
  await settled();
  const [one, two] = [end.take("history"), end.take("history")];
  expect(one).toMatchObject({ channel: "match:1", limit: 2, before_seq: 9 });
  await end.say({ type: "error", code: "bad_request", message: "about something else" });
  await end.say({ type: "error", id: two.id, code: "unknown_channel", message: "no such match" });
  await end.say({ type: "history", id: one.id, channel: "match:1", frames: [event(8)], more: true });
  await expect(first).resolves.toMatchObject({ frames: [event(8)], more: true });
  await expect(second).rejects.toEqual(
    new TouchlineError("unknown_channel", "no such match", { id: two.id }),
  );
  expect(it.errors).toMatchObject([{ code: "bad_request", message: "about something else" }]);
});

test("a question waits for a connection, and is asked again where one was lost", async () => {
  const it = testClient();
  const page = it.client.match("1").history();
  const end = await it.opened();
  end.take("history");
  await end.drop();
  await it.clock.advance(250);
  await it.end.open();
  const { id } = it.end.take("history");
  await it.end.say({ type: "history", id, frames: [], more: false });
  await expect(page).resolves.toMatchObject({ frames: [], more: false });
});

test.each(["rate_limited", "internal"] as const)(
  "what is refused as %s is sent again, and told",
  async (code) => {
    const it = testClient();
    const end = await it.opened();
    it.client.match("1").on("goal", () => {});
    await settled();
    await end.refuse(code);
    expect(end.sent).toEqual([]);
    await it.clock.advance(RESEND_AFTER);
    await end.grant();
    expect(codes(it.errors)).toEqual([code]);
  },
);

test("an address that is none is refused at once", () => {
  expect(() => new Touchline("nowhere")).toThrow(TypeError);
});
