import { MAX_CHANNELS } from "../../lambdas/sockets/channel-list.ts";
import { MAX_MESSAGE_BYTES } from "../../lambdas/sockets/messages.ts";
import { PRIVATE_SCOPE } from "../../modules/match/access.ts";
import { DIALECTS } from "../../modules/match/dialects/index.ts";
import { MAX_LISTED_MEMBERS } from "../../modules/subscriptions/presence.ts";
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
connection. \`sports.football\`, \`sports.football.leagues.{league}\`,
\`sports.football.leagues.{league}.matches.{match}\` and \`sports.football.teams.{team}\` are other names of \`all\`,
\`league:{league}\`, \`match:{match}\` and \`team:{team}\`.

These are public and carry key events: goals, cards, substitutions, penalties, VAR, shots and periods, and whatever
else changes score or status. Each has a private channel, \`private-\` and its name, which carries every event, and a
presence channel, \`presence-\` and its name, which does too and shows who else is there. Both need a token.

Members of a presence channel are users, however many connections each has. On subscribing they are told who is there
(\`presence_state\`), and from then on who comes and goes. Above ${MAX_LISTED_MEMBERS} members they are told how many they are, once a
second at most and more rarely the more they are; each \`pong\` says it as well.

Whoever is on several channels that an entry belongs to gets its frames once: those of the private channel of the
match, \`private-match:{id}\`, if one of them is private or a presence channel, and those of \`match:{id}\` otherwise.
With filters, what passes one of them. A filter is about \`match_event\`; all other frames always pass.

## Tokens

A token is a JWT of an issuer that the deployment knows, signed by RS256, ES256 or the like, of at most 4 KiB, and
comes as \`?token=\` or in the Authorization header. Its \`sub\` says who it is, and \`name\` how others see them. The
scope \`${PRIVATE_SCOPE}\` (in \`scope\` or \`scp\`) opens every private and presence channel; the claim \`channels\`, a
list of patterns in which \`*\` stands for anything, those that match: \`["private-match:*"]\`. A pattern is about the
names a channel is first given here, \`private-match:1\`, and not about its other ones.

When it expires, its channels fall silent; with the next message the viewer is told (\`error\`, \`unsubscribed\`). An
\`authenticate\` message with a newer one in time leaves all as it is, but for channels that the newer one does not
open. Whoever came without a token may authenticate later.

## Dialects

Frames are as they are described here with \`dialect=touchline\`, or without it. With \`dialect=flat\` they are flat
objects of an upper-case type (\`MATCH_STARTED\`, \`GOAL_SCORED\`, \`CARD_ISSUED\`, \`SUBSTITUTION\`, \`SCORE_UPDATE\`,
\`MATCH_ENDED\`, \`SUBSCRIBED\`, \`PONG\`, \`ERROR\`), with \`dialect=laravel\` events of a Laravel broadcaster,
\`{"event","channel","data"}\` (\`match.update\`, \`match.event\`, \`match.status\`). Frames that a dialect has no word for
are not sent, and there is no \`seq\` in either.

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

API Gateway closes a connection after ten minutes without a message and after two hours in any case; a \`reconnect\`
frame says in time when to move to a new one. Whoever reads too slowly for what API Gateway holds back loses frames,
which the next frame's \`prev_seq\` and each \`pong\` show.
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
      local: { host: "localhost:3001", protocol: "ws", description: "The local run", security: SECURITY },
      deployed: {
        host: "{api}.execute-api.{region}.amazonaws.com",
        protocol: "wss",
        description: "A deployment: its outputs have the address",
        variables: { api: { default: "example" }, region: { default: "eu-west-1" } },
        security: SECURITY,
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
    components: { messages: messages(), schemas: SOCKET_SCHEMAS, securitySchemes: SECURITY_SCHEMES },
  };
}

const NOT_ALWAYS = "Public channels need none where the deployment lets strangers in, as it does at first.";

const SECURITY_SCHEMES = {
  TokenInQuery: {
    type: "httpApiKey",
    name: "token",
    in: "query",
    description: `A JWT: browsers can give it no other way. ${NOT_ALWAYS}`,
  },
  TokenInHeader: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: NOT_ALWAYS },
};
/** One of them. */
const SECURITY = Object.keys(SECURITY_SCHEMES).map((name) => ({
  $ref: `#/components/securitySchemes/${name}`,
}));

const HANDSHAKE = {
  type: "object",
  description: "Subscribes while connecting: `subscribed` and the snapshots come as the first frames.",
  properties: {
    token: { type: "string", description: "A JWT. The Authorization header takes one as well." },
    match: { type: "string", description: "Ids of matches, separated by commas; may be repeated." },
    channels: { type: "string", description: "Channels, separated by commas; may be repeated." },
    after_seq: {
      type: "string",
      description:
        "Positions of a viewer who comes back, separated by commas: `match:123:41`, or a number alone where there is one match.",
    },
    dialect: { enum: [...DIALECTS], description: "How frames are said; `touchline` if missing." },
    batch: { enum: ["0", "1"], description: "With `1`, frames that are there together come as one." },
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
