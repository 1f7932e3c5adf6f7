import { parseArgs } from "node:util";
import { Problem } from "../../start/problem.ts";

export interface Arguments {
  help: boolean;
  provider: string;
  files: string[];
  /** The vendor's id of the match, for bodies that do not say. */
  match: string | undefined;
  /** Undefined to send everything as it is, at once. */
  speed: number | undefined;
  /** Of the HTTP API, without a trailing slash. */
  url: string;
  secret: string;
}

/** Those whose bodies are known here; whoever else the endpoint knows is sent as it is. */
export const KNOWN = "custom, opta, statsbomb, sportradar, api-football, football-data, allsports";

export const HELP = `Sends a vendor's bodies from files to a running Touchline, signed, as the vendor would.

  npm run replay -- --provider NAME FILE... [options]

  --provider NAME  ${KNOWN}
  FILE             a body as the vendor sends it, gzip or not, or a recording of \`npm start\`
  --match ID       the vendor's id of the match, for bodies that do not say (StatsBomb)
  --speed N        plays the match as it was told, N times as fast; without it all is sent at once
  --url URL        where to (http://localhost:3000)
  --secret SECRET  what to sign with, or TOUCHLINE_WEBHOOK_SECRET
  --help           says this`;

/** @throws Problem */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Arguments {
  const { values, positionals: files } = parsed(args);
  const { provider = "", match, help = false } = values;
  const secret = values.secret || env.TOUCHLINE_WEBHOOK_SECRET || "";
  if (!help) {
    if (!/^[\w-]+$/.test(provider)) throw new Problem(`--provider says whose bodies these are: ${KNOWN}.`);
    if (files.length === 0) throw new Problem(`Which file? Give at least one.\n\n${HELP}`);
    if (secret === "") throw new Problem(NO_SECRET);
  }
  return { help, provider, files, match, speed: speedOf(values.speed), url: urlOf(values.url), secret };
}

const NO_SECRET =
  "What are the webhooks signed with? Give --secret or TOUCHLINE_WEBHOOK_SECRET: `npm start` prints its own, a deployment keeps one per provider in Secrets Manager.";

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        provider: { type: "string" },
        match: { type: "string" },
        speed: { type: "string" },
        url: { type: "string" },
        secret: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    const [what = ""] = (cause as Error).message.split(/\. (?=To )|\n/);
    throw new Problem(`${what.replace(/\.?$/, ".")}\n\n${HELP}`, { cause });
  }
}

function speedOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const speed = Number(given);
  if (given.trim() !== "" && speed > 0 && Number.isFinite(speed)) return speed;
  throw new Problem(`--speed is ${given}: give a number above 0, for instance --speed 60.`);
}

function urlOf(given = "http://localhost:3000"): string {
  const url = URL.parse(given);
  if (url && /^https?:$/.test(url.protocol)) return given.replace(/\/+$/, "");
  throw new Problem(`--url is ${given}: give one such as http://localhost:3000.`);
}
