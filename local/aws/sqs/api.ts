import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { jsonInput, Refusal, type Service, sendJson, targetOperation } from "../endpoint/request.ts";
import type { Environment } from "../interfaces.ts";
import type { Message, Queue, Queues } from "./queues.ts";

const entry = z.looseObject({
  Id: z.string().default(""),
  MessageBody: z.string(),
  DelaySeconds: z.number().default(0),
  MessageAttributes: z.record(z.string(), z.unknown()).default({}),
});
const batch = z.looseObject({ Entries: z.array(entry).min(1).max(10) });
const receipt = z.looseObject({ ReceiptHandle: z.string() });
const reception = z.looseObject({
  MaxNumberOfMessages: z.number().min(1).max(10).default(1),
  VisibilityTimeout: z.number().optional(),
  WaitTimeSeconds: z.number().max(20).default(0),
});

type Operation = (queue: Queue, input: Record<string, unknown>) => unknown;

/** The SQS operations, with the IAM action where it is named differently. */
const OPERATIONS: Readonly<Record<string, { action?: string; play: Operation }>> = {
  SendMessage: { play: (queue, input) => sent(queue, valid(entry, input)) },
  SendMessageBatch: {
    action: "SendMessage",
    play: (queue, input) => {
      const { Entries } = valid(batch, input);
      return { Successful: Entries.map((item) => ({ Id: item.Id, ...sent(queue, item) })), Failed: [] };
    },
  },
  ReceiveMessage: { play: receive },
  DeleteMessage: {
    play: (queue, input) => {
      queue.delete(valid(receipt, input).ReceiptHandle);
      return {};
    },
  },
  GetQueueAttributes: {
    play: (queue) => {
      const { visible, inFlight } = queue.counts();
      return {
        Attributes: {
          QueueArn: queue.arn,
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(inFlight),
          VisibilityTimeout: String(queue.visibilityTimeoutS),
        },
      };
    },
  },
};

/** Serves SQS in its JSON protocol: standard queues with visibility timeouts. */
export function sqsService(queues: Queues, { partition, region, account }: Environment): Service {
  const queueName = (input: Record<string, unknown>) => String(input.QueueUrl).split("/").at(-1) ?? "";
  function operation(name: string) {
    const found = OPERATIONS[name];
    if (!found)
      throw new Refusal(400, "UnknownOperationException", `the local run does not play sqs: ${name}`);
    return found;
  }
  return {
    access(request) {
      const name = targetOperation(request);
      const resource = `arn:${partition}:sqs:${region}:${account}:${queueName(jsonInput(request))}`;
      return [{ action: `sqs:${operation(name).action ?? name}`, resources: [resource] }];
    },
    async answer(request, response) {
      const input = jsonInput(request);
      const queue = queues.byName(queueName(input));
      if (!queue) throw new Refusal(400, "QueueDoesNotExist", `there is no queue ${String(input.QueueUrl)}`);
      const output = await operation(targetOperation(request)).play(queue, input);
      sendJson(response, output, "application/x-amz-json-1.0");
    },
  };
}

function sent(queue: Queue, { MessageBody, DelaySeconds, MessageAttributes }: z.output<typeof entry>) {
  const { id } = queue.send(MessageBody, { attributes: MessageAttributes, delayS: DelaySeconds });
  return { MessageId: id, MD5OfMessageBody: md5(MessageBody) };
}

async function receive(queue: Queue, input: Record<string, unknown>) {
  const { MaxNumberOfMessages, VisibilityTimeout, WaitTimeSeconds } = valid(reception, input);
  const deadline = Date.now() + WaitTimeSeconds * 1000;
  let messages = queue.receive(MaxNumberOfMessages, VisibilityTimeout);
  while (messages.length === 0 && Date.now() < deadline) {
    await wait(50, undefined, { ref: false });
    messages = queue.receive(MaxNumberOfMessages, VisibilityTimeout);
  }
  return { Messages: messages.map(described) };
}

function described({ id, body, receipt: handle, attributes, sentAt, receives }: Message) {
  return {
    MessageId: id,
    ReceiptHandle: handle,
    Body: body,
    MD5OfBody: md5(body),
    Attributes: { SentTimestamp: String(sentAt), ApproximateReceiveCount: String(receives) },
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  };
}

function valid<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Refusal(400, "InvalidParameterValue", z.prettifyError(result.error));
}

function md5(value: string): string {
  return createHash("md5").update(value).digest("hex");
}
