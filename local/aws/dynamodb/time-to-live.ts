import * as z from "zod";
import { TABLE_TYPES } from "../cloudformation/provision.ts";
import type { Client } from "../endpoint/client.ts";
import type { Log, Template } from "../interfaces.ts";

/** The pause between two sweeps. DynamoDB takes days; here a sweep keeps the data folder small. */
const INTERVAL_MS = 10 * 60_000;

const tableProperties = z.looseObject({
  KeySchema: z.array(z.looseObject({ AttributeName: z.string() })),
  TimeToLiveSpecification: z.looseObject({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});

interface ExpiringTable {
  name: string;
  keys: string[];
  ttl: string;
}

/** Deletes expired items at intervals. @returns how to stop it */
export function startTimeToLive(template: Template, client: Client, log: Log): () => void {
  const tables = TABLE_TYPES.flatMap((type) => template.ofType(type)).flatMap(({ ref, properties }) => {
    const { KeySchema, TimeToLiveSpecification: spec } = tableProperties.parse(properties);
    if (!spec?.Enabled) return [];
    return [
      { name: ref, keys: KeySchema.map(({ AttributeName }) => AttributeName), ttl: spec.AttributeName },
    ];
  });
  const timer = setInterval(() => {
    sweep(tables, client).catch((error: unknown) => log.warn("dynamodb", `time to live: ${String(error)}`));
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Deletes the items that expired before `now`. */
export async function sweep(
  tables: readonly ExpiringTable[],
  client: Client,
  now = Date.now(),
): Promise<void> {
  for (const { name, keys, ttl } of tables) {
    let start: unknown;
    do {
      const page = await client("dynamodb", "Scan", {
        TableName: name,
        FilterExpression: "#ttl < :now",
        ExpressionAttributeNames: { "#ttl": ttl },
        ExpressionAttributeValues: { ":now": { N: String(Math.floor(now / 1000)) } },
        ...(start !== undefined && { ExclusiveStartKey: start }),
      });
      for (const item of page.Items as Record<string, unknown>[]) {
        const Key = Object.fromEntries(keys.map((key) => [key, item[key]]));
        await client("dynamodb", "DeleteItem", { TableName: name, Key });
      }
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }
}
