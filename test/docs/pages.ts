import { globSync, readFileSync } from "node:fs";

/** The pages that people read. */

export const ROOT = new URL("../../", import.meta.url);

export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "client/README.md",
  ...globSync(".github/**/*.md", { cwd: ROOT }).sort(),
  ...globSync("docs/**/*.md", { cwd: ROOT }).sort(),
];

export function textOf(page: string): string {
  return readFileSync(new URL(page, ROOT), "utf8");
}

interface Block {
  page: string;
  language: string;
  text: string;
}

/** Every fenced block of a page. */
export function blocksOf(page: string): Block[] {
  return [...textOf(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
    page,
    language,
    text,
  }));
}

/** A page without its fenced blocks. */
export function proseOf(page: string): string {
  return textOf(page).replaceAll(/^```\w*\n[\s\S]*?^```$/gm, "");
}
