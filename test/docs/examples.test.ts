import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { ASYNCAPI, closed, OPENAPI, OPERATIONS } from "./api-documents.ts";

const http = new Ajv2020({ strict: false, allErrors: true });
const socket = new Ajv({ strict: false, allErrors: true });
for (const ajv of [http, socket]) addFormats.default(ajv);

/** What is wrong with a value, by a schema of a document. */
function faults(ajv: Ajv | Ajv2020, schema: object, components: object, value: unknown): unknown {
  const validate = ajv.compile({ ...schema, components });
  return validate(value) ? [] : validate.errors;
}

interface Example {
  at: string;
  schema: object;
  value: unknown;
}

function examplesIn(
  at: string,
  content: (typeof OPERATIONS)[string]["responses"][string]["content"],
): Example[] {
  return Object.values(content).flatMap(({ schema, examples = {} }) =>
    Object.entries(examples).map(([name, { value, $ref }]) => {
      const shared = OPENAPI.components.examples[$ref?.split("/").at(-1) ?? ""]?.value;
      return { at: `${at}: ${name}`, schema, value: $ref ? shared : value };
    }),
  );
}

const bodies = Object.entries(OPERATIONS).flatMap(([route, { requestBody }]) =>
  requestBody ? examplesIn(route, requestBody.content) : [],
);
const answers = Object.entries(OPERATIONS).flatMap(([route, { responses }]) =>
  Object.entries(responses).flatMap(([status, { content }]) => examplesIn(`${route} ${status}`, content)),
);
const frames = Object.entries(ASYNCAPI.components.messages).flatMap(([at, { payload, examples }]) =>
  examples.map((example) => ({ at, schema: payload, value: example.payload })),
);

describe("examples are valid by their schemas", () => {
  test.each(bodies)("a body of $at", ({ schema, value }) => {
    expect(faults(http, schema, OPENAPI.components, value)).toEqual([]);
  });

  test.each(answers)("an answer of $at, and no field of it is missing in the schema", ({ schema, value }) => {
    expect(faults(http, schema, closed(OPENAPI.components) as object, value)).toEqual([]);
  });

  test.each(frames)("$at, and no field of it is missing in the schema", ({ schema, value }) => {
    expect(faults(socket, schema, closed(ASYNCAPI.components) as object, value)).toEqual([]);
  });
});

test("there is an example of every body of ours, every answer and every message", () => {
  const vendors = ["deliverNative", "deliverToSecretPath"];
  const own = Object.entries(OPERATIONS).filter(([, { operationId }]) => !vendors.includes(operationId));
  const asked = own.filter(([, { requestBody }]) => requestBody).map(([route]) => route);
  expect(new Set(bodies.map(({ at }) => at.split(":")[0]))).toEqual(new Set(asked));
  const told = Object.entries(OPERATIONS).flatMap(([route, { responses }]) =>
    Object.keys(responses).map((status) => `${route} ${status}`),
  );
  // What API Gateway answers by itself is no example of ours.
  const own429 = (at: string) => at.startsWith("POST /webhooks") || !at.endsWith("429");
  expect(new Set(answers.map(({ at }) => at.split(":")[0]))).toEqual(new Set(told.filter(own429)));
  expect(frames.map(({ at }) => at)).toEqual(Object.keys(ASYNCAPI.components.messages));
});
