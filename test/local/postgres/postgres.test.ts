import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type LocalPostgres, type PostgresOptions, startPostgres } from "../../../local/postgres/postgres.ts";
import { familyOf, stillThere } from "../../support/process-table.ts";

/** The tests follow one another on the same data, each ending its servers: making it takes a second. */
let folder: string;
let running: LocalPostgres[];
let said: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "touchline-local-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  running = [];
  said = [];
});
afterEach(async () => {
  for (const server of running) await server.stop();
});

async function started(options: Partial<PostgresOptions> = {}): Promise<LocalPostgres> {
  const server = await startPostgres({ dataDir: folder, log: (line) => said.push(line), ...options });
  running.push(server);
  return server;
}

async function query(server: LocalPostgres, text: string): Promise<unknown[]> {
  const { host, port, database, owner, caPem } = server;
  const { username: user, password } = owner;
  const client = new pg.Client({ host, port, database, user, password, ssl: { ca: caPem } });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe("data", () => {
  test("outlives a stop, a crash, and the run that wrote it", async () => {
    const first = await started({ fresh: true });
    await query(first, "create table kept (a integer)");
    await query(first, "insert into kept values (1)");
    await first.stop();
    await first.start();
    await query(first, "insert into kept values (2)");
    await first.stop({ mode: "immediate" });
    await first.start();
    await query(first, "insert into kept values (3)");
    process.kill(first.pid ?? 0, "SIGKILL");
    await vi.waitFor(() => expect(first.pid).toBeUndefined(), 30_000);
    await first.start();
    await first.stop();

    const second = await started();
    expect(second.owner).toEqual(first.owner);
    expect(second.caPem).toBe(first.caPem);
    expect(await query(second, "select a from kept order by a")).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  test("is gone after a fresh start, and the old password with it", async () => {
    const first = await started();
    await query(first, "create table if not exists gone (a integer)");
    await first.stop();
    const second = await started({ fresh: true });
    expect(second.owner.password).not.toBe(first.owner.password);
    await expect(query(second, "select from gone")).rejects.toThrow(/does not exist/);
  });

  test("is made anew where the first start was killed", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "touchline-half-"));
    mkdirSync(join(dataDir, "cluster.unfinished", "base"), { recursive: true });
    mkdirSync(join(dataDir, "tls.unfinished"));
    expect(await query(await started({ dataDir }), "select 1 as one")).toEqual([{ one: 1 }]);
    await running.pop()?.stop();
    rmSync(dataDir, { recursive: true });
  });
});

describe("a server", () => {
  test("stays on its port when it is started again", async () => {
    const server = await started();
    const { port } = server;
    await server.stop();
    expect(server.pid).toBeUndefined();
    await server.start();
    expect(server.port).toBe(port);
    expect(await query(server, "select current_setting('port') as port")).toEqual([{ port: String(port) }]);
  });

  test("started twice and stopped twice is started and stopped once", async () => {
    const server = await started();
    const { pid } = server;
    await server.start();
    expect(server.pid).toBe(pid);
    await server.stop();
    await server.stop();
    expect(isAlive(pid ?? 0)).toBe(false);
  });

  test("stops also while a client is in a transaction", async () => {
    const server = await started();
    const { host, port, database, owner, caPem } = server;
    const client = new pg.Client({
      host,
      port,
      database,
      user: owner.username,
      password: owner.password,
      ssl: { ca: caPem },
    });
    client.on("error", () => {});
    await client.connect();
    await client.query("begin");
    const { pid = 0 } = server;
    await server.stop();
    expect(isAlive(pid)).toBe(false);
    await client.end();
  });

  test("listens on this machine alone, over TLS, and has what RDS has", async () => {
    const server = await started();
    const settings =
      "select name, setting from pg_settings where name in ('listen_addresses', 'ssl', 'fsync')";
    expect(await query(server, `${settings} order by name`)).toEqual([
      { name: "fsync", setting: "on" },
      { name: "listen_addresses", setting: "127.0.0.1" },
      { name: "ssl", setting: "on" },
    ]);
    expect(
      await query(
        server,
        `select rolsuper, rolcreaterole, rolcreatedb, (select count(*)::int from pg_roles where rolname = 'rds_iam') as iam
         from pg_roles where rolname = current_user`,
      ),
    ).toEqual([{ rolsuper: false, rolcreaterole: true, rolcreatedb: true, iam: 1 }]);
  });
});

describe("an earlier run", () => {
  /** A run in a process of its own. */
  async function elsewhere() {
    await (await started()).stop();
    const module = JSON.stringify(join(import.meta.dirname, "../../../local/postgres/postgres.ts"));
    const script = `
      const { startPostgres } = await import(${module});
      const server = await startPostgres({ dataDir: ${JSON.stringify(folder)}, log() {} });
      console.log(server.pid);
      setInterval(() => {}, 1000);`;
    const run = spawn(process.execPath, ["--input-type=module", "-e", script]);
    const [output] = await once(run.stdout, "data");
    return { run, family: await familyOf(run.pid ?? 0), server: Number(output) };
  }

  async function kill(run: ChildProcess): Promise<void> {
    const ended = once(run, "exit");
    run.kill("SIGKILL");
    await ended;
  }

  test("that was killed takes its server with it", async () => {
    const { run, family, server } = await elsewhere();
    expect(family.map(({ pid }) => pid)).toContain(server);
    await kill(run);
    await expect.poll(() => stillThere(family), { timeout: 120_000 }).toEqual([]);
  });

  test("that was killed with its watchdog leaves a server, which is stopped", async () => {
    const { run, family, server: left } = await elsewhere();
    const watchdog = family.find(({ command }) => command.includes("postgres-watchdog"));
    process.kill(watchdog?.pid ?? 0, "SIGKILL");
    await kill(run);
    expect(isAlive(left)).toBe(true);

    const server = await started();
    expect(isAlive(left)).toBe(false);
    expect(said).toEqual([`stopping the Postgres of an earlier run (process ${left})`]);
    expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("that still lives keeps its server", async () => {
    const server = await started();
    await expect(startPostgres({ dataDir: folder, log: () => {} })).rejects.toThrow(
      new RegExp(`in use by process ${process.pid}: stop it`),
    );
    expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("whose server's number another process has got by now leaves that one alone", async () => {
    await (await started()).stop();
    const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    writeFileSync(join(folder, "cluster", "postmaster.pid"), `${bystander.pid}\n${folder}/cluster\n`);
    await started();
    expect(isAlive(bystander.pid ?? 0)).toBe(true);
    bystander.kill();
  });
});

describe("what cannot be started says what to do", () => {
  test("where the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(startPostgres({ dataDir: folder, port, log: () => {} })).rejects.toThrow(
      `port ${port} is in use: stop what listens on it, or choose another`,
    );
    other.close();
  });

  test("where the folder cannot be made", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    await expect(startPostgres({ dataDir: join(file, "data"), log: () => {} })).rejects.toThrow(
      /cannot write .*: choose another data folder/,
    );
  });

  test("where the data is of another version, or broken", async () => {
    await (await started({ fresh: true })).stop();
    const version = join(folder, "cluster", "PG_VERSION");
    const written = readFileSync(version, "utf8");
    writeFileSync(version, "15\n");
    await expect(startPostgres({ dataDir: folder, log: () => {} })).rejects.toThrow(/written by Postgres 15/);
    writeFileSync(version, written);

    const control = join(folder, "cluster", "global", "pg_control");
    const kept = readFileSync(control);
    writeFileSync(control, "broken");
    const broken = startPostgres({ dataDir: folder, log: () => {} });
    await expect(broken).rejects.toThrow(/Postgres does not start[\s\S]*pg_control[\s\S]*start with --fresh/);
    writeFileSync(control, kept);
  });
});

test.runIf(process.getuid?.() === 0)(
  "data of root's in a private folder is kept where the server can reach it",
  async () => {
    const home = mkdtempSync(join(tmpdir(), "touchline-private-"));
    chmodSync(home, 0o700);
    const dataDir = join(home, "data");
    const server = await started({ dataDir });
    await query(server, "create table kept (a integer)");
    await server.stop();
    expect(await query(await started({ dataDir }), "select * from kept")).toEqual([]);
    for (const other of running) await other.stop();

    const sourceOf = (name: string) => join("/var/tmp", name, "data-folder");
    const isKept = (name: string) =>
      name.startsWith("touchline-data-") &&
      existsSync(sourceOf(name)) &&
      readFileSync(sourceOf(name), "utf8") === dataDir;
    expect(readdirSync("/var/tmp").filter(isKept)).toHaveLength(1);
    rmSync(home, { recursive: true });
    const another = join(mkdtempSync(join(tmpdir(), "touchline-private-")), "data");
    await started({ dataDir: another });
    expect(readdirSync("/var/tmp").filter(isKept)).toHaveLength(0);
    for (const other of running) await other.stop();
    rmSync(dirname(another), { recursive: true });
  },
);
