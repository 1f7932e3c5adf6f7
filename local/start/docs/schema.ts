import { entriesOf, type Fields, fieldsOf, listOf, nameIn, textOf } from "./fields.ts";
import { escaped, table } from "./html.ts";
import { htmlOf } from "./markdown.ts";

/** JSON schemas as tables of their fields. A named schema is described once and linked from everywhere else. */

export function schemaAnchor(name: string): string {
  return `schema-${name.toLowerCase()}`;
}

/** What a value may be, in a few words. */
export function typeOf(schema: Fields): string {
  const name = nameIn(schema);
  if (name) return `<a href="#${schemaAnchor(name)}">${escaped(name)}</a>`;
  const choices = [...listOf(schema.oneOf), ...listOf(schema.anyOf)].map(fieldsOf);
  if (choices.length > 0) return choices.map(typeOf).join(" or ");
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return listOf(schema.enum).map(literal).join(", ");
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type ?? "any"]).map(String);
  return (
    types.map((type) => (type === "array" ? arrayOf(schema) : escaped(type))).join(" or ") + bounds(schema)
  );
}

function arrayOf({ items }: Fields): string {
  return items === undefined ? "array" : `array of ${typeOf(fieldsOf(items))}`;
}

function literal(value: unknown): string {
  return `<code>${escaped(JSON.stringify(value))}</code>`;
}

const BOUNDS = {
  minimum: "from",
  maximum: "to",
  minLength: "length from",
  maxLength: "length to",
  minItems: "at least",
  maxItems: "at most",
  pattern: "pattern",
  format: "format",
};

function bounds(schema: Fields): string {
  const said = Object.entries(BOUNDS).flatMap(([key, word]) =>
    schema[key] === undefined ? [] : [`${word} ${escaped(String(schema[key]))}`],
  );
  return said.length > 0 ? `<small>, ${said.join(", ")}</small>` : "";
}

/** The fields of a schema, those of nested objects with their path. */
export function fieldTable(schema: Fields): string {
  return table(["field", "type", "meaning"], rowsOf(schema, ""));
}

function rowsOf(schema: Fields, path: string): string[][] {
  const required = listOf(schema.required);
  return [schema, ...listOf(schema.allOf).map(fieldsOf)]
    .flatMap(({ properties }) => entriesOf(properties))
    .flatMap(([name, field]) => {
      const full = `${path}${name}`;
      const mark = required.includes(name) ? ' <span class="required">required</span>' : "";
      const row = [`<code>${escaped(full)}</code>${mark}`, typeOf(field), inline(field.description)];
      return [row, ...rowsOf(field, `${full}.`)];
    });
}

/** A description within a line. */
export function inline(description: unknown): string {
  return htmlOf(textOf(description), "docs/openapi.yaml").replace(/^<p>([\s\S]*)<\/p>\n$/, "$1");
}

/** All named schemas of a document. */
export function schemasOf(schemas: unknown): string {
  const sections = entriesOf(schemas).map(([name, schema]) => {
    const about = textOf(schema.description) ? `<p>${inline(schema.description)}</p>` : "";
    return `<h3 id="${schemaAnchor(name)}">${escaped(name)}</h3>${about}<p>${typeOf(schema)}</p>${fieldTable(schema)}`;
  });
  return `<h2 id="schemas">Schemas</h2>${sections.join("\n")}`;
}
