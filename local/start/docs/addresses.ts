import { existsSync, statSync } from "node:fs";
import { dirname, extname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";

export const PROJECT = fileURLToPath(new URL("../../..", import.meta.url));

/** Pages whose address is not made from their path: file of the repository to address. */
const OWN: Readonly<Record<string, string>> = {
  "README.md": "/docs/readme",
  "docs/README.md": "/docs",
  "docs/adr/README.md": "/docs/adr",
  "docs/openapi.yaml": "/docs/api",
  "docs/asyncapi.yaml": "/docs/sockets",
  "client/README.md": "/docs/client",
};
const FILES = new Map(Object.entries(OWN).map(([file, address]) => [address, file]));

/** What may be looked at as source: the folders of the repository, and nothing that begins with a dot. */
const FOLDERS = ["bench", "bin", "client", "docs", "lambdas", "lib", "local", "modules", "test", "web"];
const SOURCES: ReadonlySet<string> = new Set([".css", ".html", ".json", ".md", ".sql", ".ts", ".yaml"]);

/** What an address shows. */
export type Shown = { kind: "page" | "source" | "image"; file: string };

/** @returns the file that an address under `/docs` shows; undefined if there is none */
export function shownAt(address: string): Shown | undefined {
  const path = address.length > 1 ? address.replace(/\/$/, "") : address;
  const own = FILES.get(path);
  if (own) return { kind: "page", file: own };
  const source = path.match(/^\/docs\/source\/(.+)$/)?.[1];
  if (source !== undefined) return isSource(source) ? { kind: "source", file: source } : undefined;
  const rest = path.match(/^\/docs\/([\w./-]+)$/)?.[1] ?? "";
  if (rest.startsWith("images/"))
    return isFile(`docs/${rest}`) ? { kind: "image", file: `docs/${rest}` } : undefined;
  const file = [`docs/${rest}.md`, `${rest.toUpperCase()}.md`].find(isFile);
  return file === undefined ? undefined : { kind: "page", file };
}

/** @returns where a file or folder of the repository is shown; undefined if it is not */
export function addressOf(file: string): string | undefined {
  const own = OWN[file];
  if (own !== undefined) return own;
  if (file.startsWith("docs/images/")) return `/${file}`;
  const page = file.match(/^docs\/(.+)\.md$/)?.[1] ?? file.match(/^([A-Z]+)\.md$/)?.[1]?.toLowerCase();
  if (page !== undefined) return `/docs/${page}`;
  return isSource(file) ? `/docs/source/${file}` : undefined;
}

/**
 * A link of a page as the site has it: to another page with its anchor, or to a view of the source.
 *
 * @param from the file that has the link
 */
export function linkFrom(from: string, href: string): string {
  if (/^([a-z]+:|#)/i.test(href)) return href;
  const [path = "", anchor] = href.split("#");
  const address = addressOf(normalize(join(dirname(from), path)).replace(/\/$/, ""));
  return (address ?? href) + (anchor === undefined ? "" : `#${anchor}`);
}

function isSource(file: string): boolean {
  if (!isClean(file) || !FOLDERS.includes(file.split("/")[0] ?? "")) return false;
  const path = join(PROJECT, file);
  return existsSync(path) && (statSync(path).isDirectory() || SOURCES.has(extname(file)));
}

function isFile(file: string): boolean {
  if (!isClean(file)) return false;
  const path = join(PROJECT, file);
  return existsSync(path) && statSync(path).isFile();
}

/** No way out of the repository, by the separators of any system, and nothing hidden. */
function isClean(file: string): boolean {
  return file.split("/").every((part) => /^[\w@-][\w@.-]*$/.test(part) && part !== "node_modules");
}
