import { execFile } from "node:child_process";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { buildClient } from "../../client/build.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CLIENT = fileURLToPath(new URL("../../client/", import.meta.url));
const LICENSE = fileURLToPath(new URL("../../LICENSE", import.meta.url));
const MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));
const TSC = join(MODULES, "typescript/bin/tsc");
const MAX_BYTES = 6_144;

const run = promisify(execFile);

/** Runs with a project that has installed the package from what is published, and nothing else of ours. */
async function inProject(work: (project: string, installed: string) => Promise<void>): Promise<void> {
  const folder = temporaryFolder();
  const source = join(folder, "source");
  await buildClient(join(source, "dist"));
  for (const name of ["package.json", "README.md", "LICENSE"])
    await cp(join(CLIENT, name), join(source, name));
  await run("npm", ["pack", "--pack-destination", folder], { cwd: source });
  const project = join(folder, "project");
  const installed = join(project, "node_modules/touchline-client");
  await mkdir(installed, { recursive: true });
  const archive = join(folder, "touchline-client-0.1.0.tgz");
  await run("tar", ["-xzf", archive, "-C", installed, "--strip-components=1"]);
  await work(project, installed);
}

async function write(project: string, name: string, text: string): Promise<string> {
  const path = join(project, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

/** What the compiler has to say; empty if all is well. */
async function complaints(...args: string[]): Promise<string> {
  return run(process.execPath, [TSC, ...args]).then(
    ({ stdout }) => stdout,
    (error) => error.stdout,
  );
}

test("the package works where nothing else is: in Node, for the compiler, in an Angular project", async () => {
  await inProject(async (project, installed) => {
    expect(await readFile(join(installed, "LICENSE"), "utf8")).toBe(await readFile(LICENSE, "utf8"));
    for (const name of ["index", "echo"]) {
      const map = JSON.parse(await readFile(join(installed, `dist/${name}.js.map`), "utf8"));
      expect(map.sources.length).toBeGreaterThan(0);
      // The sources are not published, so the map brings them.
      expect(map.sourcesContent).toHaveLength(map.sources.length);
    }
    const core = await readFile(join(installed, "dist/index.js"));
    const size = gzipSync(core, { level: 9 }).length;
    console.info(`touchline-client: ${size} bytes gzipped, of ${MAX_BYTES}; ${core.length} minified`);
    expect(size).toBeLessThanOrEqual(MAX_BYTES);

    const script = await write(project, "use.mjs", USE);
    expect((await run(process.execPath, [script])).stdout).toBe("closed TouchlineError match:1 true\n");

    const strict = [
      "--ignoreConfig",
      "--noEmit",
      "--strict",
      "--target",
      "es2022",
      "--module",
      "nodenext",
      "--types",
      "",
    ];
    const lib = ["--lib", "es2022,dom"];
    expect(await complaints(...strict, ...lib, await write(project, "use.ts", TYPED))).toBe("");
    // That it can fail: a frame does not have just anything.
    const wrong = await write(project, "wrong.ts", TYPED.replace("data.event_id", "data.nothing"));
    expect(await complaints(...strict, ...lib, wrong)).toContain("'nothing' does not exist");

    for (const name of ["@angular", "rxjs", "tslib"]) {
      await symlink(join(MODULES, name), join(project, "node_modules", name)).catch(() => {});
    }
    await cp(join(CLIENT, "examples/angular"), join(project, "angular"), { recursive: true });
    expect(await complaints("--project", join(project, "angular"))).toBe("");
  });
});

const USE = `
import { Touchline, TouchlineError } from "touchline-client";
import { TouchlineConnector } from "touchline-client/echo";

class Silent { send() {} close() {} }
const client = new Touchline("wss://example.test", { WebSocket: Silent });
const connector = new TouchlineConnector({ client });
const channel = connector.channel("sports.football.leagues.l.matches.1");
client.close();
console.log(client.state, new TouchlineError("lost", "").name, client.match(1).name, channel.name.endsWith(".1"));
`;

const TYPED = `
import { type EventFrame, Touchline, TouchlineError } from "touchline-client";
import { TouchlineConnector } from "touchline-client/echo";

const touchline = new Touchline("wss://example.test", { token: async () => "t" });
touchline
  .match("1", { private: true, types: ["goal"] })
  .on("goal", ({ data, state }) => {
    const type: "goal" = data.event_type;
    console.log(type, data.event_id, state.home_score);
  })
  .on("error", (error: TouchlineError) => console.log(error.code));
touchline.presence("match:1").on("here", (members) => console.log(members[0]?.name));
export async function first(): Promise<EventFrame | undefined> {
  for await (const frame of touchline.match("1")) if (frame.type === "match_event") return frame;
  return undefined;
}
export const connector: TouchlineConnector = new TouchlineConnector({ host: "wss://example.test" });
`;

test.each([
  ["--nosuch", "Unknown option '--nosuch'."],
  ["--nosuch=1", "Unknown option '--nosuch'."],
  ["what", "Unexpected argument 'what'. This command takes options only."],
])("refuses %s as the other commands do", async (argument, refusal) => {
  for (const file of ["client/build.ts", "docs/generate.ts"]) {
    const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
    const failure = await run(process.execPath, [path, argument]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 1, stderr: expect.stringMatching(new RegExp(`^${refusal}\n\n`)) });
  }
});
