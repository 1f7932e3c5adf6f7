import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { Problem } from "../../command/problem.ts";
import { apiUrl, runningSystem, unreachable } from "../../command/running-system.ts";
import { stopSignal } from "../../command/stop-signal.ts";
import { terminal } from "../../command/terminal.ts";
import { matchIdOf } from "../../recording/player.ts";
import { asMatch, asRecording } from "../../recording/recording.ts";
import { send } from "../../recording/sender.ts";
import { type Arguments, HELP, readArguments } from "./arguments.ts";
import { explained } from "./explain.ts";
import { isFields, parsedJson } from "./json.ts";
import { matchesIn } from "./match-ids.ts";
import { outcomeOf } from "./outcome.ts";
import { CUTTABLE } from "./shapes.ts";
import { bodiesAt, playBodies, retrying } from "./vendor-player.ts";

const progress = terminal(process.stdout);
const { say } = progress;

/** Matches whose outcome is printed: a list of fixtures can have hundreds. */
const MOST_PRINTED = 20;

async function main(): Promise<void> {
  const stop = stopSignal(say);
  let target: Target | undefined;
  try {
    const given = readArguments(process.argv.slice(2), process.env);
    if (given.help) say(HELP);
    else {
      target = await targetOf(given);
      await replay(target, stop.signal);
    }
    stop.finished(0);
  } catch (thrown) {
    if (stop.signal.aborted) return stop.finished(130);
    const error = target ? explained(thrown, target) : thrown;
    progress.end();
    console.error(error instanceof Problem ? error.message : error);
    stop.finished(1);
  }
}

/** What was asked for, and where it goes. */
type Target = Arguments & { url: string; secret: string };

/** @throws Problem if neither the arguments nor a running system say where it goes */
async function targetOf(given: Arguments): Promise<Target> {
  const url = await apiUrl(given.url, process.env);
  return { ...given, url, secret: given.secret ?? (await runningSystem(process.env)).webhookSecret };
}

/** One file after the other, then what has become of their matches. */
async function replay(target: Target, signal: AbortSignal): Promise<void> {
  const bodies = await Promise.all(target.files.map(async (file) => ({ file, text: await read(file) })));
  for (const body of bodies) requireMatch(target, body);
  await fetch(`${target.url}/health`, { signal }).catch((error: Error) => {
    if (signal.aborted) throw error;
    throw unreachable(target.url, error.cause instanceof Error ? error.cause.message : error.message);
  });
  const matches = new Set<string>();
  for (const body of bodies) for (const id of await playFile(target, body, signal)) matches.add(id);

  const shown = [...matches].slice(0, MOST_PRINTED);
  for (const outcome of await Promise.all(shown.map((id) => outcomeOf(target.url, id, signal)))) say(outcome);
  if (matches.size > MOST_PRINTED) say(`and ${matches.size - MOST_PRINTED} more matches`);
  if (matches.size === 0)
    say("the body does not say of which match it is: GET /api/v1/matches lists them all");
}

interface Body {
  file: string;
  text: string;
}

/** @throws Problem if it cannot be read */
async function read(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch (cause) {
    throw new Problem(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function requireMatch({ provider, match }: Arguments, { file, text }: Body): void {
  if (provider !== "statsbomb" || matchesIn(provider, text, match).length > 0) return;
  throw new Problem(
    `${file} does not say which match it is of, as events and lineups of StatsBomb do not: add --match ID.`,
  );
}

/** @returns the ids of the matches in the body */
async function playFile(target: Target, body: Body, signal: AbortSignal): Promise<string[]> {
  const json = target.provider === "custom" ? parsedJson(body.text) : undefined;
  if (isFields(json) && "deliveries" in json) return await playRecording(target, body.file, json, signal);

  const partial = bodiesAt(target.provider, body.text, target.speed);
  if (partial.length > 1)
    say(`${body.file}: ${partial.length} bodies as the match goes, ${target.speed} times as fast`);
  else if (target.speed === undefined) say(`${body.file}: sent whole`);
  else say(`${body.file}: sent whole, since it cannot be cut at a clock (that is for ${CUTTABLE})`);
  await playBodies(partial, { ...target, signal }, progress);
  return matchesIn(target.provider, body.text, target.match);
}

/** Plays it as a match of its own, since ids are for ever and a match is over only once. */
async function playRecording(target: Target, file: string, json: unknown, signal: AbortSignal) {
  const recording = asRecording(json, file);
  const id = target.match ?? matchIdOf(recording, new Date());
  const { length } = recording.deliveries;
  say(`${file}: ${length} deliveries of a recording, as match ${id}`);
  const accepted = await send(asMatch(recording, id, new Date()), {
    ...target,
    speed: target.speed ?? Number.POSITIVE_INFINITY,
    signal,
    onAccepted: (count) => progress.show(`${count} of ${length} deliveries`),
    onRetry: retrying(progress),
  });
  if (accepted < length) signal.throwIfAborted();
  return [id];
}

await main();
