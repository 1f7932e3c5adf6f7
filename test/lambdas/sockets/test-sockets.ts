import type { SocketDeps } from "../../../lambdas/sockets/deps.ts";
import { createHandler } from "../../../lambdas/sockets/handler.ts";
import { payloadOf } from "../../../modules/adapters/api-gateway/payload.ts";
import { newMatch, type Positions, snapshot } from "../../../modules/match/state.ts";
import { VIEWS, type View } from "../../../modules/match/view.ts";
import type { Connection, Subscriber, SubscriptionFilter } from "../../../modules/ports/audience.ts";
import type { PostOutcome } from "../../../modules/ports/gateway.ts";
import type { EntryFrames, StoredSnapshot } from "../../../modules/ports/recovery.ts";
import type { Bearer } from "../../../modules/ports/tokens.ts";
import type { Fields } from "../../../modules/runtime/log.ts";
import { memoryAudience } from "../../support/memory-audience.ts";
import { memoryFrames } from "../../support/memory-frames.ts";
import { memoryPresence } from "../../support/memory-presence.ts";
import { memoryTokens } from "../../support/memory-tokens.ts";

export const NOW = "2024-11-20T10:30:00.000Z";
export const ID = "L0SM9cOFvHcCIhw=";

export function stored(
  matchId: string,
  seq: number,
  publicSeq: number,
  positions: Positions = {},
): StoredSnapshot {
  const state = {
    ...newMatch(matchId),
    seq,
    public_seq: publicSeq,
    home_score: 2,
    status: "first_half" as const,
  };
  return { snapshot: snapshot(state), public_seq: publicSeq, positions };
}

/** A token that opens every channel, for an hour. */
export const ALICE: Bearer = {
  user_id: "https://issuer.example/ alice",
  sub: "alice",
  name: "Alice",
  scopes: ["touchline:private"],
  channels: [],
  expires_at: Date.parse(NOW) + 3_600_000,
};

export interface World {
  /** What the connection is on already. */
  channels?: string[] | Record<string, SubscriptionFilter>;
  /** What else it is. */
  connection?: Partial<Connection>;
  /** Of the tokens that are good. */
  tokens?: Record<string, Bearer>;
  /** Lets everybody in unless it is said. */
  connectionLimiter?: SocketDeps["connectionLimiter"];
  known?: StoredSnapshot[];
  /** Frames that can be had again, of both views unless it is said. */
  kept?: (EntryFrames & { view?: View })[];
  /** Those that can be had after a while. */
  later?: EntryFrames[];
  /** Who else is on which channel. */
  others?: (Subscriber & { channel: string })[];
  /** Of the posts in turn; then all are delivered. */
  outcomes?: PostOutcome[];
  /** Names of the calls that reject. */
  failing?: string[];
  /** Messages of this second before the one that is told. */
  messages?: number;
  /** When it spoke before. */
  last?: Date;
  isForgotten?: boolean;
}

/** The sockets function over literal ports; `said` is everything that happened to them, in order. */
export function testSockets(world: World = {}) {
  const { channels = [], known = [], outcomes = [], failing = [] } = world;
  const said: unknown[][] = [];
  const logged: { level: string; message: string; fields: Fields | undefined }[] = [];
  const memory = memoryFrames();
  memory.frames.append(inViews(world.kept ?? []));
  const now = () => new Date(NOW);
  const { presence, counts } = memoryPresence(now);
  const fail = (call: string) => {
    if (failing.includes(call)) throw new Error(`${call} failed`);
  };
  const say = (call: string, ...words: unknown[]) => {
    said.push([call, ...words]);
    fail(call);
  };
  const log = (level: string) => (message: string, fields?: Fields) => {
    logged.push({ level, message, fields });
  };
  const { audience } = memoryAudience({}, () => now().getTime());
  const format = { connected_at: now(), dialect: "touchline", batch: false } as const;
  for (const { id, channel, ...other } of world.others ?? [])
    audience.open(id, { ...format, bearer: ALICE, ...other }, [{ channel }]);
  if (!world.isForgotten)
    audience.open(
      ID,
      { ...format, ...world.connection },
      Array.isArray(channels)
        ? channels.map((channel) => ({ channel }))
        : Object.entries(channels).map(([channel, wish]) => ({ channel, ...wish })),
    );
  if (world.last) audience.countMessage(ID, world.last);
  for (let spoken = 0; spoken < (world.messages ?? 0); spoken += 1) audience.countMessage(ID, now());
  const deps: SocketDeps = {
    audience: {
      open: async (id, connection, some = []) => {
        say("open", id, connection.connected_at.toISOString(), ...some.map(({ channel }) => channel));
        await audience.open(id, connection, some);
      },
      renew: async (id, bearer) => {
        say("renew", id, bearer);
        await audience.renew(id, bearer);
      },
      subscribe: async (id, some) => {
        say(
          "subscribe",
          id,
          some.map(({ channel }) => channel),
          ...some.flatMap(({ types }) => types ?? []),
        );
        await audience.subscribe(id, some);
      },
      unsubscribe: async (id, some) => {
        say("unsubscribe", id, some);
        await audience.unsubscribe(id, some);
      },
      connection: async (id) => {
        say("connection", id);
        return audience.connection(id);
      },
      countMessage: async (id, at) => {
        fail("heard");
        return audience.countMessage(id, at);
      },
      subscribers: async (some, segment) => {
        fail("subscribers");
        return audience.subscribers(some, segment);
      },
      forget: async (id) => {
        say("forget", id);
        return audience.forget(id);
      },
    },
    presence,
    snapshots: {
      get: async (ids) => {
        say("get", ids);
        const asked = known.filter(({ snapshot: { match_id } }) => ids.includes(match_id));
        return new Map(asked.map((one) => [one.snapshot.match_id, one]));
      },
    },
    frames: {
      since: async (...query) => {
        say("since", ...query);
        return memory.frames.since(...query);
      },
      before: async (...query) => {
        say("before", ...query);
        return memory.frames.before(...query);
      },
    },
    gateway: {
      post: async (id, { body }) => {
        say("post", id, JSON.parse(body.toString()));
        return outcomes.shift() ?? "delivered";
      },
    },
    payloadOf,
    greeter: { greet: async (id, some, after) => say("greet", id, some, after) },
    tokens: memoryTokens(world.tokens ?? {}, () => now().getTime()),
    connectionLimiter: world.connectionLimiter ?? { enter: async () => true, leave: async () => {} },
    log: { info: log("info"), warn: log("warn"), error: log("error") },
    now,
    sleep: async (ms) => {
      say("sleep", ms);
      await memory.frames.append(inViews(world.later ?? []));
    },
  };
  const handler = createHandler(deps);
  const event = (routeKey: string) => ({ requestContext: { routeKey, connectionId: ID } });
  return {
    said,
    logged,
    presence,
    counts,
    calls: () => said.map(([call]) => call),
    connect: (query?: Record<string, string[]>) =>
      handler({ ...event("$connect"), multiValueQueryStringParameters: query ?? null }),
    disconnect: () => handler(event("$disconnect")),
    /** Resolves with the frames the viewer gets, those posted and the one returned. */
    async tell(message: unknown): Promise<unknown[]> {
      const before = said.length;
      const body = typeof message === "string" ? message : JSON.stringify(message);
      const result = await handler({ ...event("$default"), body });
      const posted = said
        .slice(before)
        .flatMap(([call, id, frame]) => (call === "post" && id === ID ? [frame] : []));
      return [...posted, ...(result.body === undefined ? [] : [JSON.parse(result.body)])];
    },
    /** What others were posted. */
    heardBy: (id: string) =>
      said.flatMap(([call, to, frame]) => (call === "post" && to === id ? [frame] : [])),
    handler,
  };
}

function inViews(entries: readonly (EntryFrames & { view?: View })[]) {
  return entries.flatMap((entry) => (entry.view ? [entry.view] : VIEWS).map((view) => ({ ...entry, view })));
}
