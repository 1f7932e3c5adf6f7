import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as secretsmanager from "@aws-sdk/client-secrets-manager";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, inject, test } from "vitest";
import * as z from "zod";
import { isProviderId, isStreamedId, POLLED_IDS } from "../../modules/providers/ids.ts";
import pkg from "../../package.json" with { type: "json" };
import { ASYNCAPI, OPENAPI } from "./api-documents.ts";
import { blocksOf, PAGES, proseOf, ROOT } from "./pages.ts";

/** Every command in the pages names what there is, and every JSON is what it is said to be. */

const CDK = createRequire(import.meta.url).resolve("aws-cdk/bin/cdk");
const SCRIPTS: Readonly<Record<string, string>> = pkg.scripts;
/** `npm run` may be left out before these. */
const SHORT: ReadonlySet<string> = new Set(["start", "test", "install"]);
/** Languages of blocks that a reader types in. */
const SHELL: ReadonlySet<string> = new Set(["sh", "bash", "shell", "console", "zsh"]);

interface Command {
  page: string;
  line: string;
  words: string[];
}

/** The commands of a line of a shell block or of the prose, each from its program on. */
function commandsIn(page: string, line: string): Command[] {
  const bare = line.replace(/\s+#.*$/, "").replaceAll(/\$\(([^)]*)\)/g, "; $1 ;");
  return bare
    .split(/&&|\||;/)
    .flatMap(
      (part) =>
        /\b(?:npm (?:run|start|test)\b|npx cdk\b|node \S+\.[cm]?[jt]s\b|aws [a-z]).*$/.exec(part)?.[0] ?? [],
    )
    .map((text) => ({ page, line, words: text.trim().split(/\s+/) }));
}

const COMMANDS: readonly Command[] = PAGES.flatMap((page) => {
  const blocks = blocksOf(page).filter(({ language }) => SHELL.has(language));
  const lines = blocks.flatMap(({ text }) => text.replaceAll("\\\n", " ").split("\n"));
  // A block without a language lists commands, each with what it does some spaces behind it.
  const listed = blocksOf(page)
    .filter(({ language }) => language === "")
    .flatMap(({ text }) => text.split("\n").map((line) => line.split(/ {2,}/)[0] ?? ""));
  const inline = [...proseOf(page).matchAll(/`((?:[A-Z_]+=\S+ )*(?:npm|npx|node|aws) [^`]+)`/g)].map(
    ([, text = ""]) => text,
  );
  return [...lines, ...listed, ...inline].flatMap((line) => commandsIn(page, line));
});

const said = new Map<string, Promise<string>>();
/** What a command says of itself; whether it calls that a success is not asked. */
function helpOf(file: string, ...args: string[]): Promise<string> {
  const key = [file, ...args].join(" ");
  const known =
    said.get(key) ??
    new Promise<string>((resolve) => {
      const options = { cwd: fileURLToPath(ROOT), timeout: 200_000 };
      execFile(process.execPath, [file, ...args, "--help"], options, (_, out, err) => resolve(out + err));
    });
  said.set(key, known);
  return known;
}

function parsed({ words }: Command): { script: string; args: string[] } {
  const [program, ...rest] = words;
  if (program === "npx") return { script: "npx cdk", args: rest.slice(1) };
  const own = rest.filter((word) => word !== "run" && word !== "-s" && word !== "--silent");
  const [script = "", ...args] = own;
  return { script, args: args.filter((word) => word !== "--") };
}

const flagsIn = (args: readonly string[]) => args.filter((word) => /^--?[a-z]/.test(word));

async function faultsOf(command: Command): Promise<string[]> {
  const [program, ...rest] = command.words;
  if (program === "aws") return awsFaults(rest);
  if (program === "node") return rest.slice(0, 1).filter((path) => !existsSync(new URL(path, ROOT)));
  return [...(await scriptFaults(command)), ...vendorFaults(command)];
}

/** Values of `--provider` and `--bridge` are vendors, unless the reader has to fill them in. */
function vendorFaults({ words }: Command): string[] {
  const text = words.join(" ");
  const valuesOf = (flag: string) =>
    [...text.matchAll(new RegExp(`${flag}[ =](\\S+)`, "g"))].flatMap(([, value = ""]) => value.split(","));
  const isOpen = (name: string) => /^<.*>$/.test(name);
  return [
    ...valuesOf("--provider").filter((name) => !isOpen(name) && !isProviderId(name)),
    ...valuesOf("--bridge").filter((name) => !isOpen(name) && !isStreamedId(name)),
  ].map((name) => `no such vendor: ${name}`);
}

/** Clients of the services that the pages call by `aws`: their operations and options are those of the command line. */
const AWS_CLIENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { secretsmanager };
/** Options that every operation has. */
const AWS_OPTIONS = ["--query", "--output", "--region", "--profile"];

function awsFaults([service = "", operation = "", ...args]: string[]): string[] {
  const client = AWS_CLIENTS[service];
  if (client === undefined) return [`no client of ${service} to check it by: add it to AWS_CLIENTS`];
  const name = operation.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const input = client[`${name}Request$`];
  if (!(`${name}Command` in client) || !Array.isArray(input)) return [`no operation ${operation}`];
  // A schema of the SDK: kind, namespace, name, traits, names of the members, and what they are.
  const members = z.array(z.string()).parse(input[4]);
  const known = members.map((member) => `-${member.replaceAll(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}`);
  return flagsIn(args).filter((flag) => ![...known, ...AWS_OPTIONS].includes(flag));
}

async function scriptFaults(command: Command): Promise<string[]> {
  const { script, args } = parsed(command);
  if (script === "npx cdk") return unknownIn(await helpOf(CDK), args);
  if (!(script in SCRIPTS) && !SHORT.has(script)) return [`no script ${script}`];
  if (script === "test") return args.filter((path) => !existsSync(new URL(path, ROOT)));
  if (script === "deploy") return deployFaults(args);
  if (args.length === 0) return [];
  const file = SCRIPTS[script]?.match(/^(?:exec )?node (\S+)$/)?.[1];
  if (file === undefined) return [`${script} takes no arguments`];
  const words = ["bench", "ids"].includes(script) ? args.slice(0, 1) : [];
  return unknownIn(await helpOf(file), [...words, ...flagsIn(args)]);
}

async function deployFaults([stack = "", ...args]: string[]): Promise<string[]> {
  const template = join(inject("cloudAssembly"), `${stack}.template.json`);
  return [
    ...(existsSync(template) ? [] : [`no stack ${stack}`]),
    ...unknownIn(await helpOf(CDK, "deploy"), flagsIn(args)),
  ];
}

function unknownIn(help: string, words: readonly string[]): string[] {
  return words.filter((word) => !new RegExp(`(^|[\\s,])${word}\\b`, "m").test(help));
}

test("there are commands in the pages, those of the first lines literally", () => {
  const texts = blocksOf("README.md").map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining(["npm install && npm start\n", "npm install && npm test\n"]));
  expect(COMMANDS.length).toBeGreaterThan(30);
});

test.each([...new Map(COMMANDS.map((command) => [command.line, command])).values()])(
  "$page: $line",
  async (command) => {
    expect(await faultsOf(command)).toEqual([]);
  },
);

describe("faults are found", () => {
  test.each([
    ["aws secretsmanager fetch-secret --secret-id x", ["no operation fetch-secret"]],
    ["aws secretsmanager get-secret-value --secret x --output text", ["--secret"]],
    ["aws nosuch list", ["no client of nosuch to check it by: add it to AWS_CLIENTS"]],
    ["node local/nosuch.ts --help", ["local/nosuch.ts"]],
    ["npm run replay -- --provider nosuch FILE", ["no such vendor: nosuch"]],
    ["npm start -- --bridge allsports,opta", ["no such vendor: opta"]],
    ["npm run nosuch", ["no script nosuch"]],
  ])("%s", async (line, faults) => {
    const [command] = commandsIn("a page", line);
    expect(command && (await faultsOf(command))).toEqual(faults);
  });
});

describe("names of variables", () => {
  const files = globSync("{bench,bin,client,docs,lambdas,lib,local,modules,web}/**/*.ts", { cwd: ROOT });
  const own = files.filter((file) => !/node_modules|\/dist\//.test(file));
  const code = new Set(
    own.flatMap((file) => readFileSync(new URL(file, ROOT), "utf8").match(/\b[A-Z][A-Z0-9_]*\b/g) ?? []),
  );
  /** What the local run reads of a vendor; the code puts these names together. */
  const ofVendors = POLLED_IDS.flatMap((id) =>
    ["KEY", "URL", "STREAM_URL", "INTERVAL_S"].map(
      (what) => `TOUCHLINE_${id.toUpperCase().replaceAll("-", "_")}_${what}`,
    ),
  );
  const isKnown = (name: string) => code.has(name) || ofVendors.includes(name);

  test.each(PAGES)("%s names what the code has", (page) => {
    const text =
      proseOf(page) +
      blocksOf(page)
        .map((block) => block.text)
        .join("\n");
    const named = text.match(/\bTOUCHLINE_[A-Z0-9_]+\b|(?<=`)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?=`)/g) ?? [];
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
  });

  test.each(PAGES)("%s sets variables that the code or its own lines read", (page) => {
    const shell = blocksOf(page).filter(({ language }) => SHELL.has(language));
    const inline = [...proseOf(page).matchAll(/`([A-Z_]+=[^`]* (?:npm|npx|node) [^`]*)`/g)].map(
      ([, line = ""]) => line,
    );
    const texts = [...shell.map(({ text }) => text), ...inline];
    const unread = texts.flatMap((text) =>
      [...text.matchAll(/(?:^|[\s;])([A-Z][A-Z0-9_]*)=/gm)]
        .map(([, name = ""]) => name)
        .filter((name) => !isKnown(name) && !new RegExp(`\\$\\{?${name}\\b`).test(text)),
    );
    expect(unread).toEqual([]);
  });
});

describe("names of a deployment", () => {
  const template = z
    .object({
      Outputs: z.record(z.string(), z.unknown()),
      Parameters: z.record(z.string(), z.unknown()),
      Resources: z.record(z.string(), z.looseObject({ Type: z.string() })),
    })
    .parse(JSON.parse(readFileSync(join(inject("cloudAssembly"), "touchline-dev.template.json"), "utf8")));
  const shell = PAGES.flatMap((page) => blocksOf(page).map(({ text }) => text)).join("\n");

  test("outputs", () => {
    const named = [...shell.matchAll(/<([A-Z]\w+)>/g)].map(([, name = ""]) => name);
    // Those of the bridge are there only where it is.
    const missing = named.filter((name) => !(name in template.Outputs) && !name.startsWith("BridgeKey"));
    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThan(3);
  });

  test("parameters", () => {
    const named = [...shell.matchAll(/--parameters (\w+)=/g)].map(([, name]) => name);
    expect(Object.keys(template.Parameters)).toEqual(expect.arrayContaining(named));
  });

  test("alarms: each one has its line, and each line its alarm", () => {
    const alarms = Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === "AWS::CloudWatch::Alarm")
      .map(([id]) => id.replace(/^Observability/, "").replace(/[0-9A-F]{8}$/, ""));
    const table = /^## Alarms$([\s\S]*)/m.exec(proseOf("docs/operations.md"))?.[1] ?? "";
    const lines = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name);
    const special = alarms.filter((name) => !name.endsWith("Errors"));
    expect(lines.filter((name) => name !== "BridgeDown").sort()).toEqual(special.sort());
  });
});

describe("JSON", () => {
  const http = new Ajv2020({ strict: false, allErrors: true });
  const socket = new Ajv({ strict: false, allErrors: true });
  for (const ajv of [http, socket]) addFormats.default(ajv);
  const ofHttp = (name: string) =>
    http.compile({ $ref: `#/components/schemas/${name}`, components: OPENAPI.components });
  const ofSocket = (name: string) =>
    socket.compile({ $ref: `#/components/schemas/${name}`, components: ASYNCAPI.components });

  const blocks = PAGES.flatMap(blocksOf).filter(({ language }) => language === "json");

  test.each(blocks)("in $page is valid by the schema of what it shows", ({ text }) => {
    const value: unknown = JSON.parse(text);
    const validate = schemaOf(Object.keys(z.looseObject({}).parse(value)));
    expect(validate?.(value) === false ? validate.errors : []).toEqual([]);
  });

  function schemaOf(keys: readonly string[]) {
    if (keys.includes("received")) return ofHttp("Accepted");
    if (keys.includes("event_type")) return ofHttp("EventsBody");
    if (keys.includes("home_team")) return ofHttp("StatusesBody");
    return keys.includes("type")
      ? ofSocket(ASYNCAPI.components.messages.MatchEventFrame?.payload.$ref.split("/").at(-1) ?? "")
      : undefined;
  }

  test("messages in the table are valid by their schemas", () => {
    const messages = [...proseOf("docs/contract.md").matchAll(/`(\{"action":[^`…]*\})`/g)].map(
      ([, text = ""]) => text,
    );
    const schemas = Object.entries(ASYNCAPI.components.messages).map(([, { payload }]) =>
      ofSocket(payload.$ref.split("/").at(-1) ?? ""),
    );
    expect(messages.filter((text) => !schemas.some((validate) => validate(JSON.parse(text))))).toEqual([]);
    expect(messages.length).toBeGreaterThan(4);
  });
});
