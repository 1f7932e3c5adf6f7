import { fault } from "../kit/faults.ts";
import { isFields } from "../kit/fields.ts";
import { ourId } from "../kit/named.ts";
import type { Delivery, Fault } from "../provider.ts";
import type { Read } from "../snapshots/decode.ts";
import type { VendorSnapshot } from "../snapshots/snapshot.ts";
import type { Envelope } from "./body.ts";
import { matchIdOf, PROVIDER } from "./fixture.ts";
import { figuresIn } from "./statistics.ts";

/** Bodies with one record per team, which do not say who plays at home. */

/** Reads a `fixtures/statistics` body: the vendor's counts of each team. */
export function readStatistics({ parameters, response }: Envelope, delivery: Delivery): Read | Fault[] {
  const team_stats = figuresIn(response, ({ id }) => (id === undefined ? undefined : ourId(PROVIDER, id)));
  return readTeams(parameters, response, delivery, { team_stats });
}

/**
 * Reads a `fixtures/lineups` body, which only makes the match known: it does not say who plays at home, and the events
 * have the names of its players.
 */
export function readLineups({ parameters, response }: Envelope, delivery: Delivery): Read | Fault[] {
  return readTeams(parameters, response, delivery, response.length > 0 ? { sport: "football" } : {});
}

function readTeams(
  parameters: Envelope["parameters"],
  response: readonly unknown[],
  delivery: Delivery,
  fields: Pick<VendorSnapshot, "sport" | "team_stats">,
): Read | Fault[] {
  const match_id = matchIdOf(parameters, delivery);
  const faults = response.flatMap((record, index) =>
    isFields(record) ? [] : [fault(["response", index], "must be an object")],
  );
  if (typeof match_id !== "string" || faults.length > 0) {
    return typeof match_id === "string" ? faults : [match_id, ...faults];
  }
  const { received_at } = delivery;
  return { snapshot: { provider: PROVIDER, match_id, ...fields, as_of: received_at, before: received_at } };
}
