import { parseCommandLine } from "../../command/command-line.ts";
import { Problem } from "../../command/problem.ts";
import type { TokenRequest } from "../../issuer/token.ts";

export const HELP = `Prints a token for the system that \`npm start\` runs.

  npm run -s token -- [options]

  --user ID         the user, as the claim sub (local-user)
  --name NAME       what other members of a presence channel see
  --scope SCOPE     such as touchline:private, for every private and presence channel; can be repeated
  --channels GLOBS  private and presence channels it may join, such as 'private-match:*,presence-league:8'; can be repeated
  --expires TIME    how long it is valid: 90s, 15m, 1h, 7d (1h)
  --help            prints this help

  A viewer appends it to the WebSocket address that \`npm start\` prints, as ?token=..., and sends later ones in
  {"action":"authenticate","token":"..."}`;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** @throws Problem */
export function readArguments(args: readonly string[]): { help: boolean; request: TokenRequest } {
  const { values } = parseCommandLine(args, HELP, {
    user: { type: "string" },
    name: { type: "string" },
    scope: { type: "string", multiple: true },
    channels: { type: "string", multiple: true },
    expires: { type: "string" },
  });
  const { help = false, user, name, scope, channels, expires } = values;
  if (user === "") throw new Problem("--user is empty: give an id, for instance --user alice.");
  const globs = channels?.flatMap((list) => list.split(",")).filter((glob) => glob !== "");
  return {
    help,
    request: {
      ...(user === undefined ? {} : { user }),
      ...(name === undefined ? {} : { name }),
      ...(scope === undefined ? {} : { scope: scope.join(" ") }),
      ...(globs === undefined ? {} : { channels: globs }),
      ...(expires === undefined ? {} : { expiresInSeconds: secondsOf(expires) }),
    },
  };
}

function secondsOf(given: string): number {
  const [, count, unit = ""] = /^(\d{1,9})([smhd])$/.exec(given) ?? [];
  const seconds = Number(count) * (SECONDS[unit] ?? 0);
  if (seconds > 0) return seconds;
  throw new Problem(`--expires is ${given}: give a number and a unit, for instance 90s, 15m, 1h or 7d.`);
}
