import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const CLI = fileURLToPath(new URL("../../../../local/cli/ids/cli.ts", import.meta.url));

type Answer = [status: number, body: unknown, headers?: Record<string, string>];
const LINE = { provider: "opta", kind: "match", external: "g1", id: "ours" };

/** The API as the command sees it. */
async function endpoint(answer: (url: string, earlier: number) => Answer) {
  const received: { request: string; token: string | undefined; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const [status, said, headers = {}] = answer(request.url ?? "", received.length);
    const token = request.headers.authorization;
    received.push({ request: `${request.method} ${request.url}`, token, body });
    response.writeHead(status, headers).end(JSON.stringify(said));
  });
  await once(server.listen(0), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, received };
}

async function ids(args: readonly string[], env: Record<string, string> = { TOUCHLINE_TOKEN: "a-token" }) {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { out, err, code };
}

async function imported(name: string, content: string, url: string) {
  const folder = temporaryFolder();
  const file = join(folder, name);
  await writeFile(file, content);
  return await ids(["import", file, "--url", url]);
}

describe("npm run ids", () => {
  test("sets, gets, lists and deletes a line", async () => {
    const { url, received } = await endpoint((path) => [200, path.includes("?") ? { ids: [LINE] } : LINE]);
    const external = ["sportradar", "match", "sr:sport_event:1"];
    expect(await ids(["set", ...external, "ours", "--priority", "2", "--url", url])).toMatchObject({
      code: 0,
    });
    expect((await ids(["get", ...external, "--url", url, "--token", "other"])).out).toBe(
      "opta match g1 is ours\n",
    );
    expect((await ids(["list", "ours", "--kind", "match", "--url", url])).out).toBe(
      "opta match g1 is ours\n",
    );
    expect((await ids(["delete", ...external, "--url", url])).out).toContain("no longer");
    const path = "/api/v1/ids/sportradar/match/sr%3Asport_event%3A1";
    expect(received).toEqual([
      { request: `PUT ${path}`, token: "Bearer a-token", body: '{"id":"ours","priority":2}' },
      { request: `GET ${path}`, token: "Bearer other", body: "" },
      { request: "GET /api/v1/ids?id=ours&kind=match", token: "Bearer a-token", body: "" },
      { request: `DELETE ${path}`, token: "Bearer a-token", body: "" },
    ]);
  });

  test.each([
    ["nothing", [], "A command is missing: give set, get, list, delete, import."],
    ["an unknown command", ["map"], "There is no command map: give set, get, list, delete, import."],
    [
      "too few words",
      ["set", "opta", "match"],
      "set takes PROVIDER KIND EXTERNAL ID, and was given opta match.",
    ],
    ["an unknown option", ["list", "ours", "--all"], "--all"],
    [
      "a priority that is none",
      ["set", "opta", "match", "g1", "ours", "--priority", "first"],
      "--priority is first",
    ],
    [
      "a file that is not there",
      ["import", "/nowhere.csv", "--url", "http://localhost:1"],
      "/nowhere.csv cannot be read",
    ],
  ])("says what is wrong with %s", async (_, args, words) => {
    const { err, code } = await ids(args);
    expect([code, err]).toEqual([1, expect.stringContaining(words)]);
  });

  test("wants a token, and says where there is one", async () => {
    const { err, code } = await ids(["list", "ours"], {});
    expect([code, err]).toEqual([1, expect.stringContaining("npm run -s token")]);
  });

  test("says that nobody answers", async () => {
    const { err, code } = await ids(["list", "ours", "--url", "http://localhost:1"]);
    expect([code, err]).toEqual([1, expect.stringContaining("Nobody answers at http://localhost:1")]);
  });

  test("tells a refusal with its reasons", async () => {
    const error = { code: "invalid_query", message: "No.", details: [{ path: "kind", reason: "is odd" }] };
    const { url } = await endpoint(() => [400, { error }]);
    const { err, code } = await ids(["get", "opta", "referee", "1", "--url", url]);
    expect([code, err]).toEqual([1, "400 invalid_query: No. kind is odd\n"]);
  });

  test("comes back when it is told to", async () => {
    const { url, received } = await endpoint((_, earlier) =>
      earlier === 0 ? [503, {}, { "retry-after": "0.01" }] : [200, LINE],
    );
    expect(await ids(["get", "opta", "match", "g1", "--url", url])).toMatchObject({ code: 0 });
    expect(received).toHaveLength(2);
  });
});

describe("npm run ids -- import", () => {
  const CSV =
    'provider,kind,external,id,priority\r\nopta,match,g1,m-1,1\r\n"custom","team","10",reds,\r\n\r\n';

  test.each([
    ["a spreadsheet", "ids.csv", `\uFEFF${CSV}`],
    [
      "JSON",
      "ids.json",
      JSON.stringify([
        { provider: "opta", kind: "match", external: "g1", id: "m-1", priority: 1 },
        { provider: "custom", kind: "team", external: 10, id: "reds" },
      ]),
    ],
  ])("sends every line of %s", async (_, name, content) => {
    const { url, received } = await endpoint(() => [200, LINE]);
    const { out, code } = await imported(name, content, url);
    expect([code, out]).toEqual([0, expect.stringContaining("2 of 2 ids are stored")]);
    expect(received.map(({ request, body }) => `${request} ${body}`).sort()).toEqual([
      'PUT /api/v1/ids/custom/team/10 {"id":"reds"}',
      'PUT /api/v1/ids/opta/match/g1 {"id":"m-1","priority":1}',
    ]);
  });

  test.each([
    ["no column", "ids.csv", "provider,kind,id\nopta,match,m\n", "no column external"],
    ["a gap", "ids.csv", "provider,kind,external,id\nopta,match,,m\n", "line 2: external is missing"],
    ["no JSON", "ids.json", "{", "is not JSON"],
    ["no list", "ids.json", "{}", "a list of objects"],
    [
      "a gap in a list",
      "ids.json",
      '[{"provider":"opta","kind":"team","external":"1"}]',
      "[0]: id is missing",
    ],
  ])("sends nothing of a file with %s", async (_, name, content, words) => {
    const { url, received } = await endpoint(() => [200, LINE]);
    const { err, code } = await imported(name, content, url);
    expect([code, err]).toEqual([1, expect.stringContaining(words)]);
    expect(received).toEqual([]);
  });

  test("names the lines that were refused, and has sent all others", async () => {
    const { url } = await endpoint((path) =>
      path.includes("opta") ? [400, { error: { code: "invalid_query", message: "No." } }] : [200, LINE],
    );
    const { out, err, code } = await imported("ids.csv", CSV, url);
    expect([code, out, err]).toEqual([
      1,
      expect.stringContaining("1 of 2 ids are stored"),
      expect.stringContaining("line 2: 400 invalid_query"),
    ]);
  });
});
