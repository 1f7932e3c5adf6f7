import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { PostBudget, PostRank } from "../../ports/gateway.ts";
import { dynamoClient } from "./client.ts";
import { expiry, holds, number } from "./item.ts";

export interface PostBudgetOptions {
  /** Of all who fan out together. */
  postsPerSecond: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/**
 * Posts are counted by the quarter of a second: what is left at the end of one and made together with the whole of
 * the next stays below what API Gateway takes at once, which is half a second's worth.
 */
const WINDOW_MS = 250;
/** Takers who fit into a window. */
const TURNS = 8;
/** How much of a window each rank may fill, so that a goal finds room whatever else is going on. */
const SHARE: Record<PostRank, number> = { urgent: 1, normal: 0.85, stats: 0.5 };
const ROW_MS = 60_000;

/** A counter that does not answer at once is done without: to wait for it would cost more than it saves. */
export function budgetClient(): DynamoDBClient {
  return dynamoClient({ timeoutMs: 300, maxAttempts: 2 });
}

/** One row per window, in which everybody adds what they take. Refused is what would go beyond the rank's share. */
export function dynamoPostBudget(
  client: DynamoDBClient,
  table: string,
  { postsPerSecond, now = Date.now }: PostBudgetOptions,
): PostBudget {
  const window = (postsPerSecond * WINDOW_MS) / 1000;
  return {
    postsPerSecond,
    chunk: Math.max(1, Math.floor(window / TURNS)),
    async take(posts, rank) {
      const at = now();
      const start = at - (at % WINDOW_MS);
      const update = new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: String(start) } },
        UpdateExpression: "SET #ttl = :ttl ADD posts :posts",
        ConditionExpression: "attribute_not_exists(posts) OR posts <= :most",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: {
          ":posts": number(posts),
          ":most": number(Math.floor(window * SHARE[rank]) - posts),
          ":ttl": expiry(at + ROW_MS),
        },
      });
      return (await holds(client.send(update))) ? 0 : start + WINDOW_MS - at;
    },
  };
}
