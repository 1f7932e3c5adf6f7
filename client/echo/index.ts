import { type ConnectionState, Touchline, type TouchlineOptions } from "../src/index.ts";
import { TouchlineChannel, TouchlinePresenceChannel } from "./channel.ts";
import { type Kind, prefixed, topicOf } from "./names.ts";

export { TouchlineChannel, TouchlinePresenceChannel };

/** What goes beside `broadcaster: TouchlineConnector`. Echo's other options do not matter here. */
export interface TouchlineEchoOptions extends TouchlineOptions {
  /** Address of the WebSocket API: `wss://...` */
  host?: string | null;
  /** The token, by Echo's name for it. */
  bearerToken?: string | null;
  /** A client there is already, in place of `host`. */
  client?: Touchline;
  [option: string]: unknown;
}

/** As Echo 2 says it. */
export type EchoStatus = "connected" | "disconnected" | "connecting" | "reconnecting";

/** What Laravel Echo, 1.19 and 2, takes as its `broadcaster`. */
export class TouchlineConnector {
  readonly options: TouchlineEchoOptions;
  readonly client: Touchline;
  /** By name, with the prefix: Echo goes through them to leave them all. */
  readonly channels: Record<string, TouchlineChannel> = {};
  #socketId: string | undefined;

  constructor(options: TouchlineEchoOptions) {
    this.options = options;
    this.client = options.client ?? clientFor(options);
    this.client.on("state", () => this.#identify());
    this.#identify();
  }

  /** The client has connected by itself. */
  connect(): void {}

  listen(name: string, event: string, callback: CallableFunction): TouchlineChannel {
    return this.channel(name).listen(event, callback);
  }

  channel(name: string): TouchlineChannel {
    return this.#channel("public", name);
  }

  privateChannel(name: string): TouchlineChannel {
    return this.#channel("private", name);
  }

  presenceChannel(name: string): TouchlinePresenceChannel {
    return this.#channel("presence", name) as TouchlinePresenceChannel;
  }

  /** @throws Error always */
  encryptedPrivateChannel(_name: string): TouchlineChannel {
    throw new Error("Touchline has no encrypted channels.");
  }

  leave(name: string): void {
    for (const kind of ["public", "private", "presence"] as const) this.leaveChannel(prefixed(kind, name));
  }

  leaveChannel(name: string): void {
    this.channels[name]?.unsubscribe();
    delete this.channels[name];
  }

  /**
   * Names this connection to Laravel, for `toOthers()`: no viewer is ever kept from a frame by it, for it is not
   * Laravel that sends them. In Pusher's form, which Laravel checks.
   */
  socketId(): string | undefined {
    return this.#socketId;
  }

  connectionStatus(): EchoStatus {
    return statusOf(this.client.state);
  }

  /** @returns what ends it */
  onConnectionChange(callback: (status: EchoStatus) => void): () => void {
    const listener = (state: ConnectionState) => callback(statusOf(state));
    this.client.on("state", listener);
    return () => void this.client.off("state", listener);
  }

  disconnect(): void {
    this.client.close();
  }

  #channel(kind: Kind, given: string): TouchlineChannel {
    const name = prefixed(kind, given);
    const known = this.channels[name];
    if (known) return known;
    const channel = this.#open(kind, name);
    this.channels[name] = channel;
    return channel;
  }

  #open(kind: Kind, name: string): TouchlineChannel {
    const topic = topicOf(name);
    if (kind === "presence") return new TouchlinePresenceChannel(name, this.client.presence(topic));
    return new TouchlineChannel(name, this.client.channel(topic, { private: kind === "private" }));
  }

  #identify(): void {
    const number = () => Math.floor(Math.random() * 1e9);
    this.#socketId = this.client.state === "connected" ? `${number()}.${number()}` : undefined;
  }
}

function clientFor({ host, bearerToken, ...options }: TouchlineEchoOptions): Touchline {
  if (!host) throw new TypeError("Touchline needs a `host`: the address of its WebSocket API.");
  return new Touchline(host, bearerToken ? { token: bearerToken, ...options } : options);
}

function statusOf(state: ConnectionState): EchoStatus {
  return state === "closed" ? "disconnected" : state;
}
