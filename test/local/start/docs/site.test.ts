import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { SIDEBAR } from "../../../../local/start/docs/layout.ts";
import { schemaAnchor } from "../../../../local/start/docs/schema.ts";
import { docsSite } from "../../../../local/start/docs/site.ts";
import { ASYNCAPI, OPENAPI, OPERATIONS } from "../../../docs/api-documents.ts";

/** The documentation that `npm start` serves, read as a browser would. */

function get(url: string, method = "GET", remoteAddress = "127.0.0.1") {
  const request = new IncomingMessage(
    Object.defineProperty(new Socket(), "remoteAddress", { value: remoteAddress }),
  );
  Object.assign(request, { method, url });
  return docsSite(request);
}

const answers = new Map<string, ReturnType<typeof get>>();
/** Every page is asked for once. */
function answerAt(url: string) {
  if (!answers.has(url)) answers.set(url, get(url));
  return answers.get(url);
}
const textAt = (url: string) => String(answerAt(url)?.body);
const statusOf = (url: string) => answerAt(url)?.status;
const anchorsIn = (html: string) => new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
const linksIn = (html: string) => [...html.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, link = ""]) => link);

/** Every page that can be reached from the first, sources left out, with its links. */
function crawled(): Map<string, string> {
  const pages = new Map<string, string>();
  const waiting = ["/docs"];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (pages.has(url)) continue;
    const html = textAt(url);
    pages.set(url, html);
    const links = linksIn(html).map((link) => link.split("#")[0] ?? "");
    waiting.push(...links.filter((link) => /^\/docs(\/(?!source\/|images\/)[^.]*)?$/.test(link)));
  }
  return pages;
}

describe("every page", () => {
  const pages = crawled();

  test("is reached, those of the sidebar and every decision among them", () => {
    expect([...pages.keys()]).toEqual(expect.arrayContaining(SIDEBAR.map(([address]) => address)));
    expect([...pages.keys()].filter((address) => address.startsWith("/docs/adr/")).length).toBeGreaterThan(
      25,
    );
  });

  test("has links that lead somewhere, to anchors that exist", () => {
    const dead = [...pages].flatMap(([page, html]) =>
      linksIn(html).flatMap((link) => {
        if (/^(https?:|data:)/.test(link) || link === "/") return [];
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : path;
        const isThere = path === "" || statusOf(target) === 200;
        const hasAnchor = anchor === undefined || anchorsIn(path === "" ? html : textAt(target)).has(anchor);
        return isThere && hasAnchor ? [] : [`${page}: ${link}`];
      }),
    );
    expect(dead).toEqual([]);
  });

  test("asks nothing of anybody else", () => {
    for (const html of pages.values()) expect(html).not.toMatch(/<script|(?:src|<link[^>]*href)="https?:/);
  });
});

test("the references have every route, message and schema of their documents", () => {
  const api = textAt("/docs/api");
  const ids = anchorsIn(api);
  for (const { operationId } of Object.values(OPERATIONS)) expect(ids).toContain(operationId);
  for (const name of Object.keys(OPENAPI.components.schemas)) expect(ids).toContain(schemaAnchor(name));
  const sockets = anchorsIn(textAt("/docs/sockets"));
  for (const name of Object.keys(ASYNCAPI.components.messages)) expect(sockets).toContain(name);
  for (const name of Object.keys(ASYNCAPI.components.schemas)) expect(sockets).toContain(schemaAnchor(name));
});

test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1"])("sources are for this machine: %s", (address) => {
  expect(get("/docs/source/modules/match/event.ts", "GET", address)?.status).toBe(200);
});

test("sources are not for others, who may read the pages", () => {
  expect(get("/docs/source/modules/match/event.ts", "GET", "192.0.2.7")?.status).toBe(404);
  expect(get("/docs/contract", "GET", "192.0.2.7")?.status).toBe(200);
});

test("a source is shown as text, a folder as a list", () => {
  expect(textAt("/docs/source/modules/match/event.ts")).toContain("export const matchEvent = z");
  expect(textAt("/docs/source/modules/match")).toContain('href="/docs/source/modules/match/event.ts"');
});

test.each([
  "/docs/source/.touchline/operator.json",
  "/docs/source/../package.json",
  "/docs/source/test/x%5C..%5C..%5C.touchline%5Coperator.json",
  "/docs/source/%2e%2e/%2e%2e/etc/passwd",
  "/docs/source/node_modules/marked/package.json",
  "/docs/source/docs//etc/passwd",
  "/docs/images/../../package.json",
  "/docs/nothing",
])("%s is no page", (url) => {
  expect(statusOf(url)).toBe(404);
});

test("what is not documentation is left to others", () => {
  for (const url of ["/", "/docsify", "/api/v1/matches", "/%"]) expect(get(url)).toBeUndefined();
  expect(get("/docs", "POST")).toBeUndefined();
});
