import { parseCommandLine, speedOf } from "../../command/command-line.ts";
import { Problem } from "../../command/problem.ts";

export interface Arguments {
  help: boolean;
  provider: string;
  files: string[];
  /** The vendor's id of the match, for bodies that do not say. */
  match: string | undefined;
  /** Undefined to send everything as it is, at once. */
  speed: number | undefined;
  /** Of `--url`. */
  url: string | undefined;
  /** Of `--secret` or the environment. */
  secret: string | undefined;
}

/** Those whose bodies are known here; whoever else the endpoint knows is sent as it is. */
export const KNOWN = "custom, opta, statsbomb, sportradar, api-football, football-data, allsports";

export const HELP = `Sends a vendor's bodies from files to a running Touchline, signed, as the vendor would.

  npm run replay -- --provider NAME FILE... [options]

  --provider NAME  ${KNOWN}
  FILE             a body as the vendor sends it, gzip or not, or a recording of \`npm start\`
  --match ID       the vendor's id of the match, for bodies that do not say (StatsBomb)
  --speed N        plays the match N times as fast as it was; without it everything is sent at once
  --url URL        where to, or TOUCHLINE_URL (the system that \`npm start\` runs)
  --secret SECRET  what to sign with, or TOUCHLINE_WEBHOOK_SECRET (the secret of that system)
  --help           prints this help`;

/** @throws Problem */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Arguments {
  const options = {
    provider: { type: "string" },
    match: { type: "string" },
    speed: { type: "string" },
    url: { type: "string" },
    secret: { type: "string" },
  } as const;
  const { values, positionals: files } = parseCommandLine(args, HELP, options, true);
  const { provider = "", match, help = false, url } = values;
  const secret = values.secret || env.TOUCHLINE_WEBHOOK_SECRET || undefined;
  const elsewhere = url !== undefined || Boolean(env.TOUCHLINE_URL);
  if (!help) {
    if (!/^[\w-]+$/.test(provider)) {
      const what = provider === "" ? "--provider is missing" : `--provider is ${provider}`;
      throw new Problem(`${what}: name the vendor whose bodies these are.\n\n${HELP}`);
    }
    if (files.length === 0) throw new Problem(`A FILE is missing: give at least one.\n\n${HELP}`);
    if (elsewhere && secret === undefined) throw new Problem(NO_SECRET);
  }
  const speed = values.speed === undefined ? undefined : speedOf(values.speed, 60);
  return { help, provider, files, match, speed, url, secret };
}

const NO_SECRET =
  "The secret that signs the webhooks is missing: give --secret or TOUCHLINE_WEBHOOK_SECRET. `npm start` prints its own; a deployment keeps one per provider in Secrets Manager.";
