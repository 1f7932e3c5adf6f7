import type { Clock } from "./clock.ts";
import { ANSWER_WITHIN, CLOSE_DONE, CLOSE_SILENT, CONNECT_WITHIN, PONG_WITHIN } from "./codes.ts";
import type { ControlFrame, Message, MessageId, ServerFrame } from "./control.ts";
import { TouchlineError } from "./error.ts";
import type { MatchFrame } from "./frames.ts";

/** As much of a WebSocket as is needed: the browser's, Node's and that of `ws` all have it. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}
export type SocketClass = new (url: string) => Socket;

export interface ConnectionDeps {
  WebSocket: SocketClass;
  clock: Clock;
  /** From 0 to below 1. */
  random: () => number;
  /** Milliseconds between pings. */
  pingEvery: number;
  /** Gets errors that answer no request. */
  onError(error: TouchlineError): void;
}

export interface ConnectionEvents {
  start(): void;
  /** Gets frames in the order they came, those of a batch one by one; answers go to their request only. */
  receive(frame: MatchFrame | ControlFrame): void;
  /** Once, whoever ended it. */
  stop(): void;
}

export type Answer = ControlFrame | TouchlineError;

export interface Connection {
  isOpen(): boolean;
  /** Sends a message; `done` gets its answer, or why there is none, exactly once. */
  request(message: Message, done: (answer: Answer) => void): void;
  close(code: number): void;
}

/** One WebSocket, its pings, and which answer belongs to which message. */
export function openConnection(
  url: string,
  { WebSocket, clock, random, pingEvery, onError }: ConnectionDeps,
  { start, receive, stop }: ConnectionEvents,
): Connection {
  const socket = new WebSocket(url);
  const pending = new Map<unknown, (answer: Answer) => void>();
  let lastId = 0;
  let isOpen = false;
  let hasEnded = false;
  const die = () => end(CLOSE_SILENT);
  let stopDeadline = clock.after(CONNECT_WITHIN, die);
  let stopPing = () => {};

  const lost = () => new TouchlineError("lost", "not connected");

  /** Does not wait for the other side to say goodbye: of one that is gone, that takes minutes. */
  function end(code: number): void {
    if (hasEnded) return;
    hasEnded = true;
    isOpen = false;
    stopDeadline();
    stopPing();
    socket.close(code);
    stop();
    for (const settle of pending.values()) settle(lost());
  }

  function request(message: Message, done: (answer: Answer) => void): void {
    if (!isOpen) {
      done(lost());
      return;
    }
    lastId += 1;
    const id: MessageId = lastId;
    const settle = (answer: Answer) => {
      cancel();
      pending.delete(id);
      done(answer);
    };
    const cancel = clock.after(ANSWER_WITHIN, () =>
      settle(new TouchlineError("timeout", "no answer", { id })),
    );
    pending.set(id, settle);
    socket.send(JSON.stringify({ ...message, id }));
  }

  function pingIn(ms: number): void {
    stopPing = clock.after(ms, () => {
      stopDeadline = clock.after(PONG_WITHIN, die);
      socket.send('{"action":"ping"}');
      pingIn(pingEvery);
    });
  }

  function unpack(frame: ServerFrame): void {
    if (frame.type === "batch") {
      frame.frames.forEach(unpack);
      return;
    }
    const settle = "id" in frame && pending.get(frame.id);
    if (frame.type === "error") (settle || onError)(new TouchlineError(frame.code, frame.message, frame));
    else if (settle) settle(frame);
    else receive(frame);
  }

  socket.onopen = () => {
    if (hasEnded) return;
    isOpen = true;
    stopDeadline();
    // At a moment of its own, so that a crowd that came together does not ping together.
    pingIn(random() * pingEvery);
    start();
  };
  socket.onmessage = ({ data }: { data: string }) => {
    if (hasEnded) return;
    stopDeadline();
    unpack(JSON.parse(data));
  };
  socket.onclose = () => end(CLOSE_DONE);
  // A close follows, or has been.
  socket.onerror = () => {};

  return { isOpen: () => isOpen, request, close: end };
}
