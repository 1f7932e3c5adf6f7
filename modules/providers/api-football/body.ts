import * as z from "zod";
import { vendorFault } from "../kit/decode.ts";
import { fault } from "../kit/faults.ts";
import { isFields } from "../kit/fields.ts";
import { anything, count, list, named, part, requiredId, text } from "../kit/loose.ts";
import type { Fault } from "../provider.ts";

/** A fixture as `fixtures` has it; what is not named here is not used. */
export const fixtureBody = z.looseObject({
  fixture: z.looseObject({
    id: requiredId,
    date: anything,
    timestamp: anything,
    periods: part({ first: anything, second: anything }),
    status: part({ short: text.pipe(z.string("must be text")), elapsed: anything, extra: anything }),
  }),
  league: named,
  teams: part({ home: named, away: named }),
  goals: part({ home: count, away: count }),
  /** Only with `id`, `ids` or `live`; the others only with the first two. */
  events: list,
  lineups: anything,
  statistics: anything,
});
export type Fixture = z.output<typeof fixtureBody>;

export const eventBody = z.looseObject({
  time: part({ elapsed: anything, extra: anything }),
  team: named,
  /** Who scored, was booked or goes OFF. */
  player: named,
  /** Who assisted or comes ON. */
  assist: named,
  type: text,
  detail: text,
  comments: text,
});
export type Entry = z.output<typeof eventBody>;

/** The endpoints whose bodies are read; the others hold nothing of a match. */
const ENDPOINTS = ["fixtures", "fixtures/events", "fixtures/statistics", "fixtures/lineups"] as const;

export interface Envelope {
  get: (typeof ENDPOINTS)[number];
  parameters: Record<string, unknown>;
  response: unknown[];
}

/**
 * The envelope of a body that can be trusted to be all of it. An error comes with HTTP 200 and an empty
 * `response`, which must not pass for a match without events.
 */
export function envelopeOf(json: unknown): Envelope | Fault[] {
  if (!isFields(json)) return [fault([], "must be an object")];
  const errors = errorsOf(json.errors);
  if (errors.length > 0) return errors;
  const { get, response, results } = json;
  if (!Array.isArray(response)) {
    const isMessage = typeof json.message === "string";
    return [isMessage ? vendorFault(["message"], json.message) : fault(["response"], "must be an array")];
  }
  if (typeof results === "number" && results !== response.length) {
    return [fault(["response"], `must hold the ${results} results the body says it has`)];
  }
  const endpoint = endpointOf(get, response);
  if (!endpoint) {
    return [fault(["get"], `must be one of ${ENDPOINTS.join(", ")}: no other body is about a match`)];
  }
  return { get: endpoint, parameters: isFields(json.parameters) ? json.parameters : {}, response };
}

function endpointOf(get: unknown, [first]: unknown[]): Envelope["get"] | undefined {
  if (get === "fixtures/headtohead") return "fixtures";
  if (get !== undefined) return ENDPOINTS.find((known) => known === get);
  if (!isFields(first)) return undefined;
  if (first.fixture) return "fixtures";
  if (first.statistics) return "fixtures/statistics";
  return first.startXI ? "fixtures/lineups" : "fixtures/events";
}

/** `errors` is `[]` when there are none, and an object of messages by field when there are. */
function errorsOf(errors: unknown): Fault[] {
  if (!errors) return [];
  if (typeof errors !== "object") return [vendorFault(["errors"], errors)];
  return Object.entries(errors).map(([field, text]) => vendorFault(["errors", field], text));
}
