import { join } from "node:path";
import { Problem } from "../../command/problem.ts";
import { dataFolder, runningSystem } from "../../command/running-system.ts";
import { readIssuer } from "../../issuer/key.ts";
import { issueToken } from "../../issuer/token.ts";
import { HELP, readArguments } from "./arguments.ts";

/** The token alone goes to standard output, so that it can be put into a variable. */
async function main(): Promise<void> {
  try {
    const { help, request } = readArguments(process.argv.slice(2));
    console.log(help ? HELP : await issueToken(await runningIssuer(), request));
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
    process.exitCode = 1;
  }
}

/** @throws Problem if no system runs that would accept its tokens */
async function runningIssuer() {
  await runningSystem(process.env);
  const issuer = readIssuer(join(dataFolder(process.env), "issuer"));
  if (issuer) return issuer;
  throw new Problem(
    "The running system has lost the key of its issuer: stop it, and type `npm start` again.",
  );
}

await main();
