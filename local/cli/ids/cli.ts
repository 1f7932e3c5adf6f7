import { readFile } from "node:fs/promises";
import { Problem } from "../../command/problem.ts";
import { apiUrl } from "../../command/running-system.ts";
import { stopSignal } from "../../command/stop-signal.ts";
import { terminal } from "../../command/terminal.ts";
import { type Api, idApi, type Mapping } from "./api.ts";
import { type Arguments, type Command, HELP, readArguments } from "./arguments.ts";
import { linesOf, shown } from "./lines.ts";

const progress = terminal(process.stdout);
const { say } = progress;

/** Lines on their way at once. */
const CONCURRENCY = 8;

async function main(): Promise<void> {
  const stop = stopSignal(say);
  try {
    await run(readArguments(process.argv.slice(2), process.env), stop.signal);
    stop.finished(0);
  } catch (error) {
    if (stop.signal.aborted) return stop.finished(130);
    progress.end();
    console.error(error instanceof Problem ? error.message : error);
    stop.finished(1);
  }
}

async function run({ command, url, token }: Arguments, signal: AbortSignal): Promise<void> {
  if (command.name === "help") return say(HELP);
  return carryOut(command, idApi({ url: await apiUrl(url, process.env), token }, signal));
}

async function carryOut(command: Exclude<Command, { name: "help" }>, api: Api): Promise<void> {
  switch (command.name) {
    case "set":
      return say(asText(await api.put(command, command)));
    case "get":
      return say(asText(await api.get(command)));
    case "delete":
      return say(asText(await api.remove(command), "is no longer"));
    case "list": {
      const found = await api.list(command.id, command.kind);
      for (const mapping of found) say(asText(mapping));
      return found.length === 0 ? say(`no vendor's id is mapped to ${command.id}`) : undefined;
    }
    case "import":
      return importFile(command.file, api);
  }
}

function asText({ provider, kind, external, id, priority }: Mapping, verb = "is"): string {
  return `${provider} ${kind} ${external} ${verb} ${id}${priority === undefined ? "" : `, priority ${priority}`}`;
}

/** @throws Problem naming each line that was refused; all others are in */
async function importFile(file: string, api: Api): Promise<void> {
  const lines = linesOf(await read(file), file);
  const waiting = lines.values();
  const problems: string[] = [];
  let done = 0;
  async function work(): Promise<void> {
    for (const line of waiting) {
      try {
        await api.put(line, line);
        done += 1;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        problems.push(`  ${line.at}: ${error.message}`);
      }
      progress.show(`${done} of ${lines.length} ids`);
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  say(`${done} of ${lines.length} ids are stored; running functions see them within a minute`);
  if (problems.length > 0)
    throw new Problem(`${problems.length} of ${lines.length} ids were refused:\n${shown(problems)}`);
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new Problem(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

await main();
