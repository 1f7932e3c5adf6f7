import { type ParseArgsConfig, parseArgs } from "node:util";
import { Problem } from "./problem.ts";

/**
 * Reads the flags of a command; `--help` and `-h` are among them. What is not a flag is refused unless
 * `allowPositionals` says otherwise.
 *
 * @param help is shown below what is wrong
 * @throws Problem
 */
export function parseCommandLine<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  help: string,
  options: Options,
  allowPositionals = false,
) {
  const config = {
    args: [...args],
    allowPositionals,
    options: { ...options, help: { type: "boolean", short: "h" } },
  } as const;
  try {
    return parseArgs(config);
  } catch (cause) {
    // Node explains at length how to pass what looks like an option; the first sentence says what is wrong.
    const [what = ""] = (cause as Error).message.split(/\. (?=To )|\n/);
    const plain = what.replace("does not take positional arguments", "takes options only");
    throw new Problem(`${plain.replace(/\.?$/, ".")}\n\n${help}`, { cause });
  }
}

/** @throws Problem unless it is a number above 0 */
export function speedOf(given: string, example: number): number {
  const speed = Number(given);
  if (given.trim() !== "" && speed > 0 && Number.isFinite(speed)) return speed;
  throw new Problem(`--speed is ${given}: give a number above 0, for instance --speed ${example}.`);
}
