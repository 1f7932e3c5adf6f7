import { matchIdOf, providerOf, type StreamItem, type StreamRecord } from "../match/event.ts";
import type { IdMap } from "../ports/ids.ts";
import { externalIdsOf, type IdMappings, internalItems, mappingOf } from "./internal-ids.ts";
import { streamRecordsOf } from "./records.ts";

/**
 * What one delivery of a provider said, as records of the stream: under our own ids where the map has them, so that
 * what several vendors say of one match has one partition key.
 *
 * Rejects if the map does not answer. To go on without it could split a match in two for good, which is worse than
 * to come back with the delivery a moment later.
 *
 * @param receivedAt RFC 3339 UTC
 */
export async function internalStreamRecords(
  items: readonly StreamItem[],
  receivedAt: string,
  ids: IdMap,
): Promise<StreamRecord[]> {
  const mapped = await ids.lookup(externalIdsOf(items));
  if (mapped.size === 0) return streamRecordsOf(items, receivedAt);
  const priorities = prioritiesOf(items, mapped);
  return streamRecordsOf(internalItems(items, mapped), receivedAt).map((record) => {
    const priority = priorities.get(record.match_id);
    return priority === undefined ? record : { ...record, priority };
  });
}

/** The priority of the feed in each match it has one for, by our id of the match. */
function prioritiesOf(items: readonly StreamItem[], mapped: IdMappings): Map<string, number> {
  const found = new Map<string, number>();
  for (const item of items) {
    const line = mappingOf(mapped, providerOf(item), "match", matchIdOf(item));
    if (line?.priority !== undefined) found.set(line.id, line.priority);
  }
  return found;
}
