import { join } from "node:path";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { onTestFinished } from "vitest";
import { startBackend } from "../../../local/aws/backend.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { assembly } from "./assembly.ts";
import { recordingLog } from "./recording-log.ts";

/** A queue of the local run, for one test. */
export async function startQueue() {
  const folder = temporaryFolder();
  const backend = await startBackend({
    assembly: assembly(join(folder, "cdk.out"), { Queue: { Type: "AWS::SQS::Queue" } }),
    dataDir: join(folder, "data"),
    log: recordingLog(),
  });
  onTestFinished(() => backend.stop());
  const client = new SQSClient({
    endpoint: backend.endpointUrl,
    region: "us-east-1",
    credentials: backend.operator,
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  const url = backend.template.resources.get("Queue")?.ref ?? "";
  return {
    client,
    url,
    /** The bodies of all messages; they are hidden afterwards. */
    async messages(): Promise<string[]> {
      const bodies: string[] = [];
      for (;;) {
        const receive = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 });
        const { Messages = [] } = await client.send(receive);
        if (Messages.length === 0) return bodies;
        bodies.push(...Messages.map(({ Body = "" }) => Body));
      }
    },
    breakDown: () => backend.stop(),
  };
}
