import { WebSocket } from "ws";

export interface Frame {
  type: string;
  match_id: string;
  seq: number;
  prev_seq: number;
  data: Record<string, unknown>;
  state: Record<string, unknown>;
  [field: string]: unknown;
}

/** A WebSocket client that keeps what it is sent. */
export interface Viewer {
  readonly frames: readonly Frame[];
  send(message: unknown): void;
  /** Resolves with the first frame, already there or still to come, that `matches`. */
  next(matches: (frame: Frame) => boolean): Promise<Frame>;
  /** The frames of one type. */
  of(type: string): Frame[];
  close(): void;
}

const PATIENCE_MS = 120_000;

/** @throws Error with the status if the handshake is refused */
export async function connectViewer(url: string): Promise<Viewer> {
  const socket = new WebSocket(url);
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  socket.on("message", (data) => {
    frames.push(JSON.parse(String(data)));
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("unexpected-response", (_, response) => reject(new Error(`refused: ${response.statusCode}`)));
    socket.once("error", reject);
  });
  return {
    frames,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    of: (type) => frames.filter((frame) => frame.type === type),
    close: () => socket.terminate(),
    next: (matches) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          const seen = frames.map(({ type, seq }) => `${type} ${seq}`).join(", ");
          reject(new Error(`no such frame came; these did: ${seen || "none"}`));
        }, PATIENCE_MS);
        const look = () => {
          const found = frames.find(matches);
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** `seq` of the events a viewer got, without those it had already: delivery is at least once. */
export function firstSeen(viewer: Viewer): number[] {
  return [...new Set(viewer.of("match_event").map(({ seq }) => seq))];
}
