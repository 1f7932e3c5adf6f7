import { KinesisClient } from "@aws-sdk/client-kinesis";
import { Problem } from "../../command/problem.ts";
import { runningSystem } from "../../command/running-system.ts";
import { stopSignal } from "../../command/stop-signal.ts";
import { terminal } from "../../command/terminal.ts";
import { type Arguments, HELP, readArguments } from "./arguments.ts";
import { invoke, type Target } from "./invoke.ts";
import { explained, resultOf } from "./messages.ts";

const progress = terminal(process.stdout);

async function main(): Promise<void> {
  const stop = stopSignal(progress.say);
  let given: Arguments | undefined;
  try {
    given = readArguments(process.argv.slice(2), process.env);
    if (given.help) progress.say(HELP);
    else await reconcile(given, stop.signal);
    stop.finished(0);
  } catch (thrown) {
    if (stop.signal.aborted) return stop.finished(130);
    const error = given ? explained(thrown, given) : thrown;
    progress.end();
    console.error(error instanceof Problem ? error.message : error);
    stop.finished(1);
  }
}

async function reconcile(given: Arguments, signal: AbortSignal): Promise<void> {
  const target = given.deployed ? await deployed(given.deployed) : await local();
  const started = performance.now();
  const ticking = setInterval(() => {
    const seconds = Math.round((performance.now() - started) / 1_000);
    progress.show(`reading the stream from ${given.request.from} on: ${seconds} s`);
  }, 1_000);
  try {
    const answer = await invoke(target, given.request, signal);
    for (const line of resultOf(answer, given)) progress.say(line);
  } finally {
    clearInterval(ticking);
  }
}

/** @throws Problem if nothing runs here */
async function local(): Promise<Target> {
  const operator = await runningSystem(process.env, "For a deployment give --function and --region.");
  const { endpointUrl: endpoint, functions } = operator;
  const { ReconcilerFunction: name } = functions;
  if (name === undefined)
    throw new Problem("The running system has no reconciler: stop it, and type `npm start` again.");
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
    throw new Problem(
      `There are no AWS credentials (${(cause as Error).message}): set them up as for the AWS CLI.`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}

await main();
