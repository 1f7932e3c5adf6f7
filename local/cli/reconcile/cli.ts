import { KinesisClient } from "@aws-sdk/client-kinesis";
import { Problem } from "../../start/problem.ts";
import { runningSystem } from "../../start/running-system.ts";
import { stopSignal } from "../../start/stop-signal.ts";
import { terminal } from "../replay/terminal.ts";
import { type Arguments, HELP, readArguments } from "./arguments.ts";
import { invoke, type Target } from "./invoke.ts";
import { explained, resultOf } from "./words.ts";

const telling = terminal(process.stdout);

async function main(): Promise<void> {
  const stop = stopSignal(telling.say);
  let told: Arguments | undefined;
  try {
    told = readArguments(process.argv.slice(2), process.env);
    if (told.help) telling.say(HELP);
    else await reread(told, stop.signal);
    stop.finished(0);
  } catch (thrown) {
    if (stop.signal.aborted) return stop.finished(130);
    const error = told ? explained(thrown, told) : thrown;
    telling.end();
    console.error(error instanceof Problem ? error.message : error);
    stop.finished(1);
  }
}

async function reread(told: Arguments, signal: AbortSignal): Promise<void> {
  const target = told.deployed ? await deployed(told.deployed) : await local();
  const started = performance.now();
  const ticking = setInterval(() => {
    const seconds = Math.round((performance.now() - started) / 1_000);
    telling.progress(`reading the stream from ${told.request.from} on: ${seconds} s`);
  }, 1_000);
  try {
    const answer = await invoke(target, told.request, signal);
    for (const line of resultOf(answer, told)) telling.say(line);
  } finally {
    clearInterval(ticking);
  }
}

/** @throws Problem if nothing runs here */
async function local(): Promise<Target> {
  const operator = await runningSystem(process.env, "For a deployment give --function and --region.");
  const { endpointUrl: endpoint, functions } = operator;
  const { ReconcilerFunction: name } = functions;
  if (name === undefined) throw new Problem("The system that runs has no reconciler.");
  return { ...operator, endpoint, name };
}

/** With whatever credentials the SDK's clients would find. @throws Problem */
async function deployed({ name, region }: { name: string; region: string }): Promise<Target> {
  const client = new KinesisClient({ region });
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const { AWS_ENDPOINT_URL_LAMBDA: own } = process.env;
  try {
    const credentials = await client.config.credentials();
    return { name, region, endpoint: own || `https://lambda.${region}.${domain}`, credentials };
  } catch (cause) {
    throw new Problem(`There are no AWS credentials: ${(cause as Error).message}`, { cause });
  } finally {
    client.destroy();
  }
}

await main();
