import { invalid, jsonProvider } from "../kit/decode.ts";
import { fault } from "../kit/faults.ts";
import { idOf } from "../kit/loose.ts";
import { ourId } from "../kit/named.ts";
import type { DecodedBody, Delivery, Provider } from "../provider.ts";
import { contentOf } from "./body.ts";
import { eventItems } from "./events.ts";
import { lineupItems } from "./lineups.ts";
import { matchItems } from "./matches.ts";
import { PROVIDER } from "./values.ts";

/**
 * StatsBomb, open data and the paid API: `events`, `lineups` and `matches` bodies, which are all bare arrays.
 *
 * - `events` are all there are of a match. They have ids, so each one is an upsert, and an event id
 *   manifest voids events that are no longer listed. They do not name their match: `?match=` does.
 * - `matches` name the home team, which no other body does.
 * - `lineups` list the two teams in no particular order, so they only make the match known.
 */
export const statsbomb: Provider = jsonProvider(decodeJson);

function decodeJson(json: unknown, delivery: Delivery): DecodedBody {
  const content = contentOf(json);
  if (content.of === "nothing") return invalid(...content.faults);
  if (content.of === "matches") return matchItems(content, delivery);

  const match = idOf(delivery.match);
  if (match === undefined) return invalid(matchFault(delivery, content.of));
  return content.of === "events"
    ? eventItems(content.records, ourId(PROVIDER, match), delivery)
    : lineupItems(content.records, ourId(PROVIDER, match), delivery);
}

function matchFault({ match }: Delivery, of: string) {
  return match === undefined
    ? fault([], `${of} do not say which match they are of: add ?match= with the vendor's match id`)
    : fault([], "?match= must be the vendor's match id");
}
