import { invalid, jsonProvider } from "../kit/decode.ts";
import type { DecodedBody, Delivery, Provider } from "../provider.ts";
import { decodedOf } from "../snapshots/decode.ts";
import { envelopeOf } from "./body.ts";
import { readEvents } from "./events.ts";
import { readFixture } from "./fixture.ts";
import { readLineups, readStatistics } from "./teams.ts";

/**
 * API-Football v3 (api-sports.io): bodies of `fixtures` (with events where asked by id or live, with statistics and
 * line-ups where asked by id, statuses and scores always), and of `fixtures/events`, `fixtures/statistics` and
 * `fixtures/lineups`. Its events have no ids, so each list of them is an event list.
 *
 * The adapter refuses errors, which come with HTTP 200, bodies cut short, and endpoints about no match.
 */
export const apiFootball: Provider = jsonProvider(decodeJson);

function decodeJson(json: unknown, delivery: Delivery): DecodedBody {
  const envelope = envelopeOf(json);
  if (Array.isArray(envelope)) return invalid(...envelope);
  const { get, response } = envelope;
  if (get === "fixtures") {
    return decodedOf(response.map((record, index) => readFixture(record, ["response", index], delivery)));
  }
  return decodedOf([READERS[get](envelope, delivery)]);
}

/** The readers of bodies of one fixture, which their parameters name. */
const READERS = {
  "fixtures/events": readEvents,
  "fixtures/statistics": readStatistics,
  "fixtures/lineups": readLineups,
};
