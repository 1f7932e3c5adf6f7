import { Problem } from "../command/problem.ts";
import type { StopSignal } from "../command/stop-signal.ts";
import { readRecording } from "../recording/recording.ts";
import { type DataFolder, stopDatabase, takeDataFolder } from "./data-folder.ts";
import { docsSite } from "./docs/site.ts";
import { openLogFile } from "./log-file.ts";
import { HELP, type Options, readOptions } from "./options.ts";
import { livePage } from "./page.ts";
import { checkPorts } from "./ports.ts";
import { startReplay } from "./show-match.ts";
import { synthesize } from "./synthesis.ts";
import { startSystem } from "./system.ts";

const say = (line: string) => console.log(line);

/** The whole command: runs until it is told to stop, and ends the process. */
export async function main(stop: StopSignal): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    if (options.help) say(HELP);
    else await run(options, stop);
    stop.finished(0);
  } catch (error) {
    if (stop.signal.aborted) return stop.finished(0);
    console.error(error instanceof Problem ? error.message : error);
    stop.finished(1);
  }
}

async function run(options: Options, { signal, atTheLatest }: StopSignal): Promise<void> {
  const { dataDir, fresh, port, wsPort } = options;
  // What can be refused is refused before anything is started.
  const recording = options.replay === undefined ? undefined : await readRecording(options.replay);
  await checkPorts({ PORT: port, WS_PORT: wsPort });
  const data = await takeDataFolder(dataDir, fresh);
  // It has been asked to stop by then, and has not.
  atTheLatest(() => stopDatabase(dataDir, "SIGQUIT"));
  try {
    await runIn(data, options, recording, signal);
  } finally {
    await data.release();
  }
}

async function runIn(
  { leftover }: DataFolder,
  options: Options,
  recording: Awaited<ReturnType<typeof readRecording>> | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { dataDir, fresh, port, wsPort, webhookSecret, pollKeys, bridgeKeys, speed } = options;
  if (leftover) say("cleaning up: the run before this one was killed");
  if (fresh) say(`fresh: the data in ${dataDir} has been deleted`);
  const log = openLogFile(dataDir);
  const bridged = Object.keys(bridgeKeys);
  const context = bridged.length === 0 ? {} : { bridge: { dev: bridged } };
  say("CloudFormation template: checking; making it the first time takes about half a minute");
  const { folder, cached } = await synthesize(dataDir, signal, context);
  say(
    cached
      ? "CloudFormation template: nothing has changed since the last run"
      : "CloudFormation template: made",
  );

  let webSocketUrl = "";
  const live = await livePage(() => webSocketUrl);
  const system = await startSystem({
    cloudAssembly: folder,
    dataDir,
    httpPort: port,
    wsPort,
    ...(webhookSecret === undefined ? {} : { webhookSecret }),
    pollKeys,
    bridgeKeys,
    page: (request) => docsSite(request) ?? live(request),
    log,
    onProgress: (step) => say(`starting: ${step}`),
  });
  try {
    if (signal.aborted) return;
    webSocketUrl = system.wsUrl;
    say(`log: ${log.path}`);
    if (webhookSecret === undefined) say(`webhook secret: ${system.webhookSecret}`);
    for (const provider of Object.keys(pollKeys)) say(`polling: ${provider}`);
    for (const provider of Object.keys(bridgeKeys)) say(`stream: ${provider}`);
    say("for a token that opens private channels: npm run token -- --help");
    say(`documentation: ${system.httpUrl}/docs`);
    say(
      `ready after ${(performance.now() / 1000).toFixed(1)} s: page ${system.httpUrl}, WebSocket ${system.wsUrl}`,
    );
    const replay =
      recording &&
      startReplay(recording, { url: system.httpUrl, secret: system.webhookSecret, speed, signal }, say);
    await stopped(signal);
    await replay;
  } finally {
    await system.stop();
    await log.close();
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
