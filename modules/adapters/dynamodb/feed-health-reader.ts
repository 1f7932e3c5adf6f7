import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { status } from "../../match/status.ts";
import type { FeedCounts, FeedHealthReader, FeedReport, LiveFeed } from "../../ports/feed-health.ts";
import { batchGet } from "./batch.ts";
import { type COUNTS, NOTED_MS } from "./feed-health-recorder.ts";
import { COUNT_PARTITIONS, countPartition, LIVE_PARTITIONS, providerKey } from "./feed-health-rows.ts";
import { type Item, isExpired, numberOf, textOf } from "./item.ts";

/** More rows of five minutes than any window has. */
const MAX_BUCKETS = 24;

/** @param now milliseconds since the epoch */
export function dynamoFeedHealthReader(
  client: DynamoDBClient,
  table: string,
  now: () => number = Date.now,
): FeedHealthReader {
  /** Rows of a partition, the last ones first. */
  async function query(pk: string, limit?: number): Promise<Item[]> {
    const found: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": { S: pk } },
          ScanIndexForward: false,
          ExclusiveStartKey: start,
          Limit: limit,
        }),
      );
      found.push(...(page.Items ?? []));
      start = limit === undefined ? page.LastEvaluatedKey : undefined;
    } while (start);
    return found.filter((row) => !isExpired(row, now()));
  }

  return {
    async live() {
      const rows = await Promise.all(LIVE_PARTITIONS.map((pk) => query(pk)));
      return rows.flat().map(liveFeedOf);
    },

    async report(provider, since) {
      const keys = [providerKey(provider, "alive"), providerKey(provider, "unreachable")];
      const [signs, ...counted] = await Promise.all([
        batchGet(client, table, keys),
        ...COUNT_PARTITIONS.map((shard) => query(countPartition(provider, shard), MAX_BUCKETS)),
      ]);
      const rows = counted.flat();
      const inWindow = rows.filter((row) => textOf(row, "sk") >= since.toISOString());
      return { counts: sumOf(inWindow), ...heardAt(rows), ...signsOf(signs) };
    },
  };
}

function liveFeedOf(row: Item): LiveFeed {
  return {
    match_id: textOf(row, "match_id"),
    provider: textOf(row, "provider"),
    status: status.parse(textOf(row, "status")),
    // At the latest: nobody is called silent for as long as they may have spoken.
    heard_at: new Date(Date.parse(textOf(row, "heard_at")) + NOTED_MS),
  };
}

function sumOf(rows: readonly Item[]): FeedCounts {
  const sum = (name: (typeof COUNTS)[number]) => rows.reduce((total, row) => total + numberOf(row, name), 0);
  return {
    received: sum("received"),
    processed: sum("processed"),
    duplicate: sum("duplicate"),
    failed: sum("failed"),
    latency_ms: sum("latency_ms"),
  };
}

/** A row in which nothing but failures were counted has none. */
function heardAt(rows: readonly Item[]): Pick<FeedReport, "heard_at"> {
  const [last] = rows
    .flatMap(({ heard_at }) => (heard_at?.S === undefined ? [] : [heard_at.S]))
    .toSorted()
    .toReversed();
  return last === undefined ? {} : { heard_at: new Date(last) };
}

function signsOf(rows: readonly Item[]): Pick<FeedReport, "alive_at" | "unreachable_until"> {
  const at = (about: string) => rows.find((row) => row.sk?.S === about);
  const [alive, unreachable] = [at("alive"), at("unreachable")];
  return {
    ...(alive ? { alive_at: new Date(textOf(alive, "at")) } : {}),
    ...(unreachable ? { unreachable_until: new Date(textOf(unreachable, "at")) } : {}),
  };
}
