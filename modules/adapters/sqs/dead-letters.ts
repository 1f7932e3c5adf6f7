import { setTimeout } from "node:timers/promises";
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from "@aws-sdk/client-sqs";
import type { DeadLetter, DeadLetters } from "../../ports/stream.ts";
import { OutageError } from "../../runtime/errors.ts";
import { awsHttp } from "../aws-http.ts";

/** What one call may hold. */
const MAX_MESSAGES = 10;
/** SQS takes 1 MiB, in one message or in all of a call. */
const MAX_BYTES = 1_000_000;

/** Calls that may leave something behind before we give up. */
const MAX_FAILURES = 6;
/** Longest pause, in ms, after the first such call; it doubles with each. */
const FIRST_PAUSE_MS = 50;

export function deadLetterClient(): SQSClient {
  return new SQSClient({
    requestHandler: awsHttp(3_000),
  });
}

/**
 * The dead-letter queue: one message per letter, its JSON. The `data` of a letter that is larger than a message
 * may be is cut, and the letter says so with `"data_cut": true`: the shard must be able to move on.
 *
 * Rejects with an OutageError if the queue did not take every letter; some of them may be in.
 */
export function sqsDeadLetters(
  client: SQSClient,
  queueUrl: string,
  { pause = setTimeout as (ms: number) => Promise<unknown>, random = Math.random } = {},
): DeadLetters {
  const put = async (bodies: readonly string[]): Promise<string[]> => {
    const Entries: SendMessageBatchRequestEntry[] = bodies.map((MessageBody, i) => ({
      Id: `${i}`,
      MessageBody,
    }));
    try {
      const { Successful = [] } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
      );
      const taken = new Set(Successful.map(({ Id }) => Id));
      return bodies.filter((_, i) => !taken.has(`${i}`));
    } catch (cause) {
      throw new OutageError("the dead-letter queue did not answer as it should", { cause });
    }
  };

  return {
    async send(letters) {
      let waiting = letters.map(bodyOf);
      let failures = 0;
      while (waiting.length > 0) {
        const call = nextCall(waiting);
        const failed = await put(call);
        waiting = [...failed, ...waiting.slice(call.length)];
        if (failed.length === 0) continue;
        failures += 1;
        if (failures === MAX_FAILURES)
          throw new OutageError(`the dead-letter queue did not take ${waiting.length} letters`);
        await pause(random() * FIRST_PAUSE_MS * 2 ** (failures - 1));
      }
    },
  };
}

function bodyOf(letter: DeadLetter): string {
  const body = jsonOf(letter);
  const excess = Buffer.byteLength(body) - MAX_BYTES;
  if (excess <= 0) return body;
  const room = Math.max(0, letter.data.length - excess - '"data_cut":true,'.length);
  // Whole groups of four, so that what is left can be decoded.
  return jsonOf({ ...letter, data_cut: true, data: letter.data.slice(0, room - (room % 4)) });
}

/** JSON without the two characters that JSON allows as they are and SQS does not. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value).replace(/[\uFFFE\uFFFF]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
}

/** As many as one call may hold, from the start. */
function nextCall(waiting: readonly string[]): string[] {
  const call: string[] = [];
  let bytes = 0;
  for (const body of waiting) {
    bytes += Buffer.byteLength(body);
    if (call.length === MAX_MESSAGES || (call.length > 0 && bytes > MAX_BYTES)) break;
    call.push(body);
  }
  return call;
}
