import { entriesOf, type Fields, fieldsOf, listOf, nameIn, textOf } from "./fields.ts";
import { code, escaped, table } from "./html.ts";
import { htmlOf } from "./markdown.ts";
import { fieldTable, inline, schemasOf, typeOf } from "./schema.ts";

/** An AsyncAPI document as a page: how to connect, what to send, what comes, then every schema. */
export function asyncapiPage(document: Fields): string {
  const { info, channels, operations, components } = document;
  const about = fieldsOf(info);
  const messages = fieldsOf(fieldsOf(components).messages);
  const sent = new Set(
    entriesOf(operations)
      .filter(([, { action }]) => action === "receive")
      .flatMap(([, operation]) => listOf(operation.messages).map((each) => nameIn(fieldsOf(each)))),
  );
  const section = (isWanted: (name: string) => boolean) =>
    entriesOf(messages)
      .filter(([name]) => isWanted(name))
      .map(([name, message]) => messageSection(name, message))
      .join("\n");
  return `<h1>${escaped(textOf(about.title))}</h1>${htmlOf(textOf(about.description), "docs/asyncapi.yaml")}
    <p><a href="/docs/asyncapi.yaml">asyncapi.yaml</a></p>
    <h2 id="connecting">Connecting</h2>${entriesOf(channels).map(connectionOf).join("\n")}
    <h2 id="messages">Messages that you send</h2>${section((name) => sent.has(name))}
    <h2 id="frames">Frames that you get</h2>${section((name) => !sent.has(name))}
    ${schemasOf(fieldsOf(components).schemas)}`;
}

function connectionOf([, channel]: [string, Fields]): string {
  const { query } = fieldsOf(fieldsOf(channel.bindings).ws);
  const rows = entriesOf(fieldsOf(query).properties).map(([name, schema]) => [
    `<code>${escaped(name)}</code>`,
    typeOf(schema),
    inline(schema.description),
  ]);
  return `<p><code>${escaped(textOf(channel.address))}</code>, with any of these in the query:</p>${table(["name", "type", "meaning"], rows)}`;
}

function messageSection(name: string, { summary, payload, examples }: Fields): string {
  const shown = listOf(examples)
    .map(fieldsOf)
    .map((example) => code(JSON.stringify(example.payload, null, 2)));
  return `<section class="operation"><h3 id="${escaped(name)}">${escaped(name)}</h3>
    <p>${inline(summary)}</p><p>${typeOf(fieldsOf(payload))}</p>${fieldTable(fieldsOf(payload))}
    <details><summary>Example</summary>${shown.join("\n")}</details></section>`;
}
