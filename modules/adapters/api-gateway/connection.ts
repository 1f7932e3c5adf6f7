import type { Socket } from "node:net";
import { asError } from "../../runtime/errors.ts";
import { readAnswer } from "./answer.ts";

/** One request and who is to hear of its answer. */
export interface Exchange {
  /** Request line and headers with the empty line after them; ASCII. */
  head: string;
  body: Buffer;
  /** Called once, with the status or with why there is none. */
  answered: (outcome: number | Error) => void;
}

/** The answer was not complete in time. */
class AnswerTimeoutError extends Error {
  override readonly name = "AnswerTimeoutError";
}

/**
 * A connection of its own kind of request: one at a time, only the status of the answer is kept.
 *
 * @param idle where the returned `send` is put whenever the connection is free, and taken from if it is lost
 * @returns sends a request; only to be called while the connection is free
 */
export function openConnection(
  socket: Socket,
  timeoutMs: number,
  idle: ((exchange: Exchange) => void)[],
): (exchange: Exchange) => void {
  let current: Exchange | undefined;
  let timer: NodeJS.Timeout | undefined;
  let received = "";
  let fault: Error | undefined;

  const settle = (outcome: number | Error) => {
    const settled = current;
    current = undefined;
    received = "";
    clearTimeout(timer);
    settled?.answered(outcome);
  };
  const timedOut = () => {
    socket.destroy(new AnswerTimeoutError(`no complete answer within ${timeoutMs} ms`));
  };
  const send = (exchange: Exchange) => {
    current = exchange;
    timer = setTimeout(timedOut, timeoutMs);
    socket.ref();
    socket.cork();
    socket.write(exchange.head, "latin1");
    socket.write(exchange.body);
    socket.uncork();
  };
  const receive = (chunk: Buffer) => {
    // Nothing was asked: whatever this is, the next answer could not be told from it.
    if (!current) return void socket.destroy();
    received += chunk.toString("latin1");
    const answer = readAnswer(received);
    if (!answer) return;
    if (answer.reusable) {
      // Idle, it must not keep the process alive.
      socket.unref();
      idle.push(send);
    } else socket.destroy();
    settle(answer.status);
  };

  socket.on("data", (chunk: Buffer) => {
    try {
      receive(chunk);
    } catch (error) {
      socket.destroy(asError(error));
    }
  });
  socket.on("error", (error) => {
    fault = error;
  });
  socket.on("close", () => {
    const place = idle.indexOf(send);
    if (place >= 0) idle.splice(place, 1);
    settle(fault ?? new Error("the connection was closed before the answer was complete"));
  });
  return send;
}
