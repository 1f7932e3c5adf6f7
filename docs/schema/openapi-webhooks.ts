import { PROVIDER_IDS } from "../../modules/providers/ids.ts";
import { adapterOf } from "../../modules/providers/index.ts";
import { announced, answerExamples, card, goal, halfTime, shortest, voided } from "./examples.ts";
import { refusals } from "./openapi-components.ts";
import { post, postStandard } from "./shell.ts";

const NATIVE = PROVIDER_IDS.filter((id) => adapterOf(id).kinds.includes("native"));

const SIGNED = [{ XSignature: [] }, { WebhookId: [], WebhookTimestamp: [], WebhookSignature: [] }];

const ENCODING = {
  name: "content-encoding",
  in: "header",
  description: "The signature is over the body as sent, compressed or not.",
  schema: { type: "string", enum: ["identity", "gzip", "x-gzip"] },
};

const answers: Readonly<Record<string, object>> = {
  "202": {
    description: "Everything is kept and will be seen in order. Sending it again does no harm.",
    content: {
      "application/json": {
        schema: { $ref: "#/components/schemas/Accepted" },
        examples: { accepted: { value: answerExamples.Accepted } },
      },
    },
  },
  ...refusals(
    "invalid_json",
    "invalid_payload",
    "invalid_signature",
    "ip_not_allowed",
    "unknown_provider",
    "too_large",
    "unsupported_media_type",
    "rate_limited",
    "internal",
    "stream_unavailable",
    "unavailable",
    "timeout",
  ),
};

export function webhookPaths() {
  const { "404": _unknown, ...ownAnswers } = answers;
  const { sent, expanded } = adapterOf("custom").limits;
  const limits = `At most 500 entries, ${mebibytes(sent)} as sent and ${mebibytes(expanded)} expanded.`;
  return {
    "/webhooks/match-events": {
      post: own({
        path: "/webhooks/match-events",
        operationId: "deliverEvents",
        summary: "Deliver events in our format",
        description: `One event, an array of them, or \`{"events":[...]}\`. ${limits} All of it is accepted or nothing.`,
        schema: "EventsBody",
        bodies: { one: goal, several: { events: [shortest, card] }, void: [voided] },
        answers: ownAnswers,
      }),
    },
    "/webhooks/match-status": {
      post: own({
        path: "/webhooks/match-status",
        operationId: "deliverStatus",
        summary: "Tell where a match stands",
        description: `Announces a match, its teams, league and kick-off, or tells status, clock and score: one, an array, or \`{"statuses":[...]}\`. ${limits}`,
        schema: "StatusesBody",
        bodies: { announcement: announced, half_time: halfTime, several: { statuses: [halfTime] } },
        answers: ownAnswers,
      }),
    },
    "/webhooks/{provider}": { post: native() },
    "/webhooks/{provider}/{secret}": { post: unsigned() },
  };
}

interface Own {
  path: string;
  operationId: string;
  summary: string;
  description: string;
  schema: string;
  bodies: Readonly<Record<string, unknown>>;
  answers: object;
}

function own({ path, operationId, summary, description, schema, bodies, answers: responses }: Own) {
  const [body] = Object.values(bodies);
  return {
    operationId,
    summary,
    description,
    tags: ["Webhooks"],
    security: SIGNED,
    parameters: [ENCODING],
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: { $ref: `#/components/schemas/${schema}` },
          examples: Object.fromEntries(Object.entries(bodies).map(([name, value]) => [name, { value }])),
        },
      },
    },
    responses,
    "x-codeSamples": [
      { lang: "Shell", label: "X-Signature", source: post(path, body) },
      { lang: "Shell", label: "Standard Webhooks", source: postStandard(path, body) },
    ],
  };
}

function native() {
  const each = NATIVE.map((id) => {
    const { formats, limits } = adapterOf(id);
    const words = formats.map((format) => format.toUpperCase()).join(" or ");
    return `* \`${id}\`: ${words}, at most ${mebibytes(limits.sent)} as sent and ${mebibytes(limits.expanded)} expanded`;
  });
  const anything = { description: "The vendor's own body, unchanged." };
  return {
    operationId: "deliverNative",
    summary: "Deliver a vendor's own format",
    description: `The body as the vendor sends it:\n\n${each.join("\n")}\n`,
    tags: ["Webhooks"],
    security: SIGNED,
    parameters: [
      { name: "provider", in: "path", required: true, schema: { type: "string", enum: NATIVE } },
      {
        name: "match",
        in: "query",
        description: "The match by the vendor's id, for bodies that do not say which one they are of.",
        schema: { type: "string" },
      },
      ENCODING,
    ],
    requestBody: {
      required: true,
      content: { "application/json": { schema: anything }, "application/xml": { schema: anything } },
    },
    responses: answers,
    "x-codeSamples": [
      {
        lang: "Shell",
        label: "X-Signature",
        source: [
          `MAC=$(openssl dgst -sha256 -hmac "$SECRET" -r < events.json | cut -d' ' -f1)`,
          "curl 'http://localhost:3000/webhooks/statsbomb?match=3869685' -H 'content-type: application/json' \\",
          '  -H "x-signature: $MAC" --data-binary @events.json',
          "",
        ].join("\n"),
      },
    ],
  };
}

/** For vendors that sign nothing, such as Opta's classic push. */
function unsigned() {
  const { operationId: _, security: __, summary: ___, description: ____, parameters, ...rest } = native();
  const provider = { type: "string", enum: ["match-events", "match-status", ...NATIVE] };
  return {
    ...rest,
    operationId: "deliverToSecretPath",
    summary: "Deliver without a signature",
    description:
      "For vendors that sign nothing: the body is what the path without the secret takes. It counts for providers whose secret has both a `path` and an `allow` list, and from these addresses only.",
    security: [],
    parameters: [
      { name: "provider", in: "path", required: true, schema: provider },
      {
        name: "secret",
        in: "path",
        required: true,
        description: "What the provider was given: 24 characters or more.",
        schema: { type: "string", pattern: "^[A-Za-z0-9_-]{24,128}$" },
      },
      ...parameters.slice(1),
    ],
    "x-codeSamples": [
      {
        lang: "Shell",
        label: "curl",
        source: [
          "curl \"http://localhost:3000/webhooks/opta/$SECRET_PATH\" -H 'content-type: application/xml' \\",
          "  --data-binary @f24.xml",
          "",
        ].join("\n"),
      },
    ],
  };
}

function mebibytes(bytes: number): string {
  return `${bytes / 1024 / 1024} MiB`;
}
