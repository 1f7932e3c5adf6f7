import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { HANDSHAKE_REFUSALS, HTTP_REFUSALS, SOCKET_REFUSALS } from "../../../docs/schema/refusals.ts";
import { ASYNCAPI, OPENAPI, OPERATIONS, type Operation } from "../api-documents.ts";

/** The sources of functions, without comments. */
const SOURCES = globSync("{lambdas,modules}/**/*.ts", { cwd: new URL("../../..", import.meta.url) }).map(
  (path) => ({
    path,
    text: readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8").replace(
      /\/\*\*[\s\S]*?\*\/|\/\/.*/g,
      "",
    ),
  }),
);

const matches = (pattern: RegExp) => SOURCES.flatMap(({ text }) => [...text.matchAll(pattern)]);

/** `status code` of every refusal that a function makes, read from the sources. */
const made = [
  ...matches(/new Refusal\(\{\s*status: (\d+),\s*code: "(\w+)"/g).map(
    ([, status, code]) => `${status} ${code}`,
  ),
  ...matches(/\bunavailable\(\s*"(\w+)"/g).map(([, code]) => `503 ${code}`),
];

test("no refusal is made in a way this test does not read", () => {
  const all = matches(/new Refusal\(|(?<!function )\bunavailable\(/g);
  // The one of `unavailable` itself takes its code from its caller.
  expect(all).toHaveLength(made.length + 1);
});

test("every refusal over HTTP is listed with its status, and no other", () => {
  const listed = Object.entries(HTTP_REFUSALS).map(([code, { status }]) => `${status} ${code}`);
  expect(listed.sort()).toEqual([...new Set(made)].sort());
});

function codesOf({ responses }: Operation): string[] {
  return Object.entries(responses).flatMap(([status, { content, headers }]) =>
    Object.keys(content["application/json"]?.examples ?? {})
      .filter((code) => code in HTTP_REFUSALS)
      .map((code) => `${status} ${code}${JSON.stringify(headers)?.includes("RetryAfter") ? " retry" : ""}`),
  );
}

const seen = Object.entries(HTTP_REFUSALS).filter(([, { unseen }]) => !unseen);

describe("which route answers which refusal", () => {
  test("every refusal is a response of some route, with Retry-After where there is one", () => {
    const told = new Set(Object.values(OPERATIONS).flatMap(codesOf));
    expect([...told].sort()).toEqual(
      seen.map(([code, { status, retry }]) => `${status} ${code}${retry ? " retry" : ""}`).sort(),
    );
  });

  test("every one has an example that says its own code", () => {
    expect(Object.keys(OPENAPI.components.examples)).toEqual(seen.map(([code]) => code));
    for (const [code, { value }] of Object.entries(OPENAPI.components.examples))
      expect(value).toMatchObject({ error: { code } });
  });
});

test("Retry-After is promised where it is sent, and nowhere else", () => {
  const refusals = matches(/new Refusal\(\{[\s\S]*?\}\);/g).map(([text]) => text);
  const sent = refusals
    .filter((text) => text.includes('"retry-after"'))
    // A refusal whose code comes from its caller is that of `unavailable`.
    .flatMap((text) => /code: "(\w+)"/.exec(text)?.[1] ?? ["stream_unavailable", "unavailable"]);
  const promised = Object.entries(HTTP_REFUSALS).flatMap(([code, { retry }]) => (retry ? code : []));
  expect(promised.sort()).toEqual(sent.sort());
});

describe("refusals of the WebSocket", () => {
  test("every status the handshake is refused with is listed, and no other", () => {
    const lines = SOURCES.filter(({ path }) => path.startsWith("lambdas/sockets/")).flatMap(({ text }) =>
      [...text.matchAll(/statusCode:[^}]*/g)].map(([line]) => line),
    );
    // What API Gateway makes of the answers of an authorizer.
    const authorizer = SOURCES.filter(({ path }) => path.startsWith("lambdas/authorizer/"));
    const verdicts = authorizer.flatMap(({ text }) => [
      ...(text.includes('super("Unauthorized")') ? ["401"] : []),
      ...(text.includes('policyOf("Deny"') ? ["403"] : []),
    ]);
    expect(verdicts).toEqual(["401", "403"]);
    const statuses = [...verdicts, ...lines.flatMap((line) => line.match(/\b[345]\d\d\b/g) ?? [])];
    expect(Object.keys(HANDSHAKE_REFUSALS)).toEqual([...new Set(statuses)].sort());
  });

  test("all are told in the document", () => {
    for (const word of [...Object.keys(SOCKET_REFUSALS), ...Object.keys(HANDSHAKE_REFUSALS)])
      expect(ASYNCAPI.info.description).toContain(`* \`${word}\``);
  });
});
