import { parseCommandLine } from "../../command/command-line.ts";
import { Problem } from "../../command/problem.ts";

/** A vendor's id: by whom, of what, and the id itself. */
export interface External {
  provider: string;
  kind: string;
  external: string;
}

export type Command =
  | { name: "help" }
  | ({ name: "set"; id: string; priority: number | undefined } & External)
  | ({ name: "get" } & External)
  | ({ name: "delete" } & External)
  | { name: "list"; id: string; kind: string | undefined }
  | { name: "import"; file: string };

export interface Arguments {
  command: Command;
  /** Of `--url`. */
  url: string | undefined;
  token: string;
}

export const HELP = `Says which of your ids a vendor's ids are. Ids that nobody mapped are <provider>-<vendor's id>.

  npm run ids -- set PROVIDER KIND EXTERNAL ID [--priority N]
  npm run ids -- get PROVIDER KIND EXTERNAL
  npm run ids -- list ID [--kind KIND]
  npm run ids -- delete PROVIDER KIND EXTERNAL
  npm run ids -- import FILE

  PROVIDER      such as api-football; custom for feeds in our own format
  KIND          match, team, player or league
  EXTERNAL      the vendor's id, such as 1149519 or sr:sport_event:41763009
  ID            yours; two vendors' matches with one ID are feeds of one match
  FILE          .csv with the columns provider,kind,external,id and perhaps priority, or .json, a list of such objects
  --priority N  of a match's feeds the one with the lowest number acts
  --url URL     where to, or TOUCHLINE_URL (the system that \`npm start\` runs)
  --token JWT   with the scope touchline:write, or TOUCHLINE_TOKEN; locally:
                npm run -s token -- --scope touchline:write
  --help        prints this help`;

/** What each command takes. */
const PARAMETERS: Readonly<Record<Exclude<Command["name"], "help">, readonly string[]>> = {
  set: ["PROVIDER", "KIND", "EXTERNAL", "ID"],
  get: ["PROVIDER", "KIND", "EXTERNAL"],
  list: ["ID"],
  delete: ["PROVIDER", "KIND", "EXTERNAL"],
  import: ["FILE"],
};

/** @throws Problem */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Arguments {
  const options = {
    priority: { type: "string" },
    kind: { type: "string" },
    url: { type: "string" },
    token: { type: "string" },
  } as const;
  const { values, positionals } = parseCommandLine(args, HELP, options, true);
  const { url } = values;
  if (values.help) return { command: { name: "help" }, url, token: "" };
  const token = values.token || env.TOUCHLINE_TOKEN || "";
  const command = commandOf(positionals, values);
  if (token === "") throw new Problem(NO_TOKEN);
  return { command, url, token };
}

const NO_TOKEN =
  "A token is missing: give a JWT with the scope touchline:write by --token or TOUCHLINE_TOKEN. " +
  "For the system that `npm start` runs, type:\n\n" +
  "  export TOUCHLINE_TOKEN=$(npm run -s token -- --scope touchline:write)\n\n" +
  "and repeat the command.";

function commandOf(
  [name = "", ...words]: readonly string[],
  { priority, kind }: { priority?: string | undefined; kind?: string | undefined },
): Command {
  if (!isCommand(name)) {
    const what = name === "" ? "A command is missing" : `There is no command ${name}`;
    throw new Problem(`${what}: give ${Object.keys(PARAMETERS).join(", ")}.\n\n${HELP}`);
  }
  const parameters = PARAMETERS[name];
  if (words.length !== parameters.length) {
    const given = words.length === 0 ? "nothing" : words.join(" ");
    throw new Problem(`${name} takes ${parameters.join(" ")}, and was given ${given}.\n\n${HELP}`);
  }
  const [first = "", second = "", third = "", fourth = ""] = words;
  const external = { provider: first, kind: second, external: third };
  switch (name) {
    case "set":
      return { name, ...external, id: fourth, priority: priorityOf(priority) };
    case "list":
      return { name, id: first, kind };
    case "import":
      return { name, file: first };
    default:
      return { name, ...external };
  }
}

function isCommand(name: string): name is keyof typeof PARAMETERS {
  return Object.hasOwn(PARAMETERS, name);
}

function priorityOf(given: string | undefined): number | undefined {
  if (given === undefined || /^\d{1,4}$/.test(given)) return given === undefined ? undefined : Number(given);
  throw new Problem(
    `--priority is ${given}: give a whole number of up to four digits; the lowest is the first choice.`,
  );
}
