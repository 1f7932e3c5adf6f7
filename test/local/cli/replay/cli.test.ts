import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { verify } from "../../../../lambdas/webhook/signature.ts";
import { eventually } from "../../../support/eventually.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const CLI = fileURLToPath(new URL("../../../../local/cli/replay/cli.ts", import.meta.url));
const SECRET = "hello";
const MATCH = {
  seq: 7,
  home_team: { name: "Reds" },
  home_score: 2,
  away_score: 1,
  status: "finished",
  minute: 90,
  extra_minute: 3,
};
type Answer = [status: number, body?: unknown, headers?: Record<string, string>];

/** Touchline as the command sees it: answers webhooks as told, and has one match for whoever asks. */
async function endpoint(answer: (earlier: number) => Answer = () => [202, { received: 1, duplicates: 0 }]) {
  const received: { url: string; headers: Record<string, string>; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === "GET") return response.end(JSON.stringify(MATCH));
    const body = Buffer.concat(await request.toArray());
    const [status, said = {}, headers = {}] = answer(received.length);
    received.push({ url: request.url ?? "", headers: request.headers as Record<string, string>, body });
    response.writeHead(status, headers).end(JSON.stringify(said));
  });
  await once(server.listen(0), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, received };
}

/** Runs the command on a file of these bytes. */
async function replay(bytes: string | Uint8Array, args: readonly string[], env: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const file = join(folder, "body");
  await writeFile(file, bytes);
  const child = start([file, ...args], { TOUCHLINE_WEBHOOK_SECRET: SECRET, ...env });
  const [output, [code]] = await Promise.all([child.output, once(child.process, "close")]);
  return { output, code };
}

function start(args: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = Promise.all([text(child.stdout), text(child.stderr)]).then((both) => both.join(""));
  return { process: child, output };
}

const events = (many: number) =>
  Array.from({ length: many }, (_, index) => ({ id: `e${index}`, period: 1, minute: index, second: 0 }));

describe("npm run replay", () => {
  test("sends the bytes of a file, signed, and tells what became of the match", async () => {
    const { url, received } = await endpoint();
    const body = JSON.stringify(events(3));
    const { output, code } = await replay(gzipSync(body), [
      "--provider",
      "statsbomb",
      "--match",
      "5",
      "--url",
      url,
    ]);
    expect(code).toBe(0);
    expect(output).toContain("sent whole");
    expect(output).toContain("statsbomb-5: Reds 2-1 (away), finished, minute 90+3");
    expect(received.map(({ url }) => url)).toEqual(["/webhooks/statsbomb?match=5"]);
    for (const one of received) {
      expect(one.body.toString()).toBe(body);
      expect(verify(one.body, one.headers, [SECRET], new Date())).toEqual({ scheme: "x-signature" });
    }
  });

  test("a large body is compressed, and signed as it is sent", async () => {
    const { url, received } = await endpoint();
    const xml = `<Games><Game id="1">${" ".repeat(200_000)}</Game></Games>`;
    await replay(xml, ["--provider", "opta", "--url", url, "--secret", "other"]);
    const [one] = received;
    expect(one?.headers).toMatchObject({ "content-type": "application/xml", "content-encoding": "gzip" });
    expect(gunzipSync(one?.body ?? "").toString()).toBe(xml);
    expect(verify(one?.body ?? Buffer.of(), one?.headers ?? {}, ["other"], new Date())).toBeDefined();
  });

  test("--speed plays the match as it was told, in growing bodies", async () => {
    const { url, received } = await endpoint();
    const args = ["--provider", "statsbomb", "--match", "5", "--url", url, "--speed", "3000"];
    const { output } = await replay(JSON.stringify(events(90)), args);
    expect(received.map(({ body }) => JSON.parse(body.toString()).length)).toEqual([1, 51, 90]);
    expect(output).toContain("3 of 3 bodies, 89 min of play, 90 entries: 1 received, 0 duplicates");
  });

  test("--speed says so where there is nothing to cut", async () => {
    const { url } = await endpoint();
    const args = ["--provider", "football-data", "--url", url, "--speed", "60"];
    expect((await replay('{"id":1}', args)).output).toContain("sent whole, since it cannot be cut");
  });

  test.each([429, 503])("a %i is tried again when it says", async (status) => {
    const { url, received } = await endpoint((earlier) =>
      earlier === 0 ? [status, {}, { "retry-after": "1" }] : [202, { received: 1, duplicates: 0 }],
    );
    const { output, code } = await replay('{"id":1}', ["--provider", "football-data", "--url", url]);
    expect({ code, tries: received.length }).toEqual({ code: 0, tries: 2 });
    expect(output).toContain(`${status}: trying again in 1.0 s`);
  });

  test("a recording is played as a match of its own, on the routes of the custom feed", async () => {
    const { url, received } = await endpoint();
    const at = (path: string) => ({ at: 0, path, body: { match_id: "m" } });
    const deliveries = [at("/webhooks/match-status"), at("/webhooks/match-events")];
    const recording = JSON.stringify({ match: { id: "m" }, deliveries });
    await replay(recording, ["--provider", "custom", "--match", "mine", "--url", url]);
    expect(received.map(({ url, body }) => [url, JSON.parse(body.toString()).match_id])).toEqual([
      ["/webhooks/match-status", "mine"],
      ["/webhooks/match-events", "mine"],
    ]);
  });

  test("Ctrl-C ends it between two bodies, without an error", async () => {
    const { url, received } = await endpoint();
    const folder = temporaryFolder();
    const file = join(folder, "body");
    await writeFile(file, JSON.stringify(events(90)));
    const args = [file, "--provider", "statsbomb", "--match", "5", "--url", url, "--speed", "1"];
    const child = start(args, { TOUCHLINE_WEBHOOK_SECRET: SECRET });
    await eventually(() => expect(received).not.toEqual([]));
    child.process.kill("SIGINT");
    const [[code], output] = await Promise.all([once(child.process, "close"), child.output]);
    expect(code).toBe(130);
    expect(output).toMatch(/stopping\nstopped\n$/);
  });
});

describe("what cannot be replayed", () => {
  const fault = { path: "events[3].minute", reason: "is required" };
  test.each<[string, Answer, RegExp]>([
    ["a wrong secret", [401], /secret is not the one opta signs with.*npm start/s],
    [
      "faults",
      [400, { error: { code: "invalid_payload", message: "no", details: [fault] } }],
      /400 invalid_payload: no\n {2}events\[3\]\.minute: is required/,
    ],
    ["an unknown provider", [404], /has no provider opta: .*statsbomb, sportradar/s],
  ])("%s is told with what to do", async (_what, answer, expected) => {
    const { url, received } = await endpoint(() => answer);
    const { output, code } = await replay("{}", ["--provider", "opta", "--url", url]);
    expect(output).toMatch(expected);
    expect({ code, tries: received.length }).toEqual({ code: 1, tries: 1 });
  });

  test.each<[string, string[], RegExp]>([
    ["no provider", [], /^--provider is missing.*statsbomb/s],
    ["an unknown flag", ["--provider", "opta", "--sped", "1"], /'--sped'.*--speed N/s],
    ["a speed that is none", ["--provider", "opta", "--speed", "fast"], /--speed is fast/],
    ["a url that is none", ["--provider", "opta", "--url", "here"], /--url is here/],
    [
      "no secret",
      ["--provider", "opta", "--url", "http://localhost:1", "--secret", ""],
      /--secret or TOUCHLINE_WEBHOOK_SECRET/,
    ],
    [
      "StatsBomb without --match",
      ["--provider", "statsbomb", "--url", "http://localhost:1"],
      /add --match ID/,
    ],
    [
      "nobody there",
      ["--provider", "opta", "--url", "http://localhost:1"],
      /check that `npm start` is running/,
    ],
  ])("%s", async (_what, args, expected) => {
    const { output, code } = await replay("[{}]", args, {
      TOUCHLINE_WEBHOOK_SECRET: args.includes("--secret") ? "" : SECRET,
    });
    expect(output).toMatch(expected);
    expect(code).toBe(1);
  });

  test("a file that is not there", async () => {
    const child = start(["no-such-file", "--provider", "opta", "--url", "http://localhost:1"], {
      TOUCHLINE_WEBHOOK_SECRET: SECRET,
    });
    expect(await child.output).toContain("no-such-file cannot be read");
  });
});
