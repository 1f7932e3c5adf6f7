import { createHash } from "node:crypto";
import { SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { describe, expect, onTestFinished, test } from "vitest";
import { sqsDeadLetters } from "../../../../modules/adapters/sqs/dead-letters.ts";
import type { DeadLetter } from "../../../../modules/ports/stream.ts";
import { OutageError } from "../../../../modules/runtime/errors.ts";
import { startCallback } from "../../../support/callback.ts";
import { deadLettersContract } from "../../../support/contracts/dead-letters.ts";
import { startQueue } from "../../../support/local/queue.ts";

interface Entry {
  Id: string;
  MessageBody: string;
}

deadLettersContract("the queue that runs locally", async () => {
  const queue = await startQueue();
  return {
    deadLetters: sqsDeadLetters(queue.client, queue.url, { pause: async () => {} }),
    held: async () => (await queue.messages()).map((body) => JSON.parse(body)),
    breakDown: queue.breakDown,
  };
});

/** A queue that takes or refuses each message of a call, or answers the call with a status. */
async function queue(take: (index: number, call: number) => boolean | number = () => true) {
  const taken: string[] = [];
  const sizes: number[] = [];
  const server = await startCallback(({ body }, response, call) => {
    const { Entries }: { Entries: Entry[] } = JSON.parse(body);
    sizes.push(Entries.length);
    const verdicts = Entries.map((_, index) => take(index, call));
    const status = verdicts.find((verdict) => typeof verdict === "number") ?? 200;
    const kept = Entries.filter((_, index) => verdicts[index] === true);
    taken.push(...kept.map(({ MessageBody }) => MessageBody));
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
    const Successful = kept.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
    }));
    const Failed = Entries.filter((_, index) => verdicts[index] !== true).map(({ Id }) => ({
      Id,
      Code: "InternalError",
      SenderFault: false,
    }));
    response.end(JSON.stringify(status === 200 ? { Successful, Failed } : { __type: "InternalError" }));
  });
  const client = new SQSClient({
    endpoint: server.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await server.stop();
  });
  const pauses: number[] = [];
  const letters = sqsDeadLetters(client, `${server.url}/1/dead`, {
    pause: async (ms) => pauses.push(ms),
    random: () => 1,
  });
  return { letters, taken, sizes, pauses };
}

function letter(index: number, data = "e30="): DeadLetter {
  return {
    reason: "invalid",
    message: `fault ${index}`,
    sequence_number: `${index}`,
    partition_key: "1",
    data,
  };
}
const letters = (count: number) => Array.from({ length: count }, (_, index) => letter(index));
const text = (all: DeadLetter[]) => all.map((one) => JSON.stringify(one));

describe("dead letters", () => {
  test("are sent ten at a time, whole", async () => {
    const { letters: port, taken, sizes } = await queue();
    await port.send(letters(23));
    expect(taken).toEqual(text(letters(23)));
    expect(sizes).toEqual([10, 10, 3]);
    await port.send([]);
    expect(sizes).toHaveLength(3);
  });

  test("that were not taken are sent again, after pauses that double", async () => {
    const { letters: port, taken, pauses } = await queue((index, call) => call > 1 || index % 2 === 0);
    await port.send(letters(4));
    expect(taken.toSorted()).toEqual(text(letters(4)).toSorted());
    expect(pauses).toEqual([50, 100]);
  });

  test("that are never taken are an outage", async () => {
    const { letters: port, sizes } = await queue((index) => index > 0);
    await expect(port.send(letters(2))).rejects.toBeInstanceOf(OutageError);
    expect(sizes).toEqual([2, 1, 1, 1, 1, 1].slice(0, sizes.length));
  });

  test("are an outage, with its cause, where the queue does not answer as it should", async () => {
    const { letters: port } = await queue(() => 503);
    await expect(port.send(letters(1))).rejects.toMatchObject({
      name: "OutageError",
      cause: expect.any(Error),
    });
  });

  test("that are large go in calls of their own, and are cut where one message could not hold them", async () => {
    const { letters: port, taken, sizes } = await queue();
    await port.send([
      letter(1, "A".repeat(600_000)),
      letter(2, "B".repeat(600_000)),
      letter(3, "C".repeat(2_000_000)),
    ]);
    expect(sizes).toEqual([1, 1, 1]);
    const [first, , third] = taken.map((body) => JSON.parse(body));
    expect(first).toEqual(letter(1, "A".repeat(600_000)));
    expect(third).toMatchObject({
      sequence_number: "3",
      data_cut: true,
      data: expect.stringMatching(/^C+$/),
    });
    expect(Buffer.byteLength(taken[2] ?? "")).toBeLessThanOrEqual(1_048_576);
    expect(third.data.length % 4).toBe(0);
    expect(third.data.length).toBeGreaterThan(900_000);
  });

  test("hold no character that SQS refuses", async () => {
    const { letters: port, taken } = await queue();
    const odd = { ...letter(1), partition_key: "a\uFFFEb\uFFFF\u0000\uD800" };
    await port.send([odd]);
    for (const char of ["\uFFFE", "\uFFFF", "\u0000"]) expect(taken[0]).not.toContain(char);
    expect(JSON.parse(taken[0] ?? "")).toEqual(odd);
  });
});
