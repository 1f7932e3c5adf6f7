import * as z from "zod";
import { id, timestamp } from "../../modules/match/text.ts";

export type Json = { [key: string]: unknown };

export interface Options {
  /** `input` for what is sent to us, which is more than what we make of it; `output` for what we send. */
  io: "input" | "output";
  /** OpenAPI 3.1 and AsyncAPI 3.0 each have a version of JSON Schema. */
  target: "draft-2020-12" | "draft-7";
}

/** Schemas by name, as components of a document that refer to one another. */
export function components(named: Readonly<Record<string, z.ZodType>>, options: Options): Json {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(named)) registry.add(schema, { id: name });
  const { schemas } = z.toJSONSchema(registry, {
    ...options,
    uri: (name) => `#/components/schemas/${name}`,
    // What zod checks in code has no schema of its own; `tidy` says what it comes to.
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => tidy(zodSchema, jsonSchema, options),
  });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, nameless(schema)]));
}

/** One schema that refers to no other, such as that of a parameter. */
export function inline(schema: z.ZodType, options: Options): Json {
  return components({ schema }, options).schema as Json;
}

function nameless({ $id: _id, $schema: _schema, ...schema }: Json): Json {
  return schema;
}

const ID_PATTERN = "^[A-Za-z0-9._:~-]{1,128}$";

/** Puts in what zod cannot tell, and takes out what tells a reader nothing. */
function tidy(given: z.core.$ZodType, schema: Json, { io }: Options): void {
  const zod = origin(given);
  if (zod === timestamp) Object.assign(schema, { type: "string", format: "date-time" });
  if (zod === id && io === "input") {
    schema.anyOf = [
      { type: "string", pattern: ID_PATTERN },
      { type: "integer", minimum: 0 },
    ];
  }
  if (isDigits(zod)) Object.assign(schema, { type: "integer", minimum: 0 });
  if (zod instanceof z.ZodPipe && isDigits(zod.def.in)) schema.type = "integer";
  if (schema.anyOf) schema.anyOf = flat(schema.anyOf);
  if (schema.format === "date-time") delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (isAnyText(schema.propertyNames)) delete schema.propertyNames;
  // Readers have to live with fields that come later.
  const extra = schema.additionalProperties;
  if (extra === false || (isEmpty(extra) && schema.properties !== undefined))
    delete schema.additionalProperties;
}

/** What a schema was before it was given words, which makes another one of it. */
function origin(zod: z.core.$ZodType): z.core.$ZodType {
  const { parent } = zod._zod;
  return parent ? origin(parent) : zod;
}

/** Digits of a query that become a number. */
function isDigits(zod: z.core.$ZodType): boolean {
  return (
    zod instanceof z.ZodPipe &&
    zod.def.out instanceof z.ZodTransform &&
    zod.def.in instanceof z.ZodString &&
    (zod.def.in.def.checks ?? []).some(isOfDigits)
  );
}

function isOfDigits(check: z.core.$ZodCheck<never>): boolean {
  return check instanceof z.core.$ZodCheckRegex && check._zod.def.pattern.source.startsWith("^\\d");
}

/** A union within a union is one. */
function flat(schemas: unknown): unknown {
  if (!Array.isArray(schemas)) return schemas;
  return schemas.flatMap((each: Json) =>
    each.anyOf && Object.keys(each).length === 1 ? each.anyOf : [each],
  );
}

function isAnyText(schema: unknown): boolean {
  return JSON.stringify(schema) === '{"type":"string"}';
}

function isEmpty(schema: unknown): boolean {
  return JSON.stringify(schema) === "{}";
}
