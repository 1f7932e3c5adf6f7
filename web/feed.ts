import type { MatchFrame } from "./types.ts";

export type Connection = "connecting" | "open" | "waiting";

export interface FeedEvents {
  onConnection(connection: Connection): void;
  onFrame(frame: MatchFrame): void;
  /** The last `seq` of each subscribed match. */
  onPositions(positions: Readonly<Record<string, number>>): void;
}

export interface Feed {
  /** Subscribes to more channels on the open connection. */
  subscribe(channel: string): void;
  unsubscribe(channel: string): void;
  close(): void;
}

const PING_EVERY = 30_000;
/** A server that does not answer a ping for this long is gone. */
const PONG_WITHIN = 10_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 20_000;

/** Full jitter: a random pause up to a doubling limit, so that a crowd does not reconnect at once. */
export function delayOf(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
}

/** Keeps a WebSocket open: reconnects, pings, and passes on the frames of matches. */
export function openFeed(url: string, { onConnection, onFrame, onPositions }: FeedEvents): Feed {
  let socket: WebSocket | undefined;
  let attempt = 0;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const send = (message: object) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };

  function connect(): void {
    onConnection("connecting");
    const mine = new WebSocket(url);
    socket = mine;
    const heart = heartbeat(send, () => mine.close());
    mine.onopen = () => {
      attempt = 0;
      heart.start();
      onConnection("open");
    };
    mine.onmessage = ({ data }) => {
      heart.alive();
      const frame: Frame = JSON.parse(String(data));
      if (isMatchFrame(frame)) onFrame(frame);
      else if (frame.type === "pong") onPositions(frame.positions ?? {});
    };
    mine.onclose = () => {
      heart.stop();
      if (closed) return;
      onConnection("waiting");
      retry = setTimeout(connect, delayOf(attempt));
      attempt += 1;
    };
  }
  connect();

  return {
    subscribe: (channel) => send({ action: "subscribe", channels: [channel] }),
    unsubscribe: (channel) => send({ action: "unsubscribe", channels: [channel] }),
    close() {
      closed = true;
      clearTimeout(retry);
      socket?.close();
    },
  };
}

function heartbeat(send: (message: object) => void, onDead: () => void) {
  let timer: ReturnType<typeof setInterval> | undefined;
  let deadline: ReturnType<typeof setTimeout> | undefined;
  return {
    start() {
      timer = setInterval(() => {
        send({ action: "ping" });
        clearTimeout(deadline);
        deadline = setTimeout(onDead, PONG_WITHIN);
      }, PING_EVERY);
    },
    alive: () => clearTimeout(deadline),
    stop() {
      clearInterval(timer);
      clearTimeout(deadline);
    },
  };
}

type Frame =
  | MatchFrame
  | { type: "pong"; positions?: Record<string, number> }
  | { type: "subscribed" | "error" };

const MATCH_FRAMES: ReadonlySet<string> = new Set([
  "match_event",
  "match_update",
  "score_update",
  "match_status",
  "feed_status",
]);

function isMatchFrame(frame: Frame): frame is MatchFrame {
  return MATCH_FRAMES.has(frame.type);
}
