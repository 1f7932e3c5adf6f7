import { MAX_CHANNELS } from "../../lambdas/sockets/channel-list.ts";
import { MAX_MESSAGE_BYTES } from "../../lambdas/sockets/messages.ts";
import { ANSWERS, FRAMES, MESSAGES, PUSHED, SOCKET_SCHEMAS } from "./asyncapi-components.ts";
import { frameExamples, messageExamples } from "./examples.ts";
import { HANDSHAKE_REFUSALS, SOCKET_REFUSALS } from "./refusals.ts";

const list = (words: Readonly<Record<string, string>>) =>
  Object.entries(words)
    .map(([word, when]) => `* \`${word}\`: ${when}`)
    .join("\n");

const DESCRIPTION = `\
Live frames of matches. \`new WebSocket(url + '?match=123')\` is enough; everything else can be asked for by a
message, JSON text of at most ${MAX_MESSAGE_BYTES} bytes whose \`action\` says what it is. An \`id\` in it comes back
with the answer. Every frame is one JSON object whose \`type\` says what it is. Readers have to live with types and
fields that come later.

## Channels

\`match:{id}\`, \`league:{id}\`, \`team:{id}\`, \`live:all\` (matches in play) and \`all\`; at most ${MAX_CHANNELS} of a
connection. Whoever is on several that an entry belongs to gets its frames once. They carry key events: goals,
cards, substitutions, penalties, VAR, shots and periods, and whatever else changes score or status.

## Order

\`seq\` numbers the log of a match without holes. Public channels do not see every entry, so a frame also has
\`prev_seq\`, the one before it on public channels: whoever holds another one has missed something, and subscribes
again with \`after_seq\`, which answers all that was missed or else the snapshot. Delivery is at least once and in
order; \`state\` is absolute.

## Refusals

A message is refused by an \`error\` frame, and the connection stays:

${list(SOCKET_REFUSALS)}

The handshake is refused with a status:

${list(HANDSHAKE_REFUSALS)}

API Gateway closes a connection after ten minutes without a message and after two hours in any case.
`;

const refTo = (name: string) => ({ $ref: `#/channels/live/messages/${name}` });

/** The WebSocket as AsyncAPI 3.0, from the side of the server. */
export function asyncapi(version: string) {
  return {
    asyncapi: "3.0.0",
    id: "urn:touchline:live",
    info: {
      title: "Touchline over the WebSocket",
      version,
      description: DESCRIPTION,
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    defaultContentType: "application/json",
    servers: {
      local: { host: "localhost:3001", protocol: "ws", description: "The local run" },
      deployed: {
        host: "{api}.execute-api.{region}.amazonaws.com",
        protocol: "wss",
        description: "A deployment: its outputs have the address",
        variables: { api: { default: "example" }, region: { default: "eu-west-1" } },
      },
    },
    channels: {
      live: {
        address: "/live",
        title: "The connection",
        bindings: { ws: { method: "GET", query: HANDSHAKE, bindingVersion: "0.1.0" } },
        messages: Object.fromEntries(
          [...Object.keys(MESSAGES), ...Object.keys(FRAMES)].map((name) => [
            name,
            { $ref: `#/components/messages/${name}` },
          ]),
        ),
      },
    },
    operations: { ...asked(), push: pushed() },
    components: { messages: messages(), schemas: SOCKET_SCHEMAS },
  };
}

const HANDSHAKE = {
  type: "object",
  description: "Subscribes while connecting: `subscribed` and the snapshots come as the first frames.",
  properties: {
    match: { type: "string", description: "Ids of matches, separated by commas; may be repeated." },
    channels: { type: "string", description: "Channels, separated by commas; may be repeated." },
  },
};

/** What a viewer asks and what answers it. */
function asked() {
  return Object.fromEntries(
    Object.entries(ANSWERS).map(([name, answers]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      {
        action: "receive",
        title: name,
        channel: { $ref: "#/channels/live" },
        messages: [refTo(name)],
        reply: {
          channel: { $ref: "#/channels/live" },
          messages: [...answers, "ErrorFrame"].map(refTo),
        },
      },
    ]),
  );
}

function pushed() {
  return {
    action: "send",
    title: "Push",
    summary: "What happens in the matches of the viewer's channels.",
    channel: { $ref: "#/channels/live" },
    messages: PUSHED.map(refTo),
  };
}

function messages() {
  const examples: Readonly<Record<string, unknown>> = { ...messageExamples, ...frameExamples };
  return Object.fromEntries(
    Object.entries({ ...MESSAGES, ...FRAMES }).map(([name, schema]) => [
      name,
      {
        name,
        title: name,
        summary: schema.description,
        payload: { $ref: `#/components/schemas/${name}` },
        examples: [{ name: "example", payload: examples[name] }],
      },
    ]),
  );
}
