import { describe, expect, test } from "vitest";
import { authenticate } from "../../../lambdas/sockets/authenticate.ts";
import type { Connection, Visitor } from "../../../modules/ports/audience.ts";
import { type Bearer, InvalidTokenError } from "../../../modules/ports/tokens.ts";
import { OutageError } from "../../../modules/runtime/errors.ts";

const NOW = new Date("2024-11-20T10:30:00.000Z");
const END = "2024-11-20T11:30:00.000Z";
const ID = "L0SM9cOFvHcCIhw=";

function bearerOf(user: string, rights: Partial<Bearer> = {}): Bearer {
  return {
    user_id: `https://id.test#${user}`,
    sub: user,
    scopes: [],
    channels: [],
    expires_at: Date.parse(END),
    ...rights,
  };
}

/** A connection, and what is done to it by an authenticate message with a token of `next`. */
async function authenticated(
  before: { bearer?: Bearer; channels?: string[] },
  next: Bearer | Error,
  { roomy = true } = {},
) {
  const done: unknown[] = [];
  const connection: Connection = {
    connected_at: NOW,
    dialect: "touchline",
    batch: false,
    ...(before.bearer ? { bearer: before.bearer } : {}),
    subscriptions: new Map((before.channels ?? []).map((channel) => [channel, {}])),
  };
  const never = () => Promise.reject(new Error("not to be called"));
  const frames = authenticate({ token: "the token", id: 7 }, ID, {
    now: () => NOW,
    tokens: {
      async verify(token) {
        if (next instanceof Error) throw next;
        done.push(token);
        return next;
      },
    },
    connectionLimiter: {
      async enter(id: string, visitor: Visitor) {
        done.push(["enter", id, visitor]);
        return roomy;
      },
      leave: never,
    },
    audience: {
      connection: async () => connection,
      unsubscribe: async (id, channels) => void done.push(["unsubscribe", id, channels]),
      renew: async (id, bearer) => void done.push(["renew", id, bearer]),
      open: never,
      subscribe: never,
      countMessage: never,
      forget: never,
      subscribers: never,
    },
  });
  return { frames: await frames, done };
}

const AUTHENTICATED = { type: "authenticated", id: 7, timestamp: NOW.toISOString(), expires_at: END };
const refused = (code: string, message: unknown) => [
  { type: "error", id: 7, timestamp: NOW.toISOString(), code, message },
];

describe("a newer token", () => {
  test("of the same user renews the connection", async () => {
    const next = bearerOf("ada", { scopes: ["touchline:private"] });
    const channels = ["match:1", "private-match:1", "presence-match:1"];
    const { frames, done } = await authenticated(
      { bearer: bearerOf("ada", { expires_at: 0 }), channels },
      next,
    );
    expect(frames).toEqual([AUTHENTICATED]);
    expect(done).toEqual(["the token", ["renew", ID, next]]);
  });

  test("that opens less closes the rest, before anything is renewed", async () => {
    const next = bearerOf("ada", { channels: ["private-match:*"] });
    const bearer = bearerOf("ada", { channels: ["*"] });
    const channels = ["match:1", "private-match:1", "presence-match:1", "private-league:8"];
    const { frames, done } = await authenticated({ bearer, channels }, next);
    const lost = ["presence-match:1", "private-league:8"];
    expect(frames).toEqual([
      { type: "unsubscribed", timestamp: NOW.toISOString(), channels: lost },
      AUTHENTICATED,
    ]);
    expect(done).toEqual(["the token", ["unsubscribe", ID, lost], ["renew", ID, next]]);
  });

  test("of another user is refused", async () => {
    const other = { ...bearerOf("ada"), user_id: "https://other.test#ada" };
    for (const next of [bearerOf("bob"), other]) {
      const { frames, done } = await authenticated({ bearer: bearerOf("ada") }, next);
      expect(frames).toEqual(refused("unauthorized_channel", expect.stringContaining("another user")));
      expect(done).toEqual(["the token"]);
    }
  });

  test("that does not count changes nothing, and says why", async () => {
    const { frames, done } = await authenticated(
      { bearer: bearerOf("ada") },
      new InvalidTokenError("expired"),
    );
    expect(frames).toEqual(refused("unauthorized_channel", "The token does not count: expired."));
    expect(done).toEqual([]);
  });

  test("that nobody can judge is a failure of ours", async () => {
    await expect(authenticated({}, new OutageError("no keys"))).rejects.toBeInstanceOf(OutageError);
  });
});

describe("whoever came as nobody", () => {
  test("becomes somebody, and is counted", async () => {
    const next = bearerOf("ada");
    const { frames, done } = await authenticated({ channels: ["match:1"] }, next);
    expect(frames).toEqual([AUTHENTICATED]);
    expect(done).toEqual(["the token", ["enter", ID, { user_id: next.user_id }], ["renew", ID, next]]);
  });

  test("does not where that user has enough connections", async () => {
    const { frames, done } = await authenticated({}, bearerOf("ada"), { roomy: false });
    expect(frames).toEqual(refused("rate_limited", expect.stringContaining("too many connections")));
    expect(done).toHaveLength(2);
  });
});
