import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import {
  CreateStreamCommand,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";

// The package has no types.
const kinesalite: (options: { createStreamMs: number; shardLimit: number }) => Server = createRequire(
  import.meta.url,
)("kinesalite");

export interface Closable {
  client: KinesisClient;
  close: () => Promise<void>;
}

export interface TestStream extends Closable {
  streamName: string;
  /** Everything in the stream so far, by shard, in order. */
  contents: () => Promise<{ partitionKey: string; data: unknown }[][]>;
}

/** A real stream on a port of its own. */
export async function startStream(shards = 2): Promise<TestStream> {
  const server = kinesalite({ createStreamMs: 0, shardLimit: 10 });
  const { client, close } = await serve(server);
  const StreamName = "events";
  await client.send(new CreateStreamCommand({ StreamName, ShardCount: shards }));
  while (true) {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName }));
    if (StreamDescription?.StreamStatus === "ACTIVE") break;
  }
  return { client, close, streamName: StreamName, contents: () => contentsOf(client, StreamName) };
}

async function contentsOf(client: KinesisClient, StreamName: string) {
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName }));
  return Promise.all(
    (StreamDescription?.Shards ?? []).map(async ({ ShardId }) => {
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
      );
      const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
      return Records.map(({ PartitionKey = "", Data }) => ({
        partitionKey: PartitionKey,
        data: JSON.parse(Buffer.from(Data ?? []).toString()) as unknown,
      }));
    }),
  );
}

export interface PutCall {
  keys: string[];
  data: unknown[];
}

/** What a scripted stream answers to one call: for each of its records whether it is taken, or a status. */
export type PutScript = (call: PutCall, index: number) => boolean[] | number;

/** A stream that takes and refuses as told, which no real one can be made to do. */
export async function startScriptedStream(script: PutScript): Promise<Closable & { calls: PutCall[] }> {
  const calls: PutCall[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const { Records }: { Records: { PartitionKey: string; Data: string }[] } = JSON.parse(
      Buffer.concat(chunks).toString(),
    );
    const call = {
      keys: Records.map((record) => record.PartitionKey),
      data: Records.map((record) => JSON.parse(Buffer.from(record.Data, "base64").toString()) as unknown),
    };
    const verdict = script(call, calls.push(call) - 1);
    const answer = typeof verdict === "number" ? { __type: "InternalFailure" } : answerOf(verdict);
    response.writeHead(typeof verdict === "number" ? verdict : 200, {
      "content-type": "application/x-amz-json-1.1",
    });
    response.end(JSON.stringify(answer));
  });
  return { ...(await serve(server)), calls };
}

function answerOf(taken: boolean[]) {
  return {
    FailedRecordCount: taken.filter((one) => !one).length,
    Records: taken.map((one, index) =>
      one
        ? { SequenceNumber: String(index + 1), ShardId: "shardId-000000000000" }
        : { ErrorCode: "ProvisionedThroughputExceededException", ErrorMessage: "slow down" },
    ),
  };
}

async function serve(server: Server): Promise<Closable> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new KinesisClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  const close = async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { client, close };
}
