import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import pg from "pg";
import { storeBatch } from "../lambdas/consumer/store.ts";
import { startPostgres } from "../local/postgres/postgres.ts";
import { ensureAppRole } from "../modules/adapters/postgres/app-role.ts";
import { connect } from "../modules/adapters/postgres/connect.ts";
import { matchStore } from "../modules/adapters/postgres/match-store.ts";
import { migrate } from "../modules/adapters/postgres/migrations.ts";
import { decodeBatch, type MatchItems } from "../modules/reducer/decode.ts";
import { inTurns, type Part } from "./figures.ts";
import { batchOf, EVENTS, MATCHES } from "./load.ts";

/** What storing a batch costs: the consumer's own path beside a bare insert and one insert per event. */
export const persist: Part = {
  name: "persist",
  about: `storing batches of ${EVENTS} events of ${MATCHES} matches`,
  async run(progress) {
    const folder = await mkdtemp(join(tmpdir(), "touchline-bench-"));
    progress("starting Postgres");
    const server = await startPostgres({ dataDir: folder, log: () => {} });
    tls.setDefaultCACertificates([...tls.getCACertificates(), server.caPem]);
    const settings = { ...server, user: server.owner.username };
    const db = connect(settings, async () => server.owner.password, quiet);
    const bare = new pg.Client({
      ...settings,
      password: server.owner.password,
      ssl: { rejectUnauthorized: true },
    });
    try {
      await migrate(db, join(import.meta.dirname, "../modules/adapters/postgres/migrations"));
      await ensureAppRole(db, "touchline", server.database);
      await bare.connect();
      // The floor has the same columns, and neither key nor index.
      await bare.query("create table bare (like match_log)");
      await bare.query("create table keyed (like match_log, primary key (match_id, seq))");

      const deps = {
        matches: matchStore(db),
        deadLetters: { send: () => Promise.reject(new Error("there is no poison in this bench")) },
        now: () => new Date(),
      };
      progress("measuring");
      const ms = await inTurns(9, {
        own: async () => {
          const groups: MatchItems[] = decodeBatch(batchOf(EVENTS)).groups;
          return timed(() => storeBatch(groups, deps));
        },
        unnest: async () => {
          const rows = await lastRows(bare);
          return timed(() => bare.query(UNNEST("bare"), columnsOf(rows)));
        },
        single: async () => {
          await bare.query("truncate keyed");
          const rows = await lastRows(bare);
          return timed(async () => {
            for (const row of rows) await bare.query(UNNEST("keyed"), columnsOf([row]));
          });
        },
      });
      return [
        {
          figure: "persist.vs_unnest",
          value: ms.unnest / ms.own,
          unit: "ratio",
          note: "share of a bare insert's speed; the rest goes into reading states, applying, keys and indexes",
        },
        {
          figure: "persist.vs_single",
          value: ms.single / ms.own,
          unit: "ratio",
          note: "times as fast as one insert per event, which a round trip each limits",
        },
        {
          figure: "persist.events_per_second",
          value: (EVENTS / ms.own) * 1000,
          unit: "per_second",
          note: "one consumer, one connection",
        },
      ];
    } finally {
      await bare.end();
      await db.destroy();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

const COLUMNS: Record<string, string> = {
  applied_at: "timestamptz",
  seq: "int4",
  prev_public_seq: "int4",
  revision: "int4",
  public: "bool",
  match_id: "text",
  kind: "text",
  provider: "text",
  event_id: "text",
  event_type: "text",
  operation: "text",
  item: "json",
  changes: "json",
  state: "json",
  stored_at: "timestamptz",
};
const NAMES = Object.keys(COLUMNS);

const UNNEST = (table: string) =>
  `insert into ${table} (${NAMES.join()}) select * from unnest(${NAMES.map((name, i) => `$${i + 1}::${COLUMNS[name]}[]`).join()})`;

/** The rows the consumer wrote last, so that all write the same bytes. */
async function lastRows(client: pg.Client): Promise<Record<string, unknown>[]> {
  const json = (name: string) => (COLUMNS[name] === "json" ? `${name}::text` : name);
  const columns = NAMES.map(json).join();
  const { rows } = await client.query(
    `select ${columns} from match_log order by stored_at desc limit ${EVENTS}`,
  );
  return rows;
}

function columnsOf(rows: readonly Record<string, unknown>[]): unknown[][] {
  return NAMES.map((name) => rows.map((row) => row[name]));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
