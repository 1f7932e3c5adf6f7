import { join } from "node:path";
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { SignatureV4 } from "@smithy/signature-v4";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Backend, startBackend } from "../../../../local/aws/backend.ts";
import { Sha256 } from "../../../../local/aws/endpoint/signature.ts";
import type { Connections } from "../../../../local/aws/interfaces.ts";
import { executeApiUrl } from "../../../../local/aws/lambda/functions/environment.ts";
import { assembly, lambda } from "../../../support/local/assembly.ts";
import { recordingLog } from "../../../support/local/recording-log.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const arnOf = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const KEYS = {
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};

const RESOURCES = {
  Stream: { Type: "AWS::Kinesis::Stream", Properties: { ShardCount: 2 } },
  Key: { Type: "AWS::KMS::Key" },
  Locked: {
    Type: "AWS::Kinesis::Stream",
    Properties: { ShardCount: 1, StreamEncryption: { EncryptionType: "KMS", KeyId: arnOf("Key") } },
  },
  Table: { Type: "AWS::DynamoDB::Table", Properties: KEYS },
  Other: { Type: "AWS::DynamoDB::Table", Properties: KEYS },
  Queue: { Type: "AWS::SQS::Queue" },
  Secret: {
    Type: "AWS::SecretsManager::Secret",
    Properties: {
      GenerateSecretString: {
        SecretStringTemplate: "{}",
        GenerateStringKey: "current",
        PasswordLength: 44,
        ExcludePunctuation: true,
      },
    },
  },
  Socket: { Type: "AWS::ApiGatewayV2::Api", Properties: { ProtocolType: "WEBSOCKET" } },
  ...lambda("Greeter", "echo"),
  ...lambda("Worker", "echo", {}, [
    { Action: "kinesis:PutRecord*", Resource: [arnOf("Stream"), arnOf("Locked")] },
    { Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: [arnOf("Table")] },
    { Action: "dynamodb:*", Resource: arnOf("Other") },
    { Effect: "Deny", Action: "dynamodb:PutItem", Resource: arnOf("Other") },
    { Action: "lambda:InvokeFunction", Resource: arnOf("Greeter") },
    {
      Action: "execute-api:ManageConnections",
      Resource: {
        "Fn::Join": [
          "",
          ["arn:aws:execute-api:us-east-1:000000000000:", { Ref: "Socket" }, "/live/POST/@connections/*"],
        ],
      },
    },
  ]),
};

/** A backend, and SDK settings for the operator and for a function. */
async function start() {
  const folder = temporaryFolder();
  const log = recordingLog();
  const backend = await startBackend({
    assembly: assembly(join(folder, "cdk.out"), RESOURCES),
    dataDir: join(folder, "data"),
    log,
  });
  onTestFinished(() => backend.stop());
  const settings = (credentials: Backend["operator"]) => ({
    endpoint: backend.endpointUrl,
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
  });
  const worker = backend.functions.definition("Worker");
  if (!worker) throw new Error("no worker");
  return { backend, log, operator: settings(backend.operator), worker: settings(worker.credentials) };
}

const item = (pk: string) => ({ pk: { S: pk } });

describe("the local endpoint, for the SDK", () => {
  it("is Kinesis and DynamoDB", async () => {
    const { operator } = await start();
    const kinesis = new KinesisClient({ ...operator, requestHandler: new NodeHttpHandler() });
    const put = await kinesis.send(
      new PutRecordsCommand({
        StreamName: "hand-made-Stream",
        Records: [{ PartitionKey: "a", Data: Buffer.from("x") }],
      }),
    );
    expect(put).toMatchObject({ FailedRecordCount: 0, Records: [{ SequenceNumber: expect.any(String) }] });
    const dynamo = new DynamoDBClient(operator);
    await dynamo.send(new PutItemCommand({ TableName: "hand-made-Table", Item: item("a") }));
    const got = await dynamo.send(new GetItemCommand({ TableName: "hand-made-Table", Key: item("a") }));
    expect(got.Item).toEqual(item("a"));
  });

  it("is Secrets Manager, the secret generated as the template says", async () => {
    const { operator, backend } = await start();
    const secrets = new SecretsManagerClient(operator);
    const SecretId = backend.template.resources.get("Secret")?.ref;
    const {
      SecretString = "",
      ARN,
      VersionStages,
    } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    expect(ARN).toBe(SecretId);
    expect(VersionStages).toEqual(["AWSCURRENT"]);
    expect(JSON.parse(SecretString)).toEqual({ current: expect.stringMatching(/^[A-Za-z0-9]{44}$/) });
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: "none" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("is SQS: messages are hidden when received and gone when deleted", async () => {
    const { operator, backend } = await start();
    const sqs = new SQSClient(operator);
    const QueueUrl = backend.template.resources.get("Queue")?.ref;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "one" }));
    const Entries = ["two", "three"].map((MessageBody) => ({ Id: MessageBody, MessageBody }));
    const batch = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(batch.Successful?.map(({ Id }) => Id)).toEqual(["two", "three"]);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(["one", "two", "three"]);
    const ReceiptHandle = Messages[0]?.ReceiptHandle;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "2",
    });
    await expect(
      sqs.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-no`, MessageBody: "x" })),
    ).rejects.toThrow("there is no queue");
  });

  it("is @connections: 410 for who has left, no more than 128 KB", async () => {
    const { operator, backend } = await start();
    const sent: string[] = [];
    const info = { connectedAt: "2026-01-01T00:00:00.000Z", lastActiveAt: "2026-01-01T00:00:01.000Z" };
    const connections: Connections = {
      post: (id, data) => (id === "here=" && sent.push(data.toString()) ? "ok" : "gone"),
      get: (id) =>
        id === "here=" ? { ...info, identity: { sourceIp: "1.2.3.4", userAgent: "x" } } : undefined,
      delete: (id) => (id === "here=" ? "ok" : "gone"),
    };
    backend.attach(connections);
    const apiId = backend.template.resources.get("Socket")?.ref ?? "";
    const endpoint = `${executeApiUrl(backend.endpointUrl, apiId)}/live`;
    const api = new ApiGatewayManagementApiClient({ ...operator, endpoint });
    const Data = Buffer.from("frame");
    await api.send(new PostToConnectionCommand({ ConnectionId: "here=", Data }));
    expect(sent).toEqual(["frame"]);
    const got = await api.send(new GetConnectionCommand({ ConnectionId: "here=" }));
    expect(got).toMatchObject({ ConnectedAt: new Date(info.connectedAt), Identity: { SourceIp: "1.2.3.4" } });
    await api.send(new DeleteConnectionCommand({ ConnectionId: "here=" }));
    const gone = { name: "GoneException", $metadata: { httpStatusCode: 410 } };
    for (const Command of [GetConnectionCommand, DeleteConnectionCommand]) {
      await expect(api.send(new Command({ ConnectionId: "left" }))).rejects.toMatchObject(gone);
    }
    await expect(api.send(new PostToConnectionCommand({ ConnectionId: "left", Data }))).rejects.toMatchObject(
      gone,
    );
    await expect(
      api.send(new PostToConnectionCommand({ ConnectionId: "here=", Data: Buffer.alloc(128 * 1024 + 1) })),
    ).rejects.toMatchObject({ name: "PayloadTooLargeException" });
  });
});

describe("the roles of the template", () => {
  it("let a function do what they allow, and name what they refuse", async () => {
    const { worker, log, backend } = await start();
    const dynamo = new DynamoDBClient(worker);
    await dynamo.send(new PutItemCommand({ TableName: "hand-made-Table", Item: item("a") }));
    const query = new QueryCommand({
      TableName: "hand-made-Table",
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: "a" } },
    });
    const message =
      "function hand-made-Worker is not authorized to perform dynamodb:Query on resource " +
      "arn:aws:dynamodb:us-east-1:000000000000:table/hand-made-Table";
    await expect(dynamo.send(query)).rejects.toMatchObject({
      name: "AccessDeniedException",
      message,
      $metadata: { httpStatusCode: 403 },
    });
    expect(log.lines).toContain(`error iam: ${message}`);
    const QueueUrl = backend.template.resources.get("Queue")?.ref;
    const send = new SendMessageCommand({ QueueUrl, MessageBody: "x" });
    await expect(new SQSClient(worker).send(send)).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("understand wildcards, and that a denial beats a permission", async () => {
    const { worker } = await start();
    const Records = [{ PartitionKey: "a", Data: Buffer.from("x") }];
    const kinesis = new KinesisClient({ ...worker, requestHandler: new NodeHttpHandler() });
    await kinesis.send(new PutRecordsCommand({ StreamName: "hand-made-Stream", Records }));
    const dynamo = new DynamoDBClient(worker);
    await dynamo.send(new GetItemCommand({ TableName: "hand-made-Other", Key: item("a") }));
    await expect(
      dynamo.send(new PutItemCommand({ TableName: "hand-made-Other", Item: item("a") })),
    ).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("have to allow the key of a stream that is encrypted with one", async () => {
    const { worker } = await start();
    const kinesis = new KinesisClient({ ...worker, requestHandler: new NodeHttpHandler() });
    const Records = [{ PartitionKey: "a", Data: Buffer.from("x") }];
    await expect(
      kinesis.send(new PutRecordsCommand({ StreamName: "hand-made-Locked", Records })),
    ).rejects.toThrow(/not authorized to perform kms:GenerateDataKey on resource arn:aws:kms:/);
  });

  it("tell posting to a connection from ending it", async () => {
    const { worker, backend } = await start();
    backend.attach({ post: () => "ok", get: () => undefined, delete: () => "ok" });
    const apiId = backend.template.resources.get("Socket")?.ref ?? "";
    const endpoint = `${executeApiUrl(backend.endpointUrl, apiId)}/live`;
    const api = new ApiGatewayManagementApiClient({ ...worker, endpoint });
    await api.send(new PostToConnectionCommand({ ConnectionId: "a", Data: Buffer.from("x") }));
    await expect(api.send(new DeleteConnectionCommand({ ConnectionId: "a" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });
});

describe("an interruption", () => {
  it("cuts off the chosen call, without effect, and no other", async () => {
    const { backend, worker, operator } = await start();
    const put = (settings: typeof worker, pk: string) =>
      new DynamoDBClient(settings).send(new PutItemCommand({ TableName: "hand-made-Table", Item: item(pk) }));
    let at = "";
    const call = { service: "dynamodb", operation: "PutItem", nth: 2, caller: "Worker" };
    const { happened } = backend.interrupt(call, () => {
      at = "the second of the worker";
    });
    await put(worker, "a");
    await put(operator, "b");
    await expect(put(worker, "c")).rejects.toThrow();
    await happened;
    expect(at).toBe("the second of the worker");
    await put(worker, "d");
    const { Items } = await backend.client("dynamodb", "Scan", { TableName: "hand-made-Table" });
    expect((Items as { pk: { S: string } }[]).map(({ pk }) => pk.S).toSorted()).toEqual(["a", "b", "d"]);
  });
});

describe("the signature of a call", () => {
  type Call = { method: string; path: string; headers: Record<string, string>; body: string };
  async function signedInvoke(
    { endpointUrl, functions }: Backend,
    credentials: Backend["operator"],
    { change = (call: Call) => call, signingDate = new Date(), event = "{}" } = {},
  ) {
    const { host, hostname } = new URL(endpointUrl);
    const signer = new SignatureV4({ credentials, region: "us-east-1", service: "lambda", sha256: Sha256 });
    const arn = functions.definition("Greeter")?.arn ?? "";
    const path = `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`;
    const request = { method: "POST", path, headers: { host }, body: event };
    const signed = await signer.sign({ ...request, protocol: "http:", hostname, query: {} }, { signingDate });
    const call = change({ ...request, headers: signed.headers });
    return fetch(endpointUrl + call.path, { method: call.method, headers: call.headers, body: call.body });
  }

  it("lets a function be invoked, by whom the role allows it", async () => {
    const { backend } = await start();
    const credentials = backend.functions.definition("Worker")?.credentials ?? backend.operator;
    const response = await signedInvoke(backend, credentials, { event: '{"a":1}' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ event: { a: 1 } });
    const greeter = backend.functions.definition("Greeter")?.credentials ?? backend.operator;
    expect((await signedInvoke(backend, greeter)).status).toBe(403);
  });

  it("marks a failed invocation, and takes events without waiting for them", async () => {
    const { backend } = await start();
    const failed = await signedInvoke(backend, backend.operator, { event: '{"throw":"no"}' });
    expect(failed.headers.get("x-amz-function-error")).toBe("Unhandled");
    expect(await failed.json()).toMatchObject({ errorType: "TypeError" });
    const change = (call: Call) => ({
      ...call,
      headers: { ...call.headers, "x-amz-invocation-type": "Event" },
    });
    expect((await signedInvoke(backend, backend.operator, { change })).status).toBe(202);
  });

  it.each<[string, { change?: (call: Call) => Call; signingDate?: Date }, string]>([
    ["for another body", { change: (call) => ({ ...call, body: '{"b":2}' }) }, "InvalidSignatureException"],
    [
      "for another path",
      { change: (call) => ({ ...call, path: call.path.replace("Greeter", "Worker") }) },
      "InvalidSignatureException",
    ],
    ["made an hour ago", { signingDate: new Date(Date.now() - 3_600_000) }, "InvalidSignatureException"],
    [
      "of a key nobody has",
      { change: (call) => withAuthorization(call, (text) => text.replace("LOCALOPERATOR", "SOMEBODY")) },
      "UnrecognizedClientException",
    ],
    [
      "that is missing",
      { change: (call) => ({ ...call, headers: {} }) },
      "MissingAuthenticationTokenException",
    ],
  ])("%s is refused", async (_name, options, code) => {
    const { backend } = await start();
    const response = await signedInvoke(backend, backend.operator, options);
    expect(response.status).toBe(403);
    expect(response.headers.get("x-amzn-errortype")).toBe(code);
  });

  it("made with a wrong secret is refused", async () => {
    const { backend } = await start();
    const credentials = { ...backend.operator, secretAccessKey: "guessed" };
    const response = await signedInvoke(backend, credentials);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ __type: "InvalidSignatureException" });
  });

  function withAuthorization(call: Call, change: (text: string) => string): Call {
    const { authorization = "" } = call.headers;
    return { ...call, headers: { ...call.headers, authorization: change(authorization) } };
  }
});
