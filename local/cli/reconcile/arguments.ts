import { parseCommandLine } from "../../command/command-line.ts";
import { Problem } from "../../command/problem.ts";

export interface Arguments {
  help: boolean;
  /** The event of the invocation. */
  request: { from: string; match_id?: string; dry_run: boolean };
  /** Of a deployment; undefined for the system that runs here. */
  deployed: { name: string; region: string } | undefined;
}

export const HELP = `Reads the stream again from a time on, compares it with the log, and corrects what is missing or wrong.
What is right stays as it is, so it can be run again and again, also while matches are played.

  npm run reconcile -- --from TIME [options]

  --from TIME      what came in from then on, such as 2026-11-21T14:00:00Z; choose a time before the match began
  --match ID       one match only
  --dry-run        corrects nothing, and prints what it would correct
  --function NAME  of a deployment: its output ReconcilerFunction; without it the system that \`npm start\` runs
  --region REGION  where the deployment is (AWS_REGION); the credentials are those the AWS CLI would use
  --help           prints this help`;

/** @throws Problem */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Arguments {
  const { values } = parseCommandLine(args, HELP, {
    from: { type: "string" },
    match: { type: "string" },
    "dry-run": { type: "boolean" },
    function: { type: "string" },
    region: { type: "string" },
  });
  const { from, match, function: name, region: flag, help = false, "dry-run": dry_run = false } = values;
  const region = flag || env.AWS_REGION || env.AWS_DEFAULT_REGION;
  if (!help && from === undefined)
    throw new Problem(`--from is missing: give the time from which the stream is read again.\n\n${HELP}`);
  if (name !== undefined && !region)
    throw new Problem("--function needs a region: give --region or AWS_REGION.");
  if (name === undefined && flag !== undefined)
    throw new Problem(
      "--region goes with --function: give the output ReconcilerFunction of the deployment too.",
    );
  return {
    help,
    request: {
      from: timeOf(from ?? "1970-01-01"),
      dry_run,
      ...(match === undefined ? {} : { match_id: match }),
    },
    deployed: name === undefined || !region ? undefined : { name, region },
  };
}

/** A time without an offset is one of this machine. */
function timeOf(given: string): string {
  const time = new Date(given);
  if (Number.isNaN(time.getTime())) {
    throw new Problem(`--from is ${given}: give a time such as 2026-11-21T14:00:00Z.`);
  }
  return time.toISOString();
}
