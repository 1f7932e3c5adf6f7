import { invalid, NATIVE_LIMITS, withJson } from "../kit/decode.ts";
import { fault } from "../kit/faults.ts";
import { idOf } from "../kit/loose.ts";
import type { DecodedBody, Delivery, Provider } from "../provider.ts";
import { contentOf } from "./body.ts";
import { eventItems } from "./events.ts";
import { ourId } from "./ids.ts";
import { lineupItems } from "./lineups.ts";
import { matchItems } from "./matches.ts";

/**
 * StatsBomb, open data and the paid API: `events`, `lineups` and `matches` bodies, which are all bare arrays.
 *
 * - `events` are all there are of a match. They have ids, so each one is an upsert, and a roll call takes back
 *   what is no longer listed. They do not say of which match they are: `?match=` does.
 * - `matches` say who plays at home, which nothing else does.
 * - `lineups` list the two teams in no order that means anything, so they only make the match known.
 */
export const statsbomb: Provider = {
  kinds: ["native"],
  formats: ["json"],
  limits: NATIVE_LIMITS,
  decode: (body, _kind, delivery) => withJson(body, (json) => decodeJson(json, delivery)),
};

function decodeJson(json: unknown, delivery: Delivery): DecodedBody {
  const content = contentOf(json);
  if (content.of === "nothing") return invalid(...content.faults);
  if (content.of === "matches") return matchItems(content, delivery);

  const match = idOf(delivery.match);
  if (match === undefined) return invalid(matchFault(delivery, content.of));
  return content.of === "events"
    ? eventItems(content.records, ourId(match), delivery)
    : lineupItems(content.records, ourId(match), delivery);
}

function matchFault({ match }: Delivery, of: string) {
  return match === undefined
    ? fault([], `${of} do not say which match they are of: add ?match= with the vendor's match id`)
    : fault([], "?match= must be the vendor's match id");
}
