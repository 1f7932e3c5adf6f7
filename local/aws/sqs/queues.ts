import { randomUUID } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import type { Template } from "../interfaces.ts";
import { readState, stateFile } from "../state-file.ts";

const message = z.object({
  id: z.string(),
  body: z.string(),
  attributes: z.record(z.string(), z.unknown()),
  /** Milliseconds since the epoch. */
  sentAt: z.number(),
  visibleAt: z.number(),
  receives: z.number(),
  receipt: z.string().optional(),
});

const queueProperties = z.looseObject({
  QueueName: z.string().optional(),
  FifoQueue: z.boolean().default(false),
  VisibilityTimeout: z.coerce.number().default(30),
  MessageRetentionPeriod: z.coerce.number().default(345_600),
});

export type Message = z.output<typeof message>;

/** One standard SQS queue. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly visibilityTimeoutS: number;
  send(body: string, options?: { attributes?: Record<string, unknown>; delayS?: number }): Message;
  /** Returns messages and hides them from other readers for a while. */
  receive(limit: number, visibilityTimeoutS?: number): Message[];
  delete(receipt: string): void;
  /** Waiting and hidden messages. */
  counts(): { visible: number; inFlight: number };
}

/** The queues of the template; their messages survive a restart. */
export interface Queues {
  byName(name: string): Queue | undefined;
  byArn(arn: string): Queue | undefined;
  flush(): Promise<void>;
}

export function openQueues(template: Template, dataDir: string, now: () => number = Date.now): Queues {
  const opened = template.ofType("AWS::SQS::Queue").map(({ logicalId, properties }) => {
    const result = queueProperties.parse(properties);
    if (result.FifoQueue) throw new Error(`${logicalId}: the local run does not play FIFO queues`);
    const name = template.attribute(logicalId, "QueueName");
    return openQueue(
      {
        name,
        arn: template.attribute(logicalId, "Arn"),
        visibilityTimeoutS: result.VisibilityTimeout,
        retentionS: result.MessageRetentionPeriod,
      },
      join(dataDir, "queues", `${name}.json`),
      now,
    );
  });
  return {
    byName: (name) => opened.find((queue) => queue.name === name),
    byArn: (arn) => opened.find((queue) => queue.arn === arn),
    async flush() {
      await Promise.all(opened.map((queue) => queue.flush()));
    },
  };
}

function openQueue(
  {
    name,
    arn,
    visibilityTimeoutS,
    retentionS,
  }: { name: string; arn: string; visibilityTimeoutS: number; retentionS: number },
  path: string,
  now: () => number,
): Queue & { flush(): Promise<void> } {
  const oldest = now() - retentionS * 1000;
  let messages = readState(path, z.array(message), []).filter(({ sentAt }) => sentAt >= oldest);
  const file = stateFile(path, () => messages);
  const isVisible = ({ visibleAt }: Message) => visibleAt <= now();

  return {
    name,
    arn,
    visibilityTimeoutS,
    send(body, { attributes = {}, delayS = 0 } = {}) {
      const sent = {
        id: randomUUID(),
        body,
        attributes,
        sentAt: now(),
        visibleAt: now() + delayS * 1000,
        receives: 0,
      };
      messages.push(sent);
      file.changed();
      return sent;
    },
    receive(limit, timeoutS = visibilityTimeoutS) {
      const received = messages.filter(isVisible).slice(0, limit);
      for (const item of received) {
        item.receives++;
        item.receipt = randomUUID();
        item.visibleAt = now() + timeoutS * 1000;
      }
      if (received.length > 0) file.changed();
      return received;
    },
    delete(receipt) {
      messages = messages.filter((item) => item.receipt !== receipt);
      file.changed();
    },
    counts() {
      const visible = messages.filter(isVisible).length;
      return { visible, inFlight: messages.length - visible };
    },
    flush: () => file.flush(),
  };
}
