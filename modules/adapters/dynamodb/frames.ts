import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { MatchFrame } from "../../match/frame.ts";
import type { View } from "../../match/view.ts";
import type { EntryFrames, FrameLog } from "../../ports/recovery.ts";
import { batchWrite } from "./batch.ts";
import { expiry, type Item, isExpired, number, numberOf, textOf } from "./item.ts";

/** How long entries are stored: a match with extra time, a shootout and a long break, and somewhat more. */
const STORED_MS = 6 * 3_600_000;
/**
 * The most bytes of an entry's frames, as JSON in UTF-8. A larger entry could not be replayed, and DynamoDB refuses a
 * row of 400 KB on every retry. Without the entry there is a hole, so a viewer who lacks it gets the snapshot.
 */
const MAX_BYTES = 96_000;

/**
 * One row per entry and kind of viewers, never changed: `frames` is their JSON, `prev` the entry before that they
 * saw. What public channels saw is under the id of the match, what the others saw under that and
 * `#private`, which is in no id.
 *
 * @param now milliseconds since the epoch
 */
export function dynamoFrames(client: DynamoDBClient, table: string, now: () => number = Date.now): FrameLog {
  /** One call: it stops at 1 MB, which is more than anybody is sent. */
  async function query(matchId: string, condition: string, values: Item, limit: number, forward: boolean) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: condition,
        ExpressionAttributeValues: values,
        ScanIndexForward: forward,
        // An entry is posted to those who subscribed before it was stored; those who did later must find it here.
        ConsistentRead: true,
        // One more, to know whether there is one more.
        Limit: limit + 1,
      }),
    );
    // DynamoDB deletes what has expired in no order: left out at once, what remains has no holes of that kind.
    const rows = Items.filter((row) => !isExpired(row, now()));
    // The oldest expire first, so backwards there is nothing beyond an expired one.
    const others = LastEvaluatedKey !== undefined && (forward || rows.length === Items.length);
    return {
      entries: rows.slice(0, limit).map((row) => entryOf(row, matchId)),
      more: rows.length > limit || others,
    };
  }

  return {
    async append(entries) {
      const ttl = expiry(now() + STORED_MS);
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

    since: (view, matchId, afterSeq, limit) => {
      const values = { ":match": { S: partitionOf(view, matchId) }, ":after": number(afterSeq) };
      return query(matchId, "match_id = :match AND seq > :after", values, limit, true);
    },

    async before(view, matchId, beforeSeq, limit) {
      const values: Item = { ":match": { S: partitionOf(view, matchId) } };
      if (beforeSeq !== undefined) values[":before"] = number(beforeSeq);
      const condition = `match_id = :match${beforeSeq === undefined ? "" : " AND seq < :before"}`;
      const { entries, more } = await query(matchId, condition, values, limit, false);
      return { entries: entries.toReversed(), more };
    },
  };
}

function partitionOf(view: View, matchId: string): string {
  return view === "public" ? matchId : `${matchId}#private`;
}

function rowOf({ view, match_id, seq, prev_seq }: EntryFrames & { view: View }): Item {
  return { match_id: { S: partitionOf(view, match_id) }, seq: number(seq), prev: number(prev_seq) };
}

function entryOf(row: Item, matchId: string): EntryFrames {
  // Written by `append` above and by nobody else.
  const frames: MatchFrame[] = JSON.parse(textOf(row, "frames"));
  return {
    match_id: matchId,
    seq: numberOf(row, "seq"),
    prev_seq: numberOf(row, "prev"),
    frames,
  };
}
