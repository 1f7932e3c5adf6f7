import { invalid, jsonProvider } from "../kit/decode.ts";
import type { DecodedBody, Delivery, Provider } from "../provider.ts";
import { decodedOf } from "../snapshots/decode.ts";
import { matchRecordsIn } from "./body.ts";
import { readMatch } from "./match.ts";

/**
 * AllSportsAPI (football): `met=Livescore` and `met=Fixtures`, and the messages of its stream, which are bare
 * arrays of the same matches. Its events have no ids, so each match makes an event list.
 */
export const allsports: Provider = jsonProvider(decodeJson);

function decodeJson(json: unknown, delivery: Delivery): DecodedBody {
  const found = matchRecordsIn(json);
  if (Array.isArray(found)) return invalid(...found);
  const { records, at } = found;
  return decodedOf(records.map((record, index) => readMatch(record, [...at, index], delivery)));
}
