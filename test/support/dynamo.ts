import type { AddressInfo } from "node:net";
import {
  type AttributeValue,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import dynalite from "dynalite";

/** The project's tables as the template has them: partition key, and sort key where there is one. */
const TABLES = {
  connections: ["connection_id"],
  subscriptions: ["pk", "sk"],
  snapshots: ["match_id"],
  frames: ["match_id", "seq"],
  deliveries: ["pk"],
  ids: ["pk"],
  pollStates: ["provider"],
  feeds: ["pk", "sk"],
  budget: ["pk"],
  "connection-limits": ["pk"],
} as const;
/** Partition and sort key of each index. */
const INDEXES: Partial<Record<TableName, Record<string, readonly [string, string]>>> = {
  ids: { "by-id": ["internal", "pk"] },
};
/** Keys that are no text. */
const NUMBERS = new Set(["seq"]);
type TableName = keyof typeof TABLES;

export interface Dynamo {
  client: DynamoDBClient;
  /** A client of its own; `before` runs, and is waited for, ahead of each of its calls. */
  interrupted(before: (call: string) => Promise<void>): DynamoDBClient;
  /** Every row of a table. */
  rows(table: TableName): Promise<Record<string, AttributeValue>[]>;
  stop(): Promise<void>;
}

/** A real DynamoDB API over memory, with the project's tables, empty. */
export async function startDynamo(): Promise<Dynamo> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const connect = () =>
    new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 64 } }),
    });
  const client = connect();
  for (const table of Object.keys(TABLES)) await createTable(client, table as TableName);
  return {
    client,
    interrupted(before) {
      const other = connect();
      other.middlewareStack.add(
        (next, { commandName = "" }) =>
          async (call) => {
            await before(commandName.replace(/Command$/, ""));
            return next(call);
          },
        { step: "initialize" },
      );
      return other;
    },
    rows: (table) => scan(client, table),
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function createTable(client: DynamoDBClient, table: TableName): Promise<void> {
  const keys: readonly string[] = TABLES[table];
  const indexes = Object.entries(INDEXES[table] ?? {});
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [...new Set([...keys, ...indexes.flatMap(([, index]) => index)])].map(
        (AttributeName) => ({ AttributeName, AttributeType: NUMBERS.has(AttributeName) ? "N" : "S" }),
      ),
      KeySchema: schemaOf(keys),
      ...(indexes.length === 0
        ? {}
        : {
            GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
              IndexName,
              KeySchema: schemaOf(index),
              Projection: { ProjectionType: "ALL" as const },
            })),
          }),
    }),
  );
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    if (Table?.TableStatus === "ACTIVE") return;
  }
}

function schemaOf(keys: readonly string[]) {
  return keys.map((AttributeName, index) => ({
    AttributeName,
    KeyType: index === 0 ? ("HASH" as const) : ("RANGE" as const),
  }));
}

async function scan(client: DynamoDBClient, table: TableName): Promise<Record<string, AttributeValue>[]> {
  const rows: Record<string, AttributeValue>[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: table, ExclusiveStartKey }));
    rows.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return rows;
}
