import { isStorableValue } from "../../match/text.ts";

/**
 * The metadata of a record whose meaning nobody knows: the record as it came.
 *
 * @param maxLength of its JSON; a longer record is left out, as is one that cannot be stored
 */
export function rawExtras(record: unknown, maxLength: number): { raw?: unknown } {
  // The record is one level down in the metadata.
  return isStorableValue(record, 1) && JSON.stringify(record).length <= maxLength ? { raw: record } : {};
}
