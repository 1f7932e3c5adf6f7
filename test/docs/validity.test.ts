import asyncapiSpecs from "@asyncapi/specs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { documents } from "../../docs/schema/documents.ts";
import pkg from "../../package.json" with { type: "json" };
import { ASYNCAPI, textOf } from "./api-documents.ts";

const NAMES = ["openapi.yaml", "asyncapi.yaml"] as const;

test.each(NAMES)("%s is what the schemas say; if not, run `npm run docs`", (name) => {
  expect(textOf(name)).toBe(documents(pkg.version)[name]);
});

/** The linter's rules that do not fit, and why. */
const RULES = {
  // The local run is one of the servers.
  "no-server-example.com": "off",
  // API Gateway takes the route that is spelt out before the one with a parameter.
  "no-ambiguous-paths": "off",
} as const;

test.each(NAMES)("%s passes the linter without a word", async (name) => {
  const config = await createConfig({ extends: ["recommended"], rules: RULES });
  const problems = await lintFromString({ source: textOf(name), absoluteRef: name, config });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
    [],
  );
});

test("the linter does find faults", async () => {
  for (const name of NAMES) {
    const config = await createConfig({ extends: ["recommended"], rules: RULES });
    const source = textOf(name).replace("#/components/schemas/State", "#/components/schemas/Nowhere");
    const problems = await lintFromString({ source, absoluteRef: name, config });
    expect(problems.map(({ ruleId }) => ruleId)).toContain("no-unresolved-refs");
  }
});

test("asyncapi.yaml is valid by the schema of AsyncAPI itself", () => {
  // Its schemas carry formats and keywords that are for people.
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(asyncapiSpecs.schemasWithoutId["3.0.0"]);
  expect([validate(ASYNCAPI), validate.errors]).toEqual([true, null]);
  expect(validate({ ...ASYNCAPI, operations: { push: { action: "shout" } } })).toBe(false);
});
