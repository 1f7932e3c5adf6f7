import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createHandler } from "../../lambdas/broadcaster/handler.ts";
import { payloadOf } from "../../modules/adapters/api-gateway/payload.ts";
import { signedGateway } from "../../modules/adapters/api-gateway/signed-gateway.ts";
import { dynamoAudience } from "../../modules/adapters/dynamodb/audience.ts";
import { splitByAudience } from "../../modules/fanout/audience-split.ts";
import { fanOut } from "../../modules/fanout/fan-out.ts";
import { channelsOf, type Publication } from "../../modules/match/publication.ts";
import type { PostBudget } from "../../modules/ports/gateway.ts";
import { connectionIds, crowdTable, fill, type Reads, TABLE } from "./crowd.ts";

export const IDENTITY = {
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIDBENCH", secretAccessKey: "secret", sessionToken: "token".repeat(80) },
};
const MATCH = "final";
const QUIET = { info: () => {}, warn: () => {}, error: () => {} };
const LONG = { getRemainingTimeInMillis: () => 60_000 };

/** What the stub of `@connections` has noted since it was last asked. */
interface Noted {
  calls: number;
  throttled: number;
  gone: number;
  accepted: number;
  /** Different ones that got the frame, and those that got it more than once. */
  viewers: number;
  twice: number;
}

export interface Stub {
  url: string;
  noted(): Promise<Noted>;
  stop(): void;
}

export async function startStub(): Promise<Stub> {
  const child: ChildProcess = fork(join(import.meta.dirname, "connections.ts"));
  const [port] = await once(child, "message");
  return {
    url: `http://127.0.0.1:${port}`,
    async noted() {
      child.send("noted?");
      const [noted] = await once(child, "message");
      return noted as Noted;
    },
    stop: () => child.disconnect(),
  };
}

/** One frame to an audience of a size. */
export interface Broadcasted extends Noted {
  audience: number;
  /** 0 if the consumer did it itself. */
  segments: number;
  /** Of the longest of those who worked at the same time, and of all together. */
  ms: number;
  total_ms: number;
  forgotten: number;
  reads: Reads;
  bytes: number;
}

/**
 * A frame to everybody, as the consumer and the broadcasters send it: the same code, against a table in memory and
 * a stub of `@connections`. Broadcasters take turns, so that each has this machine as it would have its own.
 */
export async function simulate(audience: number, stub: Stub): Promise<Broadcasted> {
  const table = crowdTable();
  const channel = `match:${MATCH}`;
  await fill(table, channel, connectionIds(audience));
  const tables = { connections: "connections", subscriptions: TABLE };
  const { subscribers, sizes } = dynamoAudience(table.client, tables);
  const forgotten = new Set<string>();
  const deps = {
    audience: { subscribers, forget: async (id: string) => void forgotten.add(id) },
    gateway: signedGateway({ ...IDENTITY, callbackUrl: `${stub.url}/live` }),
    payloadOf,
    budget: PLENTY,
    log: QUIET,
    now: Date.now,
  };
  const publications = [TELLING];
  const { small, segments } = splitByAudience(publications, await sizes(channelsOf(publications)));
  const broadcaster = createHandler(deps);
  const works = segments.map((segment) => async () => {
    await broadcaster({ segment, publications, until: Date.now() + 50_000 }, LONG);
  });
  if (small.length > 0) {
    works.push(async () => {
      for (const id of (await fanOut(small, deps, () => 50_000)).goneConnections) forgotten.add(id);
    });
  }
  const times: number[] = [];
  for (const work of works) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return {
    ...(await stub.noted()),
    audience,
    segments: segments.length,
    ms: Math.max(...times),
    total_ms: times.reduce((sum, ms) => sum + ms),
    forgotten: forgotten.size,
    reads: table.taken(),
    bytes: Buffer.byteLength(JSON.stringify(TELLING.frames[0])),
  };
}

/** The quota is looked at apart: here it is the machinery that is measured. */
const PLENTY: PostBudget = { postsPerSecond: 1e6, chunk: 1_000, take: async () => 0 };

const TELLING: Publication = {
  match_id: MATCH,
  seq: 42,
  prev_public_seq: 41,
  public: true,
  topics: [`match:${MATCH}`, "league:1", "team:10", "team:11", "live:all", "all"],
  urgent: true,
  frames: [
    {
      type: "match_event",
      channel: `match:${MATCH}`,
      match_id: MATCH,
      seq: 42,
      prev_seq: 41,
      timestamp: "2024-11-20T10:30:00.000Z",
      match: {
        sport: "football",
        home_team: { id: "10", name: "Reds" },
        away_team: { id: "11", name: "Blues" },
      },
      state: { home_score: 2, away_score: 1, status: "first_half", minute: 45, extra_minute: 2 },
      data: {
        event_id: "e-901",
        match_id: MATCH,
        event_type: "goal",
        detail: "header",
        period: "first_half",
        minute: 45,
        extra_minute: 2,
        team_id: "10",
        player_id: "789",
        operation: "create",
        occurred_at: "2024-11-20T10:30:00.000Z",
        metadata: { xG: 0.85, player_name: "Ada Example" },
        home_team: "Reds",
        away_team: "Blues",
      },
    },
  ],
};
