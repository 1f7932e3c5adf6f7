import { afterAll, beforeAll } from "vitest";
import { dynamoIdRegistry } from "../../../../modules/adapters/dynamodb/id-registry.ts";
import { idRegistryContract } from "../../../support/contracts/id-registry.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

idRegistryContract("the table of ids", () => dynamoIdRegistry(dynamo.client, "ids"));
