import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { MatchFrame } from "../../match/frame.ts";
import type { EntryFrames, FrameLog } from "../../ports.ts";
import { batchWrite } from "./batch.ts";
import { expiry, type Item, isExpired, number, numberOf, textOf } from "./item.ts";

/** A match with extra time, a shootout and a long break, and somewhat more. */
const KEPT_MS = 6 * 3_600_000;
/**
 * JSON of one entry's frames, in UTF-8. What is larger could not be replayed, and a row of 400 KB would be
 * refused for ever. Without it the entries no longer join up, so whoever lacks it is given the snapshot.
 */
const MAX_BYTES = 96_000;

/**
 * One row per entry, never changed: `frames` is their JSON, `prev` the entry before on public channels.
 *
 * @param now milliseconds since the epoch
 */
export function dynamoFrames(client: DynamoDBClient, table: string, now: () => number = Date.now): FrameLog {
  /** One call: it stops at 1 MB, which is more than anybody is sent. */
  async function query(condition: string, values: Item, limit: number, forward: boolean) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: condition,
        ExpressionAttributeValues: values,
        ScanIndexForward: forward,
        // Whoever subscribed before an entry was kept is posted it; whoever did later must find it.
        ConsistentRead: true,
        // One more, to know whether there is one more.
        Limit: limit + 1,
      }),
    );
    // DynamoDB deletes what has expired in no order: left out at once, what remains has no holes of that kind.
    const rows = Items.filter((row) => !isExpired(row, now()));
    // The oldest expire first, so backwards there is nothing beyond an expired one.
    const others = LastEvaluatedKey !== undefined && (forward || rows.length === Items.length);
    return { entries: rows.slice(0, limit).map(entryOf), more: rows.length > limit || others };
  }

  return {
    async append(entries) {
      const ttl = expiry(now() + KEPT_MS);
      await batchWrite(
        client,
        table,
        entries.flatMap((entry) => {
          const frames = JSON.stringify(entry.frames);
          if (Buffer.byteLength(frames) > MAX_BYTES) return [];
          return [{ PutRequest: { Item: { ...rowOf(entry), frames: { S: frames }, ttl } } }];
        }),
      );
    },

    since: (matchId, afterSeq, limit) => {
      const values = { ":match": { S: matchId }, ":after": number(afterSeq) };
      return query("match_id = :match AND seq > :after", values, limit, true);
    },

    async before(matchId, beforeSeq, limit) {
      const match = { ":match": { S: matchId } };
      const { entries, more } = await (beforeSeq === undefined
        ? query("match_id = :match", match, limit, false)
        : query(
            "match_id = :match AND seq < :before",
            { ...match, ":before": number(beforeSeq) },
            limit,
            false,
          ));
      return { entries: entries.toReversed(), more };
    },
  };
}

function rowOf({ match_id, seq, prev_seq }: EntryFrames): Item {
  return { match_id: { S: match_id }, seq: number(seq), prev: number(prev_seq) };
}

function entryOf(row: Item): EntryFrames {
  // Written by `append` above and by nobody else.
  const frames: MatchFrame[] = JSON.parse(textOf(row, "frames"));
  return {
    match_id: textOf(row, "match_id"),
    seq: numberOf(row, "seq"),
    prev_seq: numberOf(row, "prev"),
    frames,
  };
}
