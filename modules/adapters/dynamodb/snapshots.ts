import { type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Positions, Snapshot } from "../../match/state.ts";
import type { SnapshotStore, StoredSnapshot } from "../../ports/recovery.ts";
import { batchGet } from "./batch.ts";
import { holds, type Item, number, numberOf, textOf } from "./item.ts";

/** One row per match, the newest snapshot as JSON. */
export function dynamoSnapshots(client: DynamoDBClient, table: string): SnapshotStore {
  async function put({ snapshot, public_seq, positions }: StoredSnapshot): Promise<void> {
    const request = new PutItemCommand({
      TableName: table,
      Item: {
        match_id: { S: snapshot.match_id },
        snapshot: { S: JSON.stringify(snapshot) },
        seq: number(snapshot.seq),
        public_seq: number(public_seq),
        positions: { S: JSON.stringify(positions) },
      },
      ConditionExpression: "attribute_not_exists(match_id) OR seq <= :seq",
      ExpressionAttributeValues: { ":seq": number(snapshot.seq) },
    });
    // If the condition does not hold, the match has moved on. A snapshot of the same entry replaces the stored one:
    // figures that the vendor counts itself change without an entry.
    await holds(client.send(request));
  }

  return {
    async put(snapshots) {
      await Promise.all(snapshots.map(put));
    },

    async get(matchIds) {
      const keys = Array.from(new Set(matchIds), (id) => ({ match_id: { S: id } }));
      const rows = await batchGet(client, table, keys);
      return new Map(rows.map((row) => [textOf(row, "match_id"), storedOf(row)]));
    },
  };
}

function storedOf(row: Item): StoredSnapshot {
  // Written by `put` above and by nobody else.
  const snapshot: Snapshot = JSON.parse(textOf(row, "snapshot"));
  const positions: Positions = JSON.parse(textOf(row, "positions"));
  return { snapshot, public_seq: numberOf(row, "public_seq"), positions };
}
