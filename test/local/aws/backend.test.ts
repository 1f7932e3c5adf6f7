import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Backend, startBackend } from "../../../local/aws/backend.ts";
import { sweep } from "../../../local/aws/dynamodb/time-to-live.ts";
import { assembly, lambda } from "../../support/local/assembly.ts";
import { recordingLog } from "../../support/local/recording-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const TABLE = {
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};

function resources(folder: string, handler = "echo") {
  const environment = { Environment: { Variables: { STATE_DIR: folder } } };
  return {
    Table: { Type: "AWS::DynamoDB::Table", Properties: TABLE },
    Stream: { Type: "AWS::Kinesis::Stream", Properties: { StreamModeDetails: { StreamMode: "ON_DEMAND" } } },
    Queue: { Type: "AWS::SQS::Queue" },
    Secret: { Type: "AWS::SecretsManager::Secret", Properties: { GenerateSecretString: {} } },
    ...lambda("Migrate", handler, environment),
    Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Migrate" } } },
    Trigger: { Type: "Custom::Trigger", Properties: { HandlerArn: { Ref: "Version" } } },
  };
}

async function start(folder: string, handler?: string): Promise<Backend> {
  const read = assembly(join(folder, "cdk.out"), resources(folder, handler));
  const backend = await startBackend({ assembly: read, dataDir: join(folder, "data"), log: recordingLog() });
  onTestFinished(() => backend.stop());
  return backend;
}

async function streamed({ client }: Backend): Promise<unknown[]> {
  const StreamName = "hand-made-Stream";
  const { Shards } = await client("kinesis", "ListShards", { StreamName });
  const pages = await Promise.all(
    (Shards as { ShardId: string }[]).map(async ({ ShardId }) => {
      const from = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" };
      const { ShardIterator } = await client("kinesis", "GetShardIterator", from);
      return (await client("kinesis", "GetRecords", { ShardIterator })).Records as { PartitionKey: string }[];
    }),
  );
  return pages.flat().map(({ PartitionKey }) => PartitionKey);
}

describe("the data folder", () => {
  it("keeps tables, streams, queues and secrets over a restart", async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    await first.client("dynamodb", "PutItem", { TableName: "hand-made-Table", Item: { pk: { S: "kept" } } });
    await first.client("kinesis", "PutRecord", {
      StreamName: "hand-made-Stream",
      PartitionKey: "kept",
      Data: "eA==",
    });
    first.queues.byName("hand-made-Queue")?.send("kept");
    const secret = first.secrets.all()[0]?.value;
    await first.stop();

    const second = await start(folder);
    const Key = { pk: { S: "kept" } };
    expect(await second.client("dynamodb", "GetItem", { TableName: "hand-made-Table", Key })).toEqual({
      Item: Key,
    });
    expect(await streamed(second)).toEqual(["kept"]);
    expect(second.queues.byName("hand-made-Queue")?.receive(10)).toMatchObject([{ body: "kept" }]);
    expect(second.secrets.all()[0]?.value).toBe(secret);
    const { Shards } = await second.client("kinesis", "ListShards", { StreamName: "hand-made-Stream" });
    expect(Shards).toHaveLength(4);
  });

  it("is freed of items whose time to live has passed", async () => {
    const { client } = await start(temporaryFolder());
    const TableName = "hand-made-Table";
    for (const [pk, ttl] of [
      ["old", "1000"],
      ["new", "9000"],
    ]) {
      await client("dynamodb", "PutItem", { TableName, Item: { pk: { S: pk }, ttl: { N: ttl } } });
    }
    await sweep([{ name: TableName, keys: ["pk"], ttl: "ttl" }], client, 5_000_000);
    expect((await client("dynamodb", "Scan", { TableName })).Items).toMatchObject([{ pk: { S: "new" } }]);
  });
});

describe("a trigger", () => {
  it("fails the start with what its function threw", async () => {
    // The consumer of the bundle throws: a trigger's event has no records.
    const backend = await start(temporaryFolder(), "consume");
    await expect(backend.runTriggers()).rejects.toThrow(/^Migrate failed: .*TypeError/);
  });

  it("that succeeded is not run again until its bundle changes", async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    await first.runTriggers();
    await first.stop();
    // It would fail now, if it was run.
    const second = await start(folder, "consume");
    await second.runTriggers();
  });
});
