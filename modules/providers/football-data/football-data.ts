import { invalid, jsonProvider } from "../kit/decode.ts";
import type { DecodedBody, Delivery, Provider } from "../provider.ts";
import { decodedOf } from "../snapshots/decode.ts";
import { matchRecordsIn } from "./body.ts";
import { readMatch } from "./match.ts";

/**
 * Football-Data.org v4: a match (`matches/{id}`) or a list of them (`matches`, `competitions/{id}/matches`).
 * Its events have no ids, so a match with unfolded lists makes an event list; one without them has a score and a status
 * only.
 */
export const footballData: Provider = jsonProvider(decodeJson);

function decodeJson(json: unknown, delivery: Delivery): DecodedBody {
  const found = matchRecordsIn(json);
  if (Array.isArray(found)) return invalid(...found);
  const { records, at } = found;
  const pathOf = (index: number) => (at.length > 0 ? [...at, index] : []);
  return decodedOf(records.map((record, index) => readMatch(record, pathOf(index), delivery)));
}
