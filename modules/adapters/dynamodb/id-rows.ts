import { type ExternalId, externalKey, ID_KINDS, type IdMapping } from "../../ports/ids.ts";
import { type Item, MalformedItemError, number, numberOf, textOf } from "./item.ts";

/** A row of the id map: `pk` is the vendor's id, `internal` is ours, by which the index `by-id` finds it. */

export const BY_ID = "by-id";

export function idKey(external: ExternalId): Item {
  return { pk: { S: externalKey(external) } };
}

export function idRow({ id, priority, updated_at, ...external }: IdMapping): Item {
  return {
    ...idKey(external),
    internal: { S: id },
    ...(priority === undefined ? {} : { priority: number(priority) }),
    updated_at: { S: updated_at },
  };
}

/** @throws MalformedItemError */
export function mappingOf(row: Item): IdMapping {
  const [provider = "", kind, external = ""] = textOf(row, "pk").split("#");
  const known = ID_KINDS.find((one) => one === kind);
  if (!known) throw new MalformedItemError("a row of the id map is of no known kind");
  return {
    provider,
    kind: known,
    external,
    id: textOf(row, "internal"),
    ...(row.priority === undefined ? {} : { priority: numberOf(row, "priority") }),
    updated_at: textOf(row, "updated_at"),
  };
}
