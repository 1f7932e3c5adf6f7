import { entriesOf, type Fields, fieldsOf, listOf, nameIn, textOf } from "./fields.ts";
import { code, escaped, table } from "./html.ts";
import { htmlOf } from "./markdown.ts";
import { inline, schemasOf, typeOf } from "./schema.ts";

const METHODS = ["get", "put", "post", "delete", "patch"];

/** An OpenAPI document as a page: every route by its tag, then every schema. */
export function openapiPage(document: Fields): string {
  const { info, tags, paths, components } = document;
  const about = fieldsOf(info);
  const operations = entriesOf(paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method];
      return operation === undefined
        ? []
        : [{ route: `${method.toUpperCase()} ${path}`, ...fieldsOf(operation) }];
    }),
  );
  const sections = listOf(tags)
    .map(fieldsOf)
    .map((tag) => {
      const name = textOf(tag.name);
      const own = operations.filter((operation) => listOf(fieldsOf(operation).tags).includes(name));
      const body = own.map((operation) => operationSection(operation, fieldsOf(components))).join("\n");
      return `<h2 id="${name.toLowerCase()}">${escaped(name)}</h2><p>${inline(tag.description)}</p>${body}`;
    });
  return `<h1>${escaped(textOf(about.title))}</h1>${htmlOf(textOf(about.description), "docs/openapi.yaml")}
    <p><a href="/docs/openapi.yaml">openapi.yaml</a></p>${sections.join("\n")}${schemasOf(fieldsOf(components).schemas)}`;
}

function operationSection(operation: Fields & { route: string }, components: Fields): string {
  const { route, operationId, summary, description, parameters, requestBody, responses } = operation;
  const [method = "", path = ""] = route.split(" ");
  return `<section class="operation">
    <h3 id="${escaped(textOf(operationId))}"><span class="method">${method}</span> <code>${escaped(path)}</code></h3>
    <p><strong>${escaped(textOf(summary))}</strong></p>${htmlOf(textOf(description), "docs/openapi.yaml")}
    ${parametersOf(parameters)}${bodyOf(fieldsOf(requestBody), components)}${answersOf(responses, components)}
  </section>`;
}

function parametersOf(parameters: unknown): string {
  const rows = listOf(parameters)
    .map(fieldsOf)
    .map((each) => [
      `<code>${escaped(textOf(each.name))}</code> <small>${escaped(textOf(each.in))}</small>`,
      typeOf(fieldsOf(each.schema)),
      inline(each.description),
    ]);
  return rows.length > 0 ? `<h4>Parameters</h4>${table(["name", "type", "meaning"], rows)}` : "";
}

function bodyOf({ content }: Fields, components: Fields): string {
  const bodies = entriesOf(content);
  if (bodies.length === 0) return "";
  const each = bodies.map(
    ([type, media]) =>
      `<p><code>${escaped(type)}</code>: ${typeOf(fieldsOf(media.schema))}</p>${examplesOf(media, components)}`,
  );
  return `<h4>Body</h4>${each.join("\n")}`;
}

function answersOf(responses: unknown, components: Fields): string {
  const answers = entriesOf(responses).map(([status, { description, headers, content }]) => {
    const named = entriesOf(headers).map(([name]) => `<code>${escaped(name)}</code>`);
    const body = entriesOf(content).map(
      ([, media]) => `<p>${typeOf(fieldsOf(media.schema))}</p>${examplesOf(media, components)}`,
    );
    return `<details><summary><strong>${escaped(status)}</strong> ${inline(description).split("</p>")[0]}</summary>
      ${htmlOf(textOf(description), "docs/openapi.yaml")}
      ${named.length > 0 ? `<p>Headers: ${named.join(", ")}</p>` : ""}${body.join("\n")}</details>`;
  });
  return `<h4>Answers</h4>${answers.join("\n")}`;
}

function examplesOf(media: Fields, components: Fields): string {
  const shared = fieldsOf(components.examples);
  return entriesOf(media.examples)
    .map(([name, example]) => {
      const { value } = nameIn(example) ? fieldsOf(shared[nameIn(example)]) : example;
      const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
      return `<details><summary>Example: ${escaped(name)}</summary>${code(text)}</details>`;
    })
    .join("\n");
}
