import type { Clock } from "./clock.ts";
import { CHANNEL_BYTES, isTransient, RESEND_AFTER } from "./codes.ts";
import type { Answer, Connection } from "./connection.ts";
import type { SubscribedFrame } from "./control.ts";
import { TouchlineError } from "./error.ts";
import type { EventType } from "./frames.ts";
import type { Wanted } from "./topics.ts";

/** What is asked of a channel, and who is told that it was granted. */
export interface Request {
  /** Position of the match from where to go on. */
  after?: number | undefined;
  /** @param recovered whether everything since then follows */
  granted(recovered: boolean): void;
}

export interface SessionDeps {
  clock: Clock;
  wanted(): Wanted;
  request(channel: string): Request;
  onRefused(channel: string, refusal: TouchlineError): void;
  /** A message that will be sent again. */
  onError(error: TouchlineError): void;
  /** Nothing is left to be asked for. */
  onSettled(): void;
}

/** Keeps the subscriptions of one connection to what is wanted. */
export interface Session {
  readonly connection: Connection;
  sync(): void;
  /** Asks again for channels; those that are not wanted are subscribed to for as long as that takes. */
  ask(channels: Wanted): void;
  /** The server has ended subscriptions by itself. */
  drop(channels: readonly string[]): void;
}

/**
 * One message at a time: messages of one connection are answered by functions that run side by side, so of two
 * under way, the second may be done first.
 */
export function createSession(connection: Connection, deps: SessionDeps): Session {
  /** Channels subscribed to, and with which filter. */
  const have: Wanted = new Map();
  /** Channels to be asked for once more. */
  const again: Wanted = new Map();
  /** One of several was refused, so each is tried alone. */
  let alone = false;
  let busy = false;

  function sync(): void {
    if (busy || !connection.isOpen()) return;
    const wanted = new Map([...again, ...deps.wanted()]);
    const due = [...wanted.keys()].filter((channel) => have.get(channel) !== wanted.get(channel));
    const gone = [...have.keys()].filter((channel) => !wanted.has(channel));
    const types = wanted.get(due[0] ?? "") ?? "";
    const alike = fitting(due.filter((channel) => wanted.get(channel) === types));
    alone &&= due.length > 0;
    if (due.length > 0) subscribe(alone ? alike.slice(0, 1) : alike, types);
    else if (gone.length > 0) unsubscribe(fitting(gone));
    else deps.onSettled();
  }

  function subscribe(channels: readonly string[], types: string): void {
    const after_seq: Record<string, number> = {};
    const requests = channels.map((channel) => {
      again.delete(channel);
      const request = deps.request(channel);
      if (request.after !== undefined) after_seq[channel] = request.after;
      return [channel, request] as const;
    });
    const filter = types ? { filter: { types: types.split(",") as EventType[] } } : {};
    send({ action: "subscribe", channels, after_seq, ...filter }, (answer) => {
      if (answer instanceof TouchlineError) {
        if (channels.length > 1) alone = true;
        else for (const channel of channels) deps.onRefused(channel, answer);
        return;
      }
      for (const [channel, { granted }] of requests) {
        have.set(channel, types);
        granted((answer as SubscribedFrame).recovered?.[channel] ?? false);
      }
    });
  }

  function unsubscribe(channels: readonly string[]): void {
    send({ action: "unsubscribe", channels }, () => drop(channels));
  }

  function drop(channels: readonly string[]): void {
    for (const channel of channels) have.delete(channel);
    sync();
  }

  /** @param done unless it is to be sent again, or the connection is gone */
  function send(message: Parameters<Connection["request"]>[0], done: (answer: Answer) => void): void {
    busy = true;
    const go = () => {
      busy = false;
      sync();
    };
    connection.request(message, (answer) => {
      if (!connection.isOpen()) return;
      if (answer instanceof TouchlineError && isTransient(answer.code)) {
        deps.onError(answer);
        deps.clock.after(RESEND_AFTER, go);
      } else {
        done(answer);
        go();
      }
    });
  }

  return {
    connection,
    sync,
    ask(channels) {
      for (const [channel, types] of channels) again.set(channel, types);
      drop([...channels.keys()]);
    },
    drop,
  };
}

/** The first channels, as many as one message takes. */
function fitting(channels: readonly string[]): string[] {
  let left = CHANNEL_BYTES;
  return channels.filter(({ length }) => {
    // Its name, once more with its position, and what is around them.
    left -= 2 * length + 24;
    return left >= 0;
  });
}
