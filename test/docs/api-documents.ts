import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";

/** Reading the committed documents as anyone would. */

const media = z.object({
  schema: z.record(z.string(), z.unknown()),
  examples: z
    .record(z.string(), z.looseObject({ value: z.unknown().optional(), $ref: z.string().optional() }))
    .optional(),
});

const content = z.record(z.string(), media);

const operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).default([]),
  requestBody: z.object({ required: z.boolean(), content }).optional(),
  responses: z.record(z.string(), z.looseObject({ headers: z.unknown().optional(), content })),
});
export type Operation = z.infer<typeof operation>;

const openapi = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
    examples: z.record(z.string(), z.object({ value: z.unknown().optional() })),
  }),
});

const message = z.looseObject({
  payload: z.object({ $ref: z.string() }),
  examples: z.array(z.looseObject({ payload: z.unknown().optional() })),
});

const asyncapi = z.looseObject({
  info: z.looseObject({ description: z.string() }),
  channels: z.object({
    live: z.looseObject({
      address: z.string(),
      bindings: z.object({
        ws: z.looseObject({ query: z.looseObject({ properties: z.record(z.string(), z.unknown()) }) }),
      }),
    }),
  }),
  components: z.object({
    messages: z.record(z.string(), message),
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
  }),
});

export function textOf(name: "openapi.yaml" | "asyncapi.yaml"): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
}

export const OPENAPI = openapi.parse(parse(textOf("openapi.yaml")));
export const ASYNCAPI = asyncapi.parse(parse(textOf("asyncapi.yaml")));

/** Every operation by its route key, such as `GET /health`. */
export const OPERATIONS: Readonly<Record<string, Operation>> = Object.fromEntries(
  Object.entries(OPENAPI.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => [`${method.toUpperCase()} ${path}`, each]),
  ),
);

/**
 * A document whose objects take no field that is not named, to find those that were forgotten. As they are
 * published, objects are open.
 */
export function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]));
  const isOpen = inner.type === "object" && inner.properties !== undefined;
  return isOpen && inner.additionalProperties === undefined
    ? { ...inner, additionalProperties: false }
    : inner;
}
