import { channelOf } from "../../modules/match/channel-kind.ts";
import { onAbort } from "./abort.ts";
import { type Channel, type ChannelDeps, createChannel, type ListenOptions } from "./channel.ts";
import { type Clock, systemClock } from "./clock.ts";
import { PING_EVERY } from "./codes.ts";
import type { SocketClass } from "./connection.ts";
import { createEmitter, throwLater } from "./emitter.ts";
import { TouchlineError } from "./error.ts";
import type { EventType } from "./frames.ts";
import { createHub } from "./hub.ts";
import { type ConnectionState, openLink } from "./link.ts";
import { createPresence, type PresenceChannel } from "./presence.ts";
import type { TokenSource } from "./token.ts";
import type { Kind } from "./topics.ts";

export interface TouchlineOptions {
  /** A JWT, or what gets one: asked before each connection, and again before the token expires. */
  token?: TokenSource;
  /** Closes the client. */
  signal?: AbortSignal;
  /** The global one if missing. */
  WebSocket?: SocketClass;
  /** Milliseconds between pings: 30,000 if missing. */
  pingEvery?: number;
  clock?: Clock;
  /** From 0 to below 1. */
  random?: () => number;
}

export interface ChannelOptions extends ListenOptions {
  /** Every event, not only key events; needs a token that allows it. */
  private?: boolean;
  /** Of the events, only these. Score, status and the like come all the same. */
  types?: readonly EventType[];
}

export interface TouchlineEvents {
  /** The connection is in another state. */
  state: ConnectionState;
  /** What no channel's listener was told. */
  error: TouchlineError;
}

/** A client of one Touchline. It connects at once, and stays connected until `close()`. */
export class Touchline {
  readonly #events = createEmitter<TouchlineEvents>(throwLater);
  readonly #link;
  readonly #deps: ChannelDeps;

  /** @param url of the WebSocket API: `wss://...` */
  constructor(url: string, options: TouchlineOptions = {}) {
    const { clock = systemClock, random = Math.random } = options;
    const surroundings = { clock, random, onError: (error: TouchlineError) => this.#fault(error) };
    const hub = createHub({ ...surroundings, sessions: () => this.#link.sessions() });
    this.#link = openLink({
      pingEvery: PING_EVERY,
      WebSocket: (globalThis as unknown as { WebSocket: SocketClass }).WebSocket,
      ...options,
      ...hub,
      ...surroundings,
      url,
      onState: (state) => this.#events.emit("state", state),
    });
    this.#deps = {
      ...surroundings,
      hub,
      request: (message, done) => this.#link.request(message, done),
      onThrow: (cause) => this.#fault(new TouchlineError("listener", "a listener threw", { cause })),
    };
    onAbort([options.signal], () => this.close());
  }

  get state(): ConnectionState {
    return this.#link.state;
  }

  on<Name extends keyof TouchlineEvents>(name: Name, listener: (event: TouchlineEvents[Name]) => void): this {
    this.#events.add(name, listener);
    return this;
  }

  off<Name extends keyof TouchlineEvents>(
    name: Name,
    listener: (event: TouchlineEvents[Name]) => void,
  ): this {
    this.#events.remove(name, listener);
    return this;
  }

  match(id: string | number, options?: ChannelOptions): Channel {
    return this.channel(`match:${id}`, options);
  }

  league(id: string | number, options?: ChannelOptions): Channel {
    return this.channel(`league:${id}`, options);
  }

  team(id: string | number, options?: ChannelOptions): Channel {
    return this.channel(`team:${id}`, options);
  }

  /** The matches in play. */
  live(options?: ChannelOptions): Channel {
    return this.channel("live:all", options);
  }

  /** Every match. */
  all(options?: ChannelOptions): Channel {
    return this.channel("all", options);
  }

  /** @param topic such as `match:1`, `league:2`, `live:all` */
  channel(topic: string, options: ChannelOptions = {}): Channel {
    const kind = options.private ? "private" : "public";
    return createChannel(interestIn(kind, topic, options), this.#deps, options.signal);
  }

  /** A topic among others who follow it; the token says who one is. */
  presence(topic: string, options: Omit<ChannelOptions, "private"> = {}): PresenceChannel {
    return createPresence(interestIn("presence", topic, options), this.#deps, options.signal);
  }

  /** Tells the server another token on the same connection. Rejects if the server does not take it. */
  authenticate(token: string): Promise<void> {
    return this.#link.authenticate(token);
  }

  /** For good: every loop and every Observable ends. */
  close(): void {
    this.#link.close();
    this.#deps.hub.stop();
  }

  #fault(error: TouchlineError): void {
    if (this.#events.emit("error", error)) return;
    if (error.code === "listener") throwLater(error.cause);
    else console.warn(error);
  }
}

function interestIn(kind: Kind, topic: string, { types }: Pick<ChannelOptions, "types">) {
  return { kind, topic, types, channel: channelOf(kind, topic) };
}
