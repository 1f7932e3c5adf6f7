import { createHash } from "node:crypto";
import type { Fields } from "../../lambdas/log.ts";
import { newMatch, snapshot } from "../../lambdas/match/state.ts";
import type { EntryFrames, Payload, PostOutcome, StoredSnapshot } from "../../lambdas/ports.ts";
import type { SocketDeps } from "../../lambdas/sockets/deps.ts";
import { createHandler } from "../../lambdas/sockets/handler.ts";
import { memoryFrames } from "../support/memory.ts";

export const NOW = "2024-11-20T10:30:00.000Z";
export const ID = "L0SM9cOFvHcCIhw=";

export function stored(matchId: string, seq: number, publicSeq: number): StoredSnapshot {
  const state = {
    ...newMatch(matchId),
    seq,
    public_seq: publicSeq,
    home_score: 2,
    status: "first_half" as const,
  };
  return { snapshot: snapshot(state), public_seq: publicSeq };
}

/** The sockets stage over literal ports; `said` is everything that happened to them, in order. */
export function rig({
  channels = [],
  known = [],
  kept = [],
  later = [],
  outcomes = [],
  failing = [],
}: {
  /** What the connection is on already. */
  channels?: string[];
  known?: StoredSnapshot[];
  /** Frames that can be had again. */
  kept?: EntryFrames[];
  /** Those that can be had after a while. */
  later?: EntryFrames[];
  /** Of the posts in turn; then all are delivered. */
  outcomes?: PostOutcome[];
  /** Names of the calls that reject. */
  failing?: string[];
} = {}) {
  const said: unknown[][] = [];
  const logged: { level: string; message: string; fields: Fields | undefined }[] = [];
  const current = new Set(channels);
  const memory = memoryFrames();
  memory.frames.append(kept);
  const say = (call: string, ...words: unknown[]) => {
    said.push([call, ...words]);
    if (failing.includes(call)) throw new Error(`${call} failed`);
  };
  const log = (level: string) => (message: string, fields?: Fields) => {
    logged.push({ level, message, fields });
  };
  const deps: SocketDeps = {
    audience: {
      open: async (id, at) => say("open", id, at.toISOString()),
      subscribe: async (id, some) => {
        say("subscribe", id, some);
        for (const channel of some) current.add(channel);
      },
      unsubscribe: async (id, some) => say("unsubscribe", id, some),
      channelsOf: async (id) => {
        say("channelsOf", id);
        return [...current];
      },
      forget: async (id) => say("forget", id),
    },
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
    payloadOf: payload,
    greeter: { greet: async (id, some) => say("greet", id, some) },
    log: { info: log("info"), warn: log("warn"), error: log("error") },
    now: () => new Date(NOW),
    sleep: async (ms) => {
      say("sleep", ms);
      await memory.frames.append(later);
    },
  };
  const handler = createHandler(deps);
  const event = (routeKey: string) => ({ requestContext: { routeKey, connectionId: ID } });
  return {
    said,
    logged,
    calls: () => said.map(([call]) => call),
    connect: (query?: Record<string, string[]>) =>
      handler({ ...event("$connect"), multiValueQueryStringParameters: query ?? null }),
    disconnect: () => handler(event("$disconnect")),
    /** Resolves with the frames the viewer gets, those posted and the one returned. */
    async tell(message: unknown): Promise<unknown[]> {
      const before = said.length;
      const body = typeof message === "string" ? message : JSON.stringify(message);
      const result = await handler({ ...event("$default"), body });
      const posted = said.slice(before).flatMap(([call, , frame]) => (call === "post" ? [frame] : []));
      return [...posted, ...(result.body === undefined ? [] : [JSON.parse(result.body)])];
    },
    handler,
  };
}

export function payload(frame: string): Payload {
  const body = Buffer.from(frame);
  return { body, sha256: createHash("sha256").update(body).digest("hex") };
}
