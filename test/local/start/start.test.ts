import { once } from "node:events";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { Problem } from "../../../local/command/problem.ts";
import { takeDataFolder } from "../../../local/start/data-folder.ts";
import { readOptions } from "../../../local/start/options.ts";
import { checkPorts } from "../../../local/start/ports.ts";
import { startCommand } from "../../support/command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const isRoot = process.getuid?.() === 0;
/** A process id that has been given back. */
const GONE = 2 ** 22 - 1;

describe("options", () => {
  test("have the defaults of the README", () => {
    expect(readOptions([], {})).toMatchObject({
      port: 3000,
      wsPort: 3001,
      speed: 36,
      fresh: false,
      help: false,
      webhookSecret: undefined,
      replay: expect.stringMatching(/world-cup-final-2022\.json$/),
      dataDir: expect.stringMatching(/\.touchline$/),
    });
  });

  test("come from flags and the environment", () => {
    const env = { PORT: "4000", WS_PORT: "4001", TOUCHLINE_WEBHOOK_SECRET: "s", TOUCHLINE_DATA: "/data" };
    const options = readOptions(["--speed", "1.5", "--fresh", "--replay", "/some/file.json"], env);
    expect(options).toMatchObject({
      port: 4000,
      wsPort: 4001,
      webhookSecret: "s",
      dataDir: "/data",
      speed: 1.5,
      fresh: true,
      replay: "/some/file.json",
    });
    expect(readOptions(["--no-replay"], {}).replay).toBeUndefined();
  });

  test("name the vendors whose streams are held, which are not polled then", () => {
    const env = { TOUCHLINE_ALLSPORTS_KEY: "k3y", TOUCHLINE_API_FOOTBALL_KEY: "other" };
    expect(readOptions(["--bridge", "allsports"], env)).toMatchObject({
      pollKeys: { "api-football": { key: "other" } },
      bridgeKeys: { allsports: { key: "k3y" } },
    });
    expect(readOptions([], env).bridgeKeys).toEqual({});
    expect(readOptions([], env).pollKeys).toHaveProperty("allsports");
  });

  test.each([
    ["a stream without a key", ["--bridge", "allsports"], {}, /set TOUCHLINE_ALLSPORTS_KEY/],
    ["an unknown flag", ["--sped", "3"], {}, /'--sped'.*--speed N/s],
    ["a word", ["play"], {}, /'play'.*--replay FILE/s],
    ["a speed that is none", ["--speed", "fast"], {}, /--speed is fast: give a number/],
    ["a speed of 0", ["--speed", "0"], {}, /above 0/],
    ["a flag without its value", ["--replay"], {}, /--replay/],
    ["both replays", ["--replay", "a", "--no-replay"], {}, /exclude each other/],
    ["a port that is none", [], { PORT: "http" }, /PORT is http.*3000/],
    ["a port too high", [], { WS_PORT: "70000" }, /WS_PORT is 70000.*65535/],
    ["one port for both", [], { PORT: "3001" }, /both 3001/],
  ])("%s is refused with what to do", (_what, args, env, expected) => {
    expect(() => readOptions(args, env)).toThrow(Problem);
    expect(() => readOptions(args, env)).toThrow(expected);
  });
});

test("a port in use is named, with how to choose another", async () => {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await expect(checkPorts({ WS_PORT: port })).rejects.toThrow(
    new RegExp(`Port ${port} \\(WS_PORT\\).*WS_PORT=\\d+ npm start`),
  );
  server.close();
  await once(server, "close");
  await checkPorts({ WS_PORT: port });
});

describe("the data folder", () => {
  test("is made, and is one run's at a time", async () => {
    const parent = temporaryFolder();
    const folder = `${parent}/a/b`;
    const data = await takeDataFolder(folder, false);
    expect(data.leftover).toBe(false);
    await writeFile(`${folder}/run.lock`, String(process.ppid));
    const second = takeDataFolder(folder, false);
    await expect(second).rejects.toThrow(new RegExp(`process ${process.ppid}.*TOUCHLINE_DATA=`));
    await data.release();
    await (await takeDataFolder(folder, false)).release();
  });

  test("of a killed run is taken over, and that is known", async () => {
    const folder = temporaryFolder();
    for (const left of [String(GONE), "", "nonsense"]) {
      await writeFile(`${folder}/run.lock`, left);
      const data = await takeDataFolder(folder, false);
      expect(data.leftover).toBe(true);
      expect(await readFile(`${folder}/run.lock`, "utf8")).toBe(String(process.pid));
      await data.release();
    }
  });

  test("keeps its content, unless a fresh one is asked for", async () => {
    const folder = temporaryFolder();
    await mkdir(`${folder}/postgres`);
    await writeFile(`${folder}/postgres/data`, "1");
    await (await takeDataFolder(folder, false)).release();
    expect(await readFile(`${folder}/postgres/data`, "utf8")).toBe("1");
    await (await takeDataFolder(folder, true)).release();
    await expect(stat(`${folder}/postgres`)).rejects.toThrow("ENOENT");
  });

  test("of a running one is not emptied", async () => {
    const folder = temporaryFolder();
    await writeFile(`${folder}/kept`, "1");
    await writeFile(`${folder}/run.lock`, String(process.ppid));
    await expect(takeDataFolder(folder, true)).rejects.toThrow("Another run");
    expect(await readFile(`${folder}/kept`, "utf8")).toBe("1");
  });

  test.skipIf(isRoot)("that cannot be written is named", async () => {
    const folder = temporaryFolder();
    await chmod(folder, 0o500);
    await expect(takeDataFolder(`${folder}/data`, false)).rejects.toThrow(
      /cannot be written \(EACCES\).*TOUCHLINE_DATA=/,
    );
  });

  test("that is a file is named", async () => {
    const folder = temporaryFolder();
    await writeFile(`${folder}/data`, "");
    await expect(takeDataFolder(`${folder}/data`, false)).rejects.toThrow(
      /data cannot be written \(EEXIST\)/,
    );
  });
});

describe("the command", () => {
  const free = { PORT: "0", WS_PORT: "0" };

  test("--help says what there is", async () => {
    const run = startCommand(["--help"], {});
    expect(await run.ended).toBe(0);
    expect(run.output()).toMatch(/--speed.*--replay.*--no-replay.*--fresh.*PORT.*TOUCHLINE_WEBHOOK_SECRET/s);
  });

  test("refuses in words, without a stack trace", async () => {
    const folder = temporaryFolder();
    const run = startCommand(["--replay", `${folder}/none.json`], { ...free, TOUCHLINE_DATA: folder });
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(/^The recording .*none\.json cannot be read/);
    expect(run.output()).not.toMatch(/^\s+at /m);
  });

  test("starts, plays, and stops leaving nothing behind; and again on the same data", {
    timeout: 600_000,
  }, async () => {
    const folder = temporaryFolder();
    const env = { ...free, TOUCHLINE_DATA: `${folder}/data`, TOUCHLINE_WEBHOOK_SECRET: "" };
    const first = startCommand(["--speed", "2000"], env);
    const [, http = "", ws = ""] =
      /^ready.*: page (http:\S+), WebSocket (ws:\S+)$/.exec(await first.line(/^ready/)) ?? [];
    expect(first.output()).toMatch(/^webhook secret: \S{40,}$/m);
    expect(ws).toMatch(/^ws:\/\/localhost:\d+\/live$/);
    const { webSocketPort } = await (await fetch(`${http}/config.json`)).json();
    expect(webSocketPort).toBe(Number(new URL(ws).port));
    expect(await (await fetch(http)).text()).toContain("<title>Touchline</title>");
    await first.line(/^the match is over/);
    const finished = await matchesOf(http);
    expect(finished).toMatchObject([
      {
        status: "finished",
        home_score: 3,
        away_score: 3,
        home_shootout_score: 4,
        away_shootout_score: 2,
      },
    ]);
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    expect(await processesIn(folder)).toEqual([]);

    const second = startCommand(["--speed", "100"], env);
    const [, again = ""] = /page (http:\S+),/.exec(await second.line(/^ready/)) ?? [];
    expect(second.output()).toContain("nothing has changed");
    await second.line(/^playing/);
    await expect.poll(() => matchesOf(again, "?status=live"), { timeout: 120_000 }).toHaveLength(1);
    expect(await matchesOf(again)).toHaveLength(2);
    second.child.kill("SIGKILL");
    await second.ended;

    const third = startCommand(["--no-replay"], env);
    await third.line(/^ready/);
    expect(third.output()).toContain("cleaning up");
    third.child.kill("SIGINT");
    expect(await third.ended).toBe(0);
    expect(await processesIn(folder)).toEqual([]);
  });
});

async function matchesOf(url: string, query = ""): Promise<{ match_id: string }[]> {
  const { matches } = await (await fetch(`${url}/api/v1/matches${query}`)).json();
  return matches;
}

/** Command lines of processes that mention the folder; on machines without /proc, none. */
async function processesIn(folder: string): Promise<string[]> {
  const { readdir } = await import("node:fs/promises");
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.includes(folder));
}
