import { Problem } from "../../command/problem.ts";
import type { External } from "./arguments.ts";

/** A line of the id map as a file has it. */
export interface Line extends External {
  id: string;
  priority: number | undefined;
  /** Where it stands in the file, such as `line 3`. */
  at: string;
}

const COLUMNS = ["provider", "kind", "external", "id"] as const;

/**
 * The lines of a file, all of them checked before the first one is sent.
 *
 * @throws Problem naming every line that has a mistake
 */
export function linesOf(text: string, file: string): Line[] {
  const rows = file.endsWith(".json") ? jsonRows(text, file) : csvRows(text, file);
  const problems = rows.flatMap(({ at, fields }) =>
    COLUMNS.filter((name) => !fields[name]).map((name) => `  ${at}: ${name} is missing`),
  );
  const priorities = rows.filter(({ fields }) => fields.priority && !/^\d{1,4}$/.test(fields.priority));
  problems.push(
    ...priorities.map(({ at, fields }) => `  ${at}: priority is ${fields.priority}: give a whole number`),
  );
  if (problems.length > 0) {
    throw new Problem(`${file} has mistakes, so nothing was sent:\n${shown(problems)}`);
  }
  return rows.map(({ at, fields }) => ({
    at,
    provider: fields.provider ?? "",
    kind: fields.kind ?? "",
    external: fields.external ?? "",
    id: fields.id ?? "",
    priority: fields.priority ? Number(fields.priority) : undefined,
  }));
}

interface Row {
  at: string;
  fields: Readonly<Record<string, string>>;
}

function csvRows(text: string, file: string): Row[] {
  const rows = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    // No id has a comma in it, so that nothing has to be quoted, but spreadsheets do.
    .map((line, index) => ({
      at: `line ${index + 1}`,
      cells: line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  const [head, ...others] = rows;
  const names = head?.cells.map((name) => name.toLowerCase()) ?? [];
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new Problem(`${file} has no column ${missing.join(", ")}: its first line has to name the columns.`);
  }
  return others.map(({ at, cells }) => ({
    at,
    fields: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""])),
  }));
}

function jsonRows(text: string, file: string): Row[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Problem(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!Array.isArray(json)) throw new Problem(`${file} has to be a list of objects.`);
  return json.map((entry: unknown, index) => ({
    at: `[${index}]`,
    fields: Object.fromEntries(Object.entries(Object(entry)).map(([name, value]) => [name, String(value)])),
  }));
}

const MOST_SHOWN = 20;

export function shown(problems: readonly string[]): string {
  const more = problems.length - MOST_SHOWN;
  return [...problems.slice(0, MOST_SHOWN), ...(more > 0 ? [`  and ${more} more`] : [])].join("\n");
}
