import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { externalKey, type IdMap, type InternalId } from "../../ports/ids.ts";
import { batchGet } from "./batch.ts";
import { idKey, mappingOf } from "./id-rows.ts";
import { textOf } from "./item.ts";

/** How long an answer counts, also that there is no line. */
const KEPT_MS = 60_000;
/** Ids of a busy day; beyond it the oldest answers are asked for again. */
const MAX_KEPT = 50_000;

interface Answer {
  /** Undefined if there is no line. */
  internal: InternalId | undefined;
  until: number;
}

/**
 * The id map with a memory of a minute: what an instance does not know it reads in one go, and a delivery about what
 * it knows reads nothing.
 *
 * @param now milliseconds since the epoch
 */
export function dynamoIdMap(client: DynamoDBClient, table: string, now: () => number = Date.now): IdMap {
  const kept = new Map<string, Answer>();

  const keep = (key: string, internal: InternalId | undefined, until: number) => {
    // Behind all others, so that the first one is always the oldest.
    kept.delete(key);
    kept.set(key, { internal, until });
  };
  const forgetOldest = () => {
    for (const key of kept.keys()) {
      if (kept.size <= MAX_KEPT) return;
      kept.delete(key);
    }
  };

  return {
    async lookup(ids) {
      const asked = now();
      const answers = new Map<string, InternalId | undefined>();
      const unknown = ids.filter((id) => {
        const answer = kept.get(externalKey(id));
        if (!answer || answer.until <= asked) return true;
        answers.set(externalKey(id), answer.internal);
        return false;
      });
      if (unknown.length > 0) {
        const rows = await batchGet(client, table, unknown.map(idKey));
        const found = new Map(rows.map((row) => [textOf(row, "pk"), internalOf(mappingOf(row))]));
        for (const key of unknown.map(externalKey)) {
          answers.set(key, found.get(key));
          keep(key, found.get(key), asked + KEPT_MS);
        }
        forgetOldest();
      }
      return new Map([...answers].flatMap(([key, internal]) => (internal ? [[key, internal]] : [])));
    },
  };
}

function internalOf({ id, priority }: InternalId): InternalId {
  return { id, ...(priority === undefined ? {} : { priority }) };
}
