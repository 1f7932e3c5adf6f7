import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { parse } from "yaml";
import type { Page } from "../../aws/api-gateway/http-api.ts";
import { uncached } from "../uncached.ts";
import { addressOf, PROJECT, type Shown, shownAt } from "./addresses.ts";
import { asyncapiPage } from "./asyncapi.ts";
import { fieldsOf } from "./fields.ts";
import { code, escaped } from "./html.ts";
import { layout } from "./layout.ts";
import { htmlOf, titleOf } from "./markdown.ts";
import { openapiPage } from "./openapi.ts";

/**
 * The documentation of the repository under `/docs`: its Markdown, the two references, and the sources that they
 * link to. Each page is read when it is asked for, so whoever edits one reloads it. Nothing comes from elsewhere.
 */
export const docsSite: Page = ({ method, url = "/", socket }) => {
  if (method !== "GET" && method !== "HEAD") return undefined;
  const address = decoded(url.split("?")[0] ?? "/");
  if (address === undefined || !/^\/docs(\/|$)/.test(address)) return undefined;
  if (address === "/docs/style.css")
    return uncached("text/css; charset=utf-8", readFileSync(new URL("style.css", import.meta.url)));
  if (/^\/docs\/(openapi|asyncapi)\.yaml$/.test(address))
    return uncached("application/yaml; charset=utf-8", read(address.slice(1)));
  const shown = shownAt(address);
  // The pages are for anybody; the working tree, uncommitted files included, is for this machine.
  if (!shown || (shown.kind === "source" && !LOOPBACK.test(socket.remoteAddress ?? "")))
    return missing(address);
  if (shown.kind === "image")
    return uncached(`image/${extname(shown.file).slice(1)}`, readFileSync(join(PROJECT, shown.file)));
  const { title, html } = contentOf(shown);
  return uncached("text/html; charset=utf-8", layout(addressOf(shown.file) ?? address, title, html));
};

const LOOPBACK = /^(::1|(::ffff:)?127\.)/;

function contentOf({ kind, file }: Shown): { title: string; html: string } {
  if (kind === "source") return { title: file, html: sourceOf(file) };
  const text = read(file);
  if (file === "docs/openapi.yaml") return { title: "HTTP API", html: openapiPage(fieldsOf(parse(text))) };
  if (file === "docs/asyncapi.yaml")
    return { title: "WebSocket API", html: asyncapiPage(fieldsOf(parse(text))) };
  return { title: titleOf(text), html: htmlOf(text, file) };
}

/** A file as it stands, or what is in a folder. */
function sourceOf(file: string): string {
  const heading = `<h1><code>${escaped(file)}</code></h1>`;
  if (!statSync(join(PROJECT, file)).isDirectory()) return heading + code(read(file));
  const names = readdirSync(join(PROJECT, file)).sort();
  const links = names.flatMap((name) => {
    const address = addressOf(`${file}/${name}`);
    return address === undefined ? [] : [`<li><a href="${escaped(address)}">${escaped(name)}</a></li>`];
  });
  return `${heading}<ul>${links.join("")}</ul>`;
}

function read(file: string): string {
  return readFileSync(join(PROJECT, file), "utf8");
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function missing(address: string) {
  const html = `<h1>No such page</h1><p><code>${escaped(address)}</code> is not there. <a href="/docs">All pages</a>.</p>`;
  return { ...uncached("text/html; charset=utf-8", layout(address, "No such page", html)), status: 404 };
}
