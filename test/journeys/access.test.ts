import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { EVENTS, goal, matchId, STATUS, teams } from "../support/feed.ts";
import { newKey, tokenOf } from "../support/issuer.ts";
import { type Journey, journeyThrough, startJourney } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";
import type { Frame, Viewer } from "../support/viewer.ts";

const PRIVATE = { scope: "touchline:private" };
/** Every token that was ever shown to it. */
const shown = new Set<string>();

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

type TokenRequest = Parameters<Journey["system"]["issueToken"]>[0];

async function tokenFor(request: TokenRequest): Promise<string> {
  return seen(await journey.system.issueToken({ user: randomUUID(), ...request }));
}

function seen(token: string): string {
  shown.add(token);
  return token;
}

/** The viewer, or the status its handshake was refused with. */
async function connect(query: Record<string, string | undefined>): Promise<Viewer | number> {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  try {
    return await journey.viewer(`?${new URLSearchParams(given)}`);
  } catch (error) {
    return Number(/^refused: (\d+)$/.exec((error as Error).message)?.[1]);
  }
}

async function viewer(query: Record<string, string | undefined>): Promise<Viewer> {
  const connected = await connect(query);
  if (typeof connected === "number") throw new Error(`refused: ${connected}`);
  return connected;
}

/** Sends a message and resolves with the frame that answers it. */
async function ask(one: Viewer, message: object): Promise<Frame> {
  const id = randomUUID();
  one.send({ ...message, id });
  return one.next((frame) => frame.id === id);
}

/** Types of the events of a match that a viewer was sent, each once. */
function eventsSeen(one: Viewer, match: string): unknown[] {
  const own = one.of("match_event").filter(({ match_id }) => match_id === match);
  return [...new Map(own.map(({ seq, data }) => [seq, data.event_type])).values()];
}

const pass = (match: string) => goal(match, { event_type: "pass" });
const card = (match: string) => goal(match, { event_type: "card", detail: "yellow" });
const sees = (one: Viewer, type: string, match: string) =>
  one.next(({ data, match_id }) => match_id === match && data?.event_type === type);

describe("who may see what", () => {
  const match = matchId();
  const CHANNELS = {
    public: `match:${match}`,
    private: `private-match:${match}`,
    presence: `presence-match:${match}`,
  };
  type Kind = keyof typeof CHANNELS;

  /** What a viewer can come with; undefined is nothing. */
  const TOKENS: Record<string, () => Promise<string | undefined>> = {
    "no token": async () => undefined,
    "no claim": () => tokenFor({}),
    "a wrong claim": () =>
      tokenFor({
        channels: [`private-match:${match}0`, "presence-league:*", `match:${match}`],
        scope: "touchline:read",
      }),
    "the right claim": () =>
      tokenFor({ channels: [CHANNELS.private, `presence-match:${match.slice(0, -1)}*`] }),
    "the scope": () => tokenFor(PRIVATE),
    "an expired token": () => tokenFor({ ...PRIVATE, expiresInSeconds: -1 }),
    "a forged token": async () => seen(await impersonated(await newKey("ES256"))),
    "a token of another issuer": async () =>
      seen(await impersonated(await newKey("ES256"), "https://127.0.0.1:1")),
  };
  const OPENS = new Set(["the right claim", "the scope"]);
  const BAD = new Set(["an expired token", "a forged token", "a token of another issuer"]);

  /** A token of the local issuer by everything that can be read of it, signed by somebody else. */
  async function impersonated(key: Awaited<ReturnType<typeof newKey>>, issuer?: string): Promise<string> {
    const real = await tokenFor(PRIVATE);
    const { kid = "" } = decodeProtectedHeader(real);
    return tokenOf({ ...decodeJwt(real), ...(issuer ? { iss: issuer } : {}) }, { ...key, kid });
  }

  const MOMENTS = ["while connecting", "by a message", "after renewing"] as const;
  interface Cell {
    holder: string;
    kind: Kind;
    moment: (typeof MOMENTS)[number];
  }
  const cells: Cell[] = Object.keys(TOKENS).flatMap((holder) =>
    (Object.keys(CHANNELS) as Kind[]).flatMap((kind) => MOMENTS.map((moment) => ({ holder, kind, moment }))),
  );

  /** What the contract says: the status of the handshake or the answer, and the events that are seen. */
  function expected({ holder, kind, moment }: Cell): { outcome: unknown; events: string[] } {
    const open = kind === "public" || OPENS.has(holder);
    const isRefused = moment === "while connecting" ? BAD.has(holder) || !open : BAD.has(holder);
    if (moment !== "after renewing" && isRefused) return { outcome: 401, events: [] };
    if (!open) return { outcome: "unauthorized_channel", events: [] };
    return { outcome: "subscribed", events: kind === "public" ? ["card"] : ["pass", "card"] };
  }

  /** Goes through a cell up to the subscription. */
  async function enter({ holder, kind, moment }: Cell): Promise<{ outcome: unknown; viewer?: Viewer }> {
    const token = await TOKENS[holder]?.();
    const channels = [CHANNELS[kind]];
    if (moment === "while connecting") {
      const one = await connect({ token, channels: channels.join() });
      if (typeof one === "number") return { outcome: one };
      return { outcome: (await one.next(({ type }) => type === "subscribed")).type, viewer: one };
    }
    const renews = moment === "after renewing";
    const before =
      renews && holder !== "no token" ? await tokenFor({ user: token && decodeJwt(token).sub }) : token;
    const one = await connect({ token: renews ? before : token });
    if (typeof one === "number") return { outcome: one };
    if (renews && token !== undefined) {
      const answer = await ask(one, { action: "authenticate", token });
      expect(answer).toMatchObject(
        BAD.has(holder) ? { code: "unauthorized_channel" } : { type: "authenticated" },
      );
    }
    const { type, code } = await ask(one, { action: "subscribe", channels });
    return { outcome: code ?? type, viewer: one };
  }

  const outcomes = new Map<string, { outcome: unknown; events: unknown[] }>();
  const nameOf = ({ holder, kind, moment }: Cell) => `${holder}, ${kind}, ${moment}`;

  beforeAll(async () => {
    // Whatever shows that a match has begun is told to everybody.
    await journey.send(STATUS, teams(match, { status: "first_half" }));
    const entered = await Promise.all(cells.map(async (cell) => ({ cell, ...(await enter(cell)) })));
    await journey.send(EVENTS, [pass(match), card(match)]);
    await journey.send(EVENTS, goal(match));
    // Whoever sees the goal has been sent all that came before it, and so has everybody else.
    const audience = entered.filter(({ cell }) => expected(cell).events.length > 0);
    await Promise.all(audience.map(({ viewer: one }) => one && sees(one, "goal", match)));
    for (const { cell, outcome, viewer: one } of entered) {
      const events = one ? eventsSeen(one, match).filter((type) => type !== "goal") : [];
      outcomes.set(nameOf(cell), { outcome, events });
    }
  });

  it.each(cells)("with $holder, of the $kind channel, $moment", (cell) => {
    expect(outcomes.get(nameOf(cell))).toEqual(expected(cell));
  });
});

describe("a token that ends", () => {
  /** Once the system's clock has passed it: rows end with whole seconds. */
  const past = async (time: number) =>
    expect.poll(() => Date.now() > time + 1_100, { timeout: 120_000 }).toBe(true);
  const SHORT = 3;

  it.each(["private", "presence"])(
    "takes its %s channels with it, until there is a newer one",
    async (kind) => {
      const match = matchId();
      const user = randomUUID();
      const channel = `${kind}-match:${match}`;
      const token = await tokenFor({ user, ...PRIVATE, expiresInSeconds: SHORT });
      const one = await viewer({ token, channels: `${channel},league:1` });
      const other = await viewer({ token: await tokenFor(PRIVATE), channels: channel });
      await Promise.all([one, other].map((each) => each.next(({ type }) => type === "subscribed")));
      await past((decodeJwt(token).exp ?? 0) * 1000);

      await journey.send(EVENTS, [pass(match), card(match)]);
      await journey.send(EVENTS, goal(match));
      await sees(other, "goal", match);
      expect(eventsSeen(one, match)).toEqual([]);

      one.send({ action: "ping" });
      await one.next(({ type, channels }) => type === "unsubscribed" && String(channels) === channel);
      await one.next(({ type, code }) => type === "error" && code === "unauthorized_channel");
      expect(await ask(one, { action: "subscribe", channels: [channel] })).toMatchObject({
        code: "unauthorized_channel",
      });
      expect(await ask(one, { action: "history", channel })).toMatchObject({ code: "unauthorized_channel" });

      const newer = await tokenFor({ user, ...PRIVATE });
      const expires_at = new Date((decodeJwt(newer).exp ?? 0) * 1000).toISOString();
      expect(await ask(one, { action: "authenticate", token: newer })).toMatchObject({
        type: "authenticated",
        expires_at,
      });
      const after_seq = { [channel]: 0 };
      expect(await ask(one, { action: "subscribe", channels: [channel], after_seq })).toMatchObject({
        type: "subscribed",
        recovered: { [channel]: true },
      });
      await sees(one, "goal", match);
      expect(eventsSeen(one, match)).toEqual(["pass", "card", "goal"]);
    },
  );

  it("changes nothing for a connection that has a newer one by then", async () => {
    const match = matchId();
    const user = randomUUID();
    const token = await tokenFor({ user, ...PRIVATE, expiresInSeconds: SHORT });
    const one = await viewer({ token, channels: `private-match:${match},presence-match:${match}` });
    await one.next(({ type }) => type === "subscribed");
    await ask(one, { action: "authenticate", token: await tokenFor({ user, ...PRIVATE }) });
    await past((decodeJwt(token).exp ?? 0) * 1000);
    await journey.send(EVENTS, [pass(match), goal(match)]);
    await sees(one, "goal", match);
    expect(eventsSeen(one, match)).toEqual(["pass", "goal"]);
    expect((await ask(one, { action: "ping" })).type).toBe("pong");
    expect(one.of("error")).toEqual([]);
  });
});

describe("renewing", () => {
  it("is for the same user only, and a refusal leaves all as it was", async () => {
    const match = matchId();
    const one = await viewer({ token: await tokenFor(PRIVATE), channels: `private-match:${match}` });
    await one.next(({ type }) => type === "subscribed");
    for (const token of [await tokenFor(PRIVATE), "no token at all", ""])
      expect(await ask(one, { action: "authenticate", token })).toMatchObject({
        code: "unauthorized_channel",
      });
    expect(await ask(one, { action: "authenticate" })).toMatchObject({ code: "bad_request" });
    await journey.send(EVENTS, pass(match));
    await sees(one, "pass", match);
  });

  it("with fewer rights leaves what they do not open, and tells", async () => {
    const match = matchId();
    const user = randomUUID();
    const [kept, lost] = [`private-match:${match}`, `presence-match:${match}`];
    const one = await viewer({ token: await tokenFor({ user, ...PRIVATE }), channels: `${kept},${lost}` });
    await one.next(({ type }) => type === "subscribed");
    const token = await tokenFor({ user, channels: [kept] });
    expect(await ask(one, { action: "authenticate", token })).toMatchObject({ type: "authenticated" });
    expect(one.of("unsubscribed")).toMatchObject([{ channels: [lost] }]);
    expect(await ask(one, { action: "presence", channel: lost })).toMatchObject({
      code: "unauthorized_channel",
    });
    await journey.send(EVENTS, pass(match));
    await sees(one, "pass", match);
  });
});

describe("the handshake", () => {
  it("takes a token from the Authorization header, where there is none in the query", async () => {
    const open = async (authorization: string) => {
      const socket = new WebSocket(`${journey.system.wsUrl}?channels=private-all`, {
        headers: { authorization },
      });
      const status = await statusOf(socket);
      socket.terminate();
      return status;
    };
    expect(await open(`Bearer ${await tokenFor(PRIVATE)}`)).toBe(101);
    expect(await open(`Bearer ${await tokenFor({})}`)).toBe(401);
    expect(await open("Bearer nonsense")).toBe(401);
    expect(await open("Basic bm9uc2Vuc2U6")).toBe(401);
  });

  it("refuses what cannot be had with 400, whoever asks", async () => {
    const token = await tokenFor(PRIVATE);
    const queries = [{ channels: "private-weather" }, { dialect: "klingon" }, { batch: "maybe" }];
    for (const query of queries) expect(await connect({ token, ...query })).toBe(400);
  });

  it("refuses one more connection of a user than there may be with 429, until one has left", async () => {
    const fn = journey.system.template
      .ofType("AWS::Lambda::Function")
      .map(({ properties }) => (properties.Environment as { Variables?: Record<string, string> })?.Variables)
      .find((variables) => variables?.CONNECTIONS_PER_USER);
    const limit = Number(fn?.CONNECTIONS_PER_USER);
    const token = await tokenFor({});
    const viewers = await Promise.all(Array.from({ length: limit }, () => viewer({ token })));
    expect(await connect({ token })).toBe(429);
    expect(typeof (await connect({ token: await tokenFor({}) }))).toBe("object");
    viewers[0]?.close();
    await expect.poll(async () => typeof (await connect({ token })), { timeout: 120_000 }).toBe("object");
    expect(await connect({ token })).toBe(429);
  });
});

async function statusOf(socket: WebSocket): Promise<number> {
  const open = once(socket, "open").then(() => 101);
  const refused = once(socket, "unexpected-response").then(([, response]) => Number(response.statusCode));
  open.catch(() => undefined);
  refused.catch(() => undefined);
  return Promise.race([open, refused]);
}

describe("where a deployer says which pages may connect", () => {
  let strict: Journey;
  beforeAll(async () => {
    strict = await startJourney({ parameters: { AllowedOrigins: "https://a.test,https://b.test" } });
  });
  afterAll(() => strict.close());

  it.each([
    ["https://a.test", 101],
    ["https://b.test", 101],
    [undefined, 101],
    ["https://c.test", 403],
    ["http://a.test", 403],
    ["null", 403],
  ])("one of %s: %i", async (origin, status) => {
    for (const token of ["", `?token=${await strict.system.issueToken(PRIVATE)}`]) {
      const socket = new WebSocket(strict.system.wsUrl + token, { ...(origin ? { origin } : {}) });
      expect(await statusOf(socket)).toBe(status);
      socket.terminate();
    }
  });
});

it("no token is in anything that was logged", async () => {
  await connect({ token: await tokenFor({}), match: "1" });
  const text = journey.logged.join("\n");
  expect(text.length).toBeGreaterThan(0);
  for (const token of shown) for (const part of token.split(".")) expect(text).not.toContain(part);
});
