import { readFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import * as z from "zod";

/** What an image runs. */
export interface ImageCommand {
  /** Arguments of `node`. */
  args: readonly string[];
  /** The folder on this machine that is the image's working directory. */
  folder: string;
}

const words = z.array(z.string()).min(1);
/** Instructions that change nothing about what is run here. */
const INERT = new Set(["FROM", "USER", "EXPOSE", "LABEL"]);

/**
 * Reads the Dockerfile of a folder as far as one is played: files copied into the working directory as they are, and
 * `node` run there.
 *
 * @throws Error naming the instruction that is not played
 */
export function imageCommand(folder: string): ImageCommand {
  const file = join(folder, "Dockerfile");
  let workdir = "/";
  let command: string[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [instruction = "", ...rest] = line.trim().split(/\s+/);
    const argument = rest.join(" ");
    if (instruction === "" || instruction.startsWith("#") || INERT.has(instruction)) continue;
    if (instruction === "WORKDIR") workdir = argument;
    else if (instruction === "COPY") copied(rest, workdir, folder, file);
    else if (instruction === "CMD") command = execForm(argument, file);
    else throw new Error(`${file}: the local run does not play ${instruction}`);
  }
  const [program, ...args] = command;
  if (program !== "node") throw new Error(`${file}: the local run plays only a CMD that starts with "node"`);
  return { args, folder };
}

function copied(words: readonly string[], workdir: string, folder: string, file: string): void {
  const [from = "", to = ""] = words;
  const target = posix.resolve(workdir, to.endsWith("/") ? posix.join(to, from) : to);
  if (
    words.length === 2 &&
    target === posix.join(workdir, from) &&
    !relative(folder, join(folder, from)).startsWith("..")
  )
    return;
  throw new Error(`${file}: the local run plays only a COPY of one file into the working directory`);
}

function execForm(argument: string, file: string): string[] {
  try {
    return words.parse(JSON.parse(argument));
  } catch (cause) {
    throw new Error(`${file}: the local run plays only a CMD that is a JSON array`, { cause });
  }
}
