import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { connect, iamToken } from "../../../../modules/adapters/postgres/connect.ts";
import { matchStore } from "../../../../modules/adapters/postgres/match-store.ts";
import { type MatchStore, RejectedWriteError, StaleWriteError } from "../../../../modules/ports/matches.ts";
import { event } from "../../../support/items.ts";
import { APP_ROLE, quiet, startMigratedServer, type TestServer } from "../../../support/postgres.ts";
import { written } from "../../../support/writes.ts";

let postgres: TestServer;
let owner: ReturnType<TestServer["asOwner"]>;
let app: ReturnType<TestServer["asApp"]>;
let store: MatchStore;

beforeAll(async () => {
  postgres = await startMigratedServer();
  owner = postgres.asOwner();
  app = postgres.asApp();
  store = matchStore(app);
});
afterAll(() => postgres.remove());
beforeEach(async () => {
  await owner.deleteFrom("match_log").execute();
  await owner.deleteFrom("matches").execute();
});

/** Tries to sign in and says with which SQLSTATE or code it was refused. */
async function refusal(options: pg.ClientConfig): Promise<unknown> {
  const { host, port, database } = postgres.server;
  const client = new pg.Client({ host, port, database, ...options });
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  } finally {
    await client.end();
  }
}

async function stored() {
  const { count } = await owner
    .selectFrom("match_log")
    .select(sql<number>`count(*)::int4`.as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** The app's sessions that are waiting for a lock. */
async function waiting(): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity where usename = ${APP_ROLE} and wait_event_type = 'Lock'
  `.execute(owner);
  return rows.map(({ pid }) => pid);
}

/** Runs `act` while a commit of `writer` has written its entries and waits for the row of its match. */
async function inTheMiddle(writer: MatchStore, act: (pid: number) => Promise<unknown>): Promise<unknown> {
  const first = written([event()]);
  await store.commit([first.write]);
  return owner.transaction().execute(async (other) => {
    await sql`select from matches for update`.execute(other);
    const outcome = writer.commit([written([event()], { at: 2, from: first.played }).write]).then(
      () => "stored",
      (error: unknown) => error,
    );
    const pid = await vi.waitFor(async () => {
      const [waits] = await waiting();
      if (waits === undefined) throw new Error("the commit is not waiting yet");
      return waits;
    }, 30_000);
    await act(pid);
    return outcome;
  });
}

function isOutage(error: unknown): boolean {
  return (
    error instanceof Error && !(error instanceof StaleWriteError) && !(error instanceof RejectedWriteError)
  );
}

describe("signing in", () => {
  const ssl = { rejectUnauthorized: true };

  test("takes an IAM token for the functions' role", async () => {
    const settings = postgres.settings(APP_ROLE);
    vi.stubEnv("AWS_REGION", "eu-west-1");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    const token = iamToken(settings);
    expect(await token()).toMatch(
      new RegExp(
        `^${settings.host}:${settings.port}/?\\?Action=connect&DBUser=touchline&.*X-Amz-Expires=900`,
      ),
    );
    const db = connect(settings, token, quiet);
    const { rows } = await sql`select current_user as user`.execute(db);
    expect(rows).toEqual([{ user: APP_ROLE }]);
    await db.destroy();
    vi.unstubAllEnvs();
  });

  test("asks for a new token each time a connection is opened", async () => {
    let asked = 0;
    const { username, password } = postgres.server.owner;
    const asking = async () => {
      asked += 1;
      return password;
    };
    const db = connect(postgres.settings(username), asking, quiet);
    await Promise.all([sql`select pg_sleep(0.05)`.execute(db), sql`select pg_sleep(0.05)`.execute(db)]);
    await sql`select 1`.execute(db);
    await db.destroy();
    expect(asked).toBe(2);
  });

  test("is refused without TLS", async () => {
    expect(await refusal({ user: APP_ROLE, password: "a token", ssl: false })).toBe("28000");
    const { username: user, password } = postgres.server.owner;
    expect(await refusal({ user, password, ssl: false })).toBe("28000");
  });

  test("is refused to an owner without the password, and to the superuser whatever they say", async () => {
    const { username: user } = postgres.server.owner;
    expect(await refusal({ user, password: "wrong", ssl })).toBe("28P01");
    expect(await refusal({ user: "rdsadmin", password: "", ssl })).toBe("28000");
  });

  test("does not happen with a server whose certificate nobody vouches for", async () => {
    const trusted = tls.getCACertificates();
    tls.setDefaultCACertificates(trusted.filter((pem) => pem.trim() !== postgres.server.caPem.trim()));
    const db = connect(postgres.settings(APP_ROLE), async () => "a token", quiet);
    await expect(sql`select 1`.execute(db)).rejects.toThrow(/certificate/);
    tls.setDefaultCACertificates(trusted);
    await db.destroy();
  });
});

describe("a commit that is cut off in the middle", () => {
  test("leaves nothing when its session is ended", async () => {
    const outcome = await inTheMiddle(store, (pid) =>
      sql`select pg_terminate_backend(${pid})`.execute(owner),
    );
    expect(isOutage(outcome)).toBe(true);
    expect(await stored()).toBe(1);
  });

  test("leaves nothing when it takes too long, and the next one passes", async () => {
    const patience = 1_000;
    const impatient = matchStore(
      connect(postgres.settings(APP_ROLE), async () => "a token", quiet, patience),
    );
    const outcome = await inTheMiddle(impatient, async () => sleep(patience * 1.5));
    expect(isOutage(outcome)).toBe(true);
    expect(await stored()).toBe(1);
    expect((await impatient.load(["123"])).get("123")?.state.seq).toBe(1);
  });

  test("leaves nothing when the server crashes, and the next one passes once it is back", async () => {
    const base = written([event()]);
    await store.commit([base.write]);
    const many = Array.from({ length: 500 }, () => event());
    const cut = store.commit([written(many, { at: 2, from: base.played }).write]).then(
      () => "stored",
      (error: unknown) => error,
    );
    await postgres.server.stop({ mode: "immediate" });
    const outcome = await cut;
    await expect(store.load(["123"])).rejects.toSatisfy(isOutage);

    await postgres.server.start();
    expect(await stored()).toBe(outcome === "stored" ? 501 : 1);
    if (outcome !== "stored") expect(isOutage(outcome)).toBe(true);
    const { state } = (await store.load(["123"])).get("123") ?? {};
    expect(state?.seq).toBe(await stored());
  });
});

test("a connection that does not answer is given up for a new one", async () => {
  const impatient = connect(postgres.settings(APP_ROLE), async () => "a token", quiet, 100);
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(impatient);
  const pid = rows[0]?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  try {
    await expect(sql`select 1`.execute(impatient)).rejects.toSatisfy(isOutage);
    const next = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(impatient);
    expect(next.rows[0]?.pid).not.toBe(pid);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await impatient.destroy();
});
