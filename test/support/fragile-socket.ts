import type { SocketClass } from "../../client/src/index.ts";

/** Global WebSockets that fail on purpose. */
export interface FragileSockets {
  WebSocket: SocketClass;
  /** Breaks off all that are open, as a network does: neither side says goodbye. */
  breakOff(): void;
  /** How many have been made. */
  readonly made: number;
}

/**
 * @param roll decides what becomes of each message that tells of a match and answers nothing: a tenth each is
 *   lost, comes twice, and comes after the one that follows
 */
export function fragileSockets(roll: () => number): FragileSockets {
  const sockets = new Set<Fragile>();
  let made = 0;

  class Fragile extends WebSocket {
    #listener: ((event: MessageEvent) => void) | null = null;
    #late: MessageEvent | undefined;

    constructor(url: string) {
      super(url);
      made += 1;
      sockets.add(this);
      this.addEventListener("close", () => sockets.delete(this));
      this.addEventListener("message", (event) => this.#pass(event));
    }

    override set onmessage(listener: ((event: MessageEvent) => void) | null) {
      this.#listener = listener;
    }

    cut(): void {
      this.#listener = null;
      this.onclose?.(new CloseEvent("close"));
      this.close();
    }

    #pass(event: MessageEvent): void {
      const due = this.#late;
      this.#late = undefined;
      const text = String(event.data);
      const number = text.includes('"match_id"') && !text.includes('"subscribed"') ? roll() : 1;
      if (number < 0.1) this.#late = event;
      else if (number >= 0.2) this.#listener?.(event);
      if (number > 0.2 && number < 0.3) this.#listener?.(event);
      if (due) this.#listener?.(due);
    }
  }

  return {
    WebSocket: Fragile,
    breakOff() {
      for (const socket of sockets) socket.cut();
    },
    get made() {
      return made;
    },
  };
}
