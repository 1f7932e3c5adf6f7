import { invalid } from "../kit/decode.ts";
import { recordFaults } from "../kit/faults.ts";
import type { DecodedBody, Delivery } from "../provider.ts";
import { lineupBody } from "./body.ts";
import { reportOf } from "./report.ts";

/**
 * Lineups make the match known and no more. Which of the two teams plays at home is not in them, nor in their
 * order, which is the other way round in every second match; and their players and cards are in the events.
 */
export function lineupItems(records: readonly unknown[], match_id: string, delivery: Delivery): DecodedBody {
  const faults = records.flatMap((record, index) => {
    const result = lineupBody.safeParse(record);
    if (result.success) return [];
    return recordFaults(result.error, record, [index]);
  });
  if (faults.length > 0) return invalid(...faults);
  const items = [reportOf({ sport: "football" }, match_id, delivery)];
  return { outcome: "items", items, received: items.length, duplicates: 0 };
}
