import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "../aws/api-gateway/http-api.ts";
import { uncached } from "./uncached.ts";

type Site = ReadonlyMap<string, { type: string; body: Buffer | string }>;

/**
 * The live page, which the local run shows on the port of the HTTP API. It is no part of the deployed system:
 * this is the one place that knows about it.
 *
 * @param webSocketUrl asked at each request, since the port may be known only once the system has started
 */
export async function livePage(webSocketUrl: () => string): Promise<Page> {
  const site = await files();
  return ({ method, url = "/" }) => {
    const path = url.split("?")[0] ?? "/";
    if (method !== "GET" && method !== "HEAD") return undefined;
    if (path === "/config.json") {
      return uncached(
        "application/json",
        JSON.stringify({
          webSocketPort: Number(new URL(webSocketUrl()).port),
          webSocketPath: new URL(webSocketUrl()).pathname,
        }),
      );
    }
    const file = site.get(path);
    return file && uncached(file.type, file.body);
  };
}

async function files(): Promise<Site> {
  const source = (name: string) => fileURLToPath(new URL(`../../web/${name}`, import.meta.url));
  const [html, css, script] = await Promise.all([
    readFile(source("index.html")),
    readFile(source("style.css")),
    bundled(source("main.ts")),
  ]);
  return new Map([
    ["/", { type: "text/html; charset=utf-8", body: html }],
    ["/style.css", { type: "text/css; charset=utf-8", body: css }],
    ["/main.js", { type: "text/javascript; charset=utf-8", body: script }],
  ]);
}

async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    sourcemap: "inline",
  });
  return outputFiles[0]?.text ?? "";
}
