import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { announced, goal, shortest } from "../../docs/schema/examples.ts";
import { DETAILS } from "../../modules/match/event.ts";
import { custom, MAX_ITEMS } from "../../modules/providers/custom/custom.ts";
import type { BodyKind } from "../../modules/providers/provider.ts";
import { OPENAPI } from "./api-documents.ts";

/** The document says yes to a body exactly where the webhook does. */

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const validators = {
  events: ajv.compile({ $ref: "#/components/schemas/EventsBody", components: OPENAPI.components }),
  status: ajv.compile({ $ref: "#/components/schemas/StatusesBody", components: OPENAPI.components }),
};

const DELIVERY = { received_at: "2024-11-20T10:30:00.000Z", request_id: "r-1" };

function verdicts(
  body: unknown,
  kind: "events" | "status",
): { body: unknown; said: boolean; taken: boolean } {
  const taken = custom.decode(JSON.stringify(body), kind satisfies BodyKind, DELIVERY).outcome === "items";
  return { body, said: validators[kind](body), taken };
}

const VALUES = [
  null,
  true,
  "",
  "x",
  "goal",
  "first_half",
  "void",
  "2024-11-20T10:30:00+01:00",
  "no/id",
  "x".repeat(129),
  "x".repeat(200),
  "x".repeat(201),
  "{}",
  0,
  1,
  59,
  60,
  61,
  100,
  101,
  150,
  151,
  200,
  201,
  0.5,
  -1,
  [],
  {},
  { id: "1" },
  { id: 1, name: null },
  { id: "1", name: "" },
  { name: "Reds" },
  { "10": { shots: 1, xg: null, saves: 2 }, "11": null },
  { "10": { shots: 0.5 } },
  { "no/id": { shots: 1 } },
  { "9": {}, "10": {}, "11": {} },
];

const CASES = [
  { kind: "events", full: { ...goal, version: 2, other: 1 } },
  { kind: "events", full: shortest },
  {
    kind: "status",
    full: {
      ...announced,
      extra_minute: 1,
      home_score: 1,
      away_score: 1,
      sport: "football",
      team_stats: {},
      other: 1,
    },
  },
] as const;

describe.each(CASES)(
  "each field of $kind, $full.event_type, with each value and without",
  ({ kind, full }) => {
    test.each(Object.keys(full))("%s", (field) => {
      // A string of JSON is metadata, which no schema can tell from another string.
      const values = field === "metadata" ? VALUES.filter((value) => typeof value !== "string") : VALUES;
      const { [field as keyof typeof full]: _, ...rest } = full;
      const all = [rest, ...values.map((value) => ({ ...full, [field]: value }))].map((body) =>
        verdicts(body, kind),
      );
      expect(all.filter(({ said, taken }) => said !== taken)).toEqual([]);
    });
  },
);

test.each(["goal", "card", "substitution", "var", "foul"])("details of a %s", (event_type) => {
  const words = [...new Set(Object.values(DETAILS).flat()), "another"];
  const all = words.map((detail) => verdicts({ ...shortest, event_type, detail }, "events"));
  expect(all.filter(({ said, taken }) => said !== taken)).toEqual([]);
});

test("one, several, none, in an envelope, too many, or something else", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...shortest, event_id: index }));
  const bodies = [
    shortest,
    [shortest],
    [],
    { events: [shortest] },
    { events: [] },
    { events: shortest },
    {},
    null,
    1,
    "x",
    [1],
    many(MAX_ITEMS),
    many(MAX_ITEMS + 1),
    { events: many(MAX_ITEMS) },
    { events: many(MAX_ITEMS + 1) },
  ];
  const all = bodies.map((body) => verdicts(body, "events"));
  expect(all.filter(({ said, taken }) => said !== taken)).toEqual([]);
  expect(all.filter(({ said }) => said)).toHaveLength(7);
});
