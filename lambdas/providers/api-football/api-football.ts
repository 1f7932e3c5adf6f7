import type { Decoded, Delivery, Provider } from "../provider.ts";
import { decodedOf, invalid, NATIVE_LIMITS, withJson } from "../snapshots/decode.ts";
import { envelopeOf } from "./body.ts";
import { readEvents } from "./events.ts";
import { readFixture } from "./fixture.ts";

/**
 * API-Football v3 (api-sports.io): bodies of `fixtures` (with events where asked by id or live, statuses and
 * scores always) and of `fixtures/events`. Its events have no ids, so each body is a sheet per match.
 *
 * Refused are errors, which come with HTTP 200, bodies cut short, and endpoints that hold nothing that happens
 * in a match, such as `fixtures/statistics` and `fixtures/lineups`.
 */
export const apiFootball: Provider = {
  kinds: ["native"],
  formats: ["json"],
  limits: NATIVE_LIMITS,
  decode: (body, _kind, delivery) => withJson(body, (json) => decodeJson(json, delivery)),
};

function decodeJson(json: unknown, delivery: Delivery): Decoded {
  const envelope = envelopeOf(json);
  if (Array.isArray(envelope)) return invalid(...envelope);
  if (envelope.get === "fixtures/events") return decodedOf([readEvents(envelope, delivery)]);
  return decodedOf(
    envelope.response.map((record, index) => readFixture(record, ["response", index], delivery)),
  );
}
