import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCommandLine, speedOf } from "../command/command-line.ts";
import { Problem } from "../command/problem.ts";
import { dataFolder } from "../command/running-system.ts";
import { type PollKeys, pollKeysIn } from "./poll-keys.ts";

export interface Options {
  help: boolean;
  /** 0 for any free port. */
  port: number;
  wsPort: number;
  /** As the environment gives it; one is generated otherwise. */
  webhookSecret: string | undefined;
  /** Vendors to poll. */
  pollKeys: PollKeys;
  /** Vendors whose streams are to be held instead. */
  bridgeKeys: PollKeys;
  /** Recording to play; undefined for none. */
  replay: string | undefined;
  speed: number;
  fresh: boolean;
  dataDir: string;
}

/** The match takes about four and a half minutes, its first goal comes after 40 seconds. */
const SPEED = 36;
const FINAL = fileURLToPath(new URL("../recording/world-cup-final-2022.json", import.meta.url));

export const HELP = `Runs Touchline on this machine and plays a recorded match into it.

  npm start -- [options]

  --speed N       plays the match N times as fast as it was (${SPEED})
  --replay FILE   plays another recording
  --no-replay     plays none: waits for your webhooks
  --bridge NAMES  holds the streams of vendors, such as allsports,sportradar, whose keys are given as below
  --fresh         deletes the data of earlier runs first
  --help          prints this help

These come from the environment, as in PORT=4000 npm start:

  PORT                      port of the HTTP API, the page and the documentation (3000)
  WS_PORT                   port of the WebSocket API (3001)
  TOUCHLINE_WEBHOOK_SECRET  the secret that signs webhooks (generated and printed)
  TOUCHLINE_DATA            the folder in which data is kept (.touchline)
  TOUCHLINE_<PROVIDER>_KEY  polls a vendor, such as TOUCHLINE_API_FOOTBALL_KEY; also _URL, _STREAM_URL
                            and _INTERVAL_S`;

/** @throws Problem */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { values: flags } = parseCommandLine(args, HELP, {
    speed: { type: "string" },
    replay: { type: "string" },
    "no-replay": { type: "boolean" },
    bridge: { type: "string" },
    fresh: { type: "boolean" },
  });
  if (flags.replay !== undefined && flags["no-replay"]) {
    throw new Problem("--replay and --no-replay exclude each other: give one of them.");
  }
  const port = portOf("PORT", env.PORT, 3000);
  const wsPort = portOf("WS_PORT", env.WS_PORT, 3001);
  if (port === wsPort && port !== 0) {
    throw new Problem(`PORT and WS_PORT are both ${port}: choose two different ones.`);
  }
  return {
    help: flags.help ?? false,
    port,
    wsPort,
    webhookSecret: env.TOUCHLINE_WEBHOOK_SECRET || undefined,
    ...keysOf(env, flags.bridge),
    replay: flags["no-replay"] ? undefined : resolve(flags.replay ?? FINAL),
    speed: flags.speed === undefined ? SPEED : speedOf(flags.speed, SPEED),
    fresh: flags.fresh ?? false,
    dataDir: dataFolder(env),
  };
}

/** A vendor whose stream is held is not polled. */
function keysOf(env: NodeJS.ProcessEnv, bridge = ""): Pick<Options, "pollKeys" | "bridgeKeys"> {
  const given = pollKeysIn(env);
  const bridged = bridge.split(",").filter((name) => name !== "");
  for (const name of bridged) {
    const variable = `TOUCHLINE_${name.toUpperCase().replaceAll("-", "_")}_KEY`;
    if (!given[name]) throw new Problem(`--bridge ${name} needs a key: set ${variable}.`);
  }
  const [bridgeKeys, pollKeys] = [true, false].map((wanted) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => bridged.includes(name) === wanted)),
  );
  return { pollKeys: pollKeys ?? {}, bridgeKeys: bridgeKeys ?? {} };
}

function portOf(name: string, given: string | undefined, usual: number): number {
  if (given === undefined || given === "") return usual;
  const port = Number(given);
  if (/^\d+$/.test(given) && port <= 65_535) return port;
  throw new Problem(
    `${name} is ${given}, which is no port: give a number up to 65535, for instance ${usual}.`,
  );
}
