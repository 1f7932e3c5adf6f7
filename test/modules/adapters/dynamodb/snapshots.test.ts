import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoSnapshots } from "../../../../modules/adapters/dynamodb/snapshots.ts";
import { snapshotStoreContract, stored } from "../../../support/contracts/snapshot-store.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

snapshotStoreContract("the snapshots in DynamoDB", async () => dynamoSnapshots(dynamo.client, "snapshots"));

test("a table that is not there rejects", async () => {
  const nowhere = dynamoSnapshots(dynamo.client, "nowhere");
  await expect(nowhere.get(["1"])).rejects.toThrow();
  await expect(nowhere.put([stored("1", 1)])).rejects.toThrow();
});
