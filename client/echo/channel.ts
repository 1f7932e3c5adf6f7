import { laravel } from "../../modules/match/dialects/laravel.ts";
import { throwLater } from "../src/emitter.ts";
import type { Channel, MatchFrame, Member, PresenceChannel, TouchlineError } from "../src/index.ts";
import { eventName } from "./names.ts";

type Listener = (data: unknown) => void;

/** A channel as Laravel Echo's users know it: what they hear is what a Laravel broadcaster would say. */
export class TouchlineChannel {
  readonly name: string;
  readonly #channel: Channel;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #all = new Set<(event: string, data: unknown) => void>();

  constructor(name: string, channel: Channel) {
    this.name = name;
    this.#channel = channel;
    channel.on("frame", (frame) => this.#receive(frame));
  }

  listen(event: string, callback: CallableFunction): this {
    const name = eventName(event);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(callback as unknown as Listener));
    return this;
  }

  stopListening(event: string, callback?: CallableFunction): this {
    if (callback) this.#listeners.get(eventName(event))?.delete(callback as unknown as Listener);
    else this.#listeners.delete(eventName(event));
    return this;
  }

  listenToAll(callback: CallableFunction): this {
    this.#all.add(callback as unknown as (event: string, data: unknown) => void);
    return this;
  }

  stopListeningToAll(callback?: CallableFunction): this {
    if (callback) this.#all.delete(callback as unknown as (event: string, data: unknown) => void);
    else this.#all.clear();
    return this;
  }

  subscribed(callback: CallableFunction): this {
    this.#channel.on("subscribed", () => callback());
    return this;
  }

  error(callback: CallableFunction): this {
    this.#channel.on("error", (error: TouchlineError) => callback(error));
    return this;
  }

  /** Notifications are Laravel's own, and none come this way. */
  notification(callback: CallableFunction): this {
    return this.listen(".Illuminate\\Notifications\\Events\\BroadcastNotificationCreated", callback);
  }

  stopListeningForNotification(callback: CallableFunction): this {
    return this.stopListening(".Illuminate\\Notifications\\Events\\BroadcastNotificationCreated", callback);
  }

  listenForWhisper(event: string, callback: CallableFunction): this {
    return this.listen(`.client-${event}`, callback);
  }

  stopListeningForWhisper(event: string, callback?: CallableFunction): this {
    return this.stopListening(`.client-${event}`, callback);
  }

  /** @throws Error always, rather than that nobody hears it */
  whisper(_event: string, _data: unknown): this {
    throw new Error("Touchline has no whispers: viewers cannot send to viewers.");
  }

  unsubscribe(): void {
    this.#channel.close();
  }

  #receive(frame: MatchFrame): void {
    const said = laravel(frame) as { event: string; data: unknown } | undefined;
    if (!said) return;
    for (const listener of [...(this.#listeners.get(said.event) ?? [])]) guarded(() => listener(said.data));
    for (const listener of [...this.#all]) guarded(() => listener(`.${said.event}`, said.data));
  }
}

/** Whatever a listener throws, the others are told. */
function guarded(call: () => void): void {
  try {
    call();
  } catch (thrown) {
    throwLater(thrown);
  }
}

/** A channel with members. */
export class TouchlinePresenceChannel extends TouchlineChannel {
  readonly #presence: PresenceChannel;

  constructor(name: string, channel: PresenceChannel) {
    super(name, channel as unknown as Channel);
    this.#presence = channel;
  }

  here(callback: CallableFunction): this {
    this.#presence.on("here", (members: readonly Member[]) => callback(members));
    return this;
  }

  joining(callback: CallableFunction): this {
    this.#presence.on("join", (member: Member) => callback(member));
    return this;
  }

  leaving(callback: CallableFunction): this {
    this.#presence.on("leave", (member: Member) => callback(member));
    return this;
  }
}
