import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Operator, readOperator } from "./operator-file.ts";
import { Problem } from "./problem.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** The folder in which `npm start` keeps its data. */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  return resolve(env.TOUCHLINE_DATA || `${PROJECT}/.touchline`);
}

/**
 * The system that `npm start` runs with this data folder.
 *
 * @param otherwise what may be done instead of starting one
 * @throws Problem if nothing runs
 */
export async function runningSystem(env: NodeJS.ProcessEnv, otherwise = ""): Promise<Operator> {
  const folder = dataFolder(env);
  const operator = await readOperator(folder);
  if (operator) return operator;
  throw new Problem(
    `Nothing is running with the data folder ${folder}: type \`npm start\` in another terminal, and leave it running. ` +
      `If it runs with another data folder, put TOUCHLINE_DATA=/that/folder before this command. ${otherwise}`.trim(),
  );
}

/**
 * The HTTP API to talk to, as a flag or TOUCHLINE_URL says; without either, where the running system has it.
 *
 * @param flag of `--url`
 * @returns an address without a trailing slash
 * @throws Problem
 */
export async function apiUrl(flag: string | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  if (flag !== undefined) return checked("--url", flag);
  if (env.TOUCHLINE_URL) return checked("TOUCHLINE_URL", env.TOUCHLINE_URL);
  return (await runningSystem(env, "For a deployment give --url.")).httpUrl;
}

export function unreachable(url: string, why: string): Problem {
  return new Problem(
    `Nobody answers at ${url} (${why}): check that \`npm start\` is running, or give another address by --url.`,
  );
}

function checked(name: string, given: string): string {
  const url = URL.parse(given);
  if (url && /^https?:$/.test(url.protocol)) return given.replace(/\/+$/, "");
  throw new Problem(`${name} is ${given}: give an address such as http://localhost:3000.`);
}
