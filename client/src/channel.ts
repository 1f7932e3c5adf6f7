import { onAbort } from "./abort.ts";
import type { Message, PresenceFrame } from "./control.ts";
import { createEmitter, type Emitter } from "./emitter.ts";
import { TouchlineError } from "./error.ts";
import type {
  EventFrame,
  EventType,
  FeedFrame,
  MatchFrame,
  ScoreFrame,
  Snapshot,
  StatsFrame,
  StatusFrame,
  UpdateFrame,
} from "./frames.ts";
import type { Hub, Subscriber } from "./hub.ts";
import { iterate, type Observer, type Unsubscribable } from "./stream.ts";
import { type Interest, isSnapshot, matchOf } from "./topics.ts";

/** What the listeners of a channel get, by name: each event type, each frame type, and what is about them. */
export type ChannelEvents = { [Type in EventType]: EventFrame<Type> } & {
  /** Every frame, snapshots too. */
  frame: MatchFrame;
  /** Where the match stands, at first and whenever what was missed cannot be replayed any more. */
  snapshot: UpdateFrame;
  match_event: EventFrame;
  score_update: ScoreFrame;
  match_status: StatusFrame;
  match_update: UpdateFrame;
  stats_update: StatsFrame;
  feed_status: FeedFrame;
  /** The server has granted the subscription. */
  subscribed: { recovered: boolean };
  /** The server has refused the subscription. */
  error: TouchlineError;
};

export interface ListenOptions {
  /** Ends it. */
  signal?: AbortSignal | undefined;
}

interface HistoryOptions {
  /** Entries at most: 50 if missing, 100 at most. */
  limit?: number;
  /** Only entries before this `seq`. */
  before?: number;
}

export interface HistoryPage {
  /** Oldest first; whole entries. */
  frames: readonly MatchFrame[];
  /** Whether there are earlier ones. */
  more: boolean;
}

type Listener<Event> = (event: Event) => void;

/**
 * A channel and those who listen to it. It is subscribed to while anyone does, by `on`, `subscribe` or a loop.
 */
export interface Channel<Events = ChannelEvents> extends AsyncIterable<MatchFrame> {
  /** As the server knows it. */
  readonly name: string;
  /** The match as far as it is known, if this is the channel of one. */
  readonly state: Snapshot | undefined;
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>, options?: ListenOptions): this;
  off<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): this;
  /** Every frame, as an Observable. `from(channel)` of RxJS takes the channel itself. */
  subscribe(observer: Observer<MatchFrame> | Listener<MatchFrame>, options?: ListenOptions): Unsubscribable;
  /** Every frame, for `for await`; the loop ends when the signal says so. */
  frames(options?: ListenOptions): AsyncIterableIterator<MatchFrame>;
  /** Earlier frames of a match. */
  history(options?: HistoryOptions): Promise<HistoryPage>;
  /** Ends everything that listens here. */
  close(): void;
}

export interface ChannelDeps {
  hub: Pick<Hub, "add" | "remove" | "state" | "stop">;
  request(message: Message, done: (answer: object) => void): void;
  onThrow(thrown: unknown): void;
  onError(error: TouchlineError): void;
}

/** Emits any event; the interfaces say which there are. */
export type AnyEmitter = Emitter<Record<string, unknown>>;

/** @param onPresence what a frame about members means to the listeners */
export function createChannel(
  interest: Interest,
  { hub, request, onThrow, onError }: ChannelDeps,
  signal?: AbortSignal,
  onPresence?: (frame: PresenceFrame | { count: number }, emitter: AnyEmitter) => void,
): Channel {
  const { channel: name } = interest;
  const match = matchOf(name);
  const streams = new Set<Subscriber>();

  /** A subscriber of the hub, and the emitter of what it gets. */
  function newSubscriber(): { emitter: AnyEmitter; subscriber: Subscriber } {
    const emitter: AnyEmitter = createEmitter(onThrow);
    const { emit } = emitter;
    const subscriber: Subscriber = {
      ...interest,
      match,
      from: -1,
      receive(frame) {
        emit("frame", frame);
        emit(frame.type, frame);
        if (frame.type === "match_event") emit(frame.data.event_type, frame);
        if (isSnapshot(frame)) emit("snapshot", frame);
      },
      onPresence: (frame) => onPresence?.(frame, emitter),
      granted: (recovered) => void emit("subscribed", { recovered }),
      onRefused: (refusal) => void (emit("error", refusal) || onError(refusal)),
      stop: () => void emit("complete", 0),
    };
    return { emitter, subscriber };
  }

  const { emitter: listeners, subscriber: self } = newSubscriber();

  function drop(event: string, listener: (event: never) => void): void {
    if (listeners.remove(event, listener as Listener<unknown>)) hub.remove(self);
  }

  const channel: Channel = {
    name,
    get state() {
      return hub.state(match);
    },
    on(event, listener, options) {
      hub.add(self);
      listeners.add(event, listener as Listener<unknown>);
      onAbort([signal, options?.signal], () => drop(event, listener));
      return this;
    },
    off(event, listener) {
      drop(event, listener);
      return this;
    },
    subscribe(observer, options) {
      const {
        next,
        error = onError,
        complete,
      } = typeof observer === "function" ? { next: observer } : observer;
      const { emitter, subscriber } = newSubscriber();
      const unsubscribe = () => {
        emitter.clear();
        streams.delete(subscriber);
        hub.remove(subscriber);
      };
      emitter.add("frame", (frame) => next?.call(observer, frame as MatchFrame));
      emitter.add("error", (refusal) => error.call(observer, refusal as TouchlineError));
      emitter.add("complete", () => complete?.call(observer));
      for (const end of ["error", "complete"]) emitter.add(end, unsubscribe);
      streams.add(subscriber);
      hub.add(subscriber);
      onAbort([signal, options?.signal], subscriber.stop);
      return { unsubscribe };
    },
    frames: (options) => iterate((observer) => channel.subscribe(observer, options)),
    [Symbol.asyncIterator]: () => channel.frames(),
    history: ({ limit, before } = {}) =>
      new Promise((resolve, reject) => {
        request({ action: "history", channel: name, limit, before_seq: before }, (answer) => {
          if (answer instanceof TouchlineError) reject(answer);
          else resolve(answer as HistoryPage);
        });
      }),
    close() {
      listeners.clear();
      hub.remove(self);
      for (const { stop } of streams) stop();
    },
  };
  return Object.assign(channel, observable(channel));
}

/** RxJS looks for the symbol where there is one when it is loaded, else for the other. */
function observable<T>(channel: T): object {
  const self = () => channel;
  const { observable: symbol = "" } = Symbol as { observable?: symbol | string };
  return { "@@observable": self, [symbol]: self };
}
