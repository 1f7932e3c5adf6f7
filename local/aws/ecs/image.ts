import { readFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import * as z from "zod";

/** The command of an image. */
export interface ImageCommand {
  /** Arguments of `node`. */
  args: readonly string[];
  /** The folder on this machine that is the image's working directory. */
  folder: string;
}

const words = z.array(z.string()).min(1);
/** Instructions without effect here. */
const INERT = new Set(["FROM", "USER", "EXPOSE", "LABEL"]);

/**
 * Reads the Dockerfile of a folder. It supports COPY of files into the working directory and a CMD of `node`.
 *
 * @throws Error naming the unsupported instruction
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
