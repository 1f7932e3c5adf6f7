import { join } from "node:path";
import { isTaken } from "../../start/data-folder.ts";
import { readIssuer } from "../../start/issuer/key.ts";
import { issueToken } from "../../start/issuer/token.ts";
import { dataFolder } from "../../start/options.ts";
import { Problem } from "../../start/problem.ts";
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

/** @throws Problem if there is nobody who would believe its tokens */
async function runningIssuer() {
  const folder = dataFolder(process.env);
  const issuer = readIssuer(join(folder, "issuer"));
  if (issuer && (await isTaken(folder))) return issuer;
  throw new Problem(
    `Nothing is running with the data folder ${folder}: run \`npm start\` first, and leave it running. ` +
      "If it has another data folder, name that: TOUCHLINE_DATA=/some/folder npm run token",
  );
}

await main();
