import { createServer, type Socket } from "node:net";
import { crc32 } from "node:zlib";

/**
 * `@connections` in a process of its own: answers after a while, and notes who was posted what. One viewer of a
 * hundred has left (410); one of two hundred is throttled the first time (429). By plain sockets, for `node:http`
 * would take as long as what is measured.
 */
const DELAY_MS = 5;
const ANSWERS: Readonly<Record<number, string>> = { 200: "OK", 410: "Gone", 429: "Too Many Requests" };

const noted = { calls: 0, throttled: 0, gone: 0, accepted: 0 };
const throttledOnce = new Set<string>();
const posted = new Map<string, number>();

const server = createServer((socket) => {
  let received = "";
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    const head = received.indexOf("\r\n\r\n");
    const length = Number(/\r\ncontent-length: (\d+)/.exec(received)?.[1]);
    if (head < 0 || received.length < head + 4 + length) return;
    const path = received.slice("POST ".length, received.indexOf(" HTTP/1.1"));
    received = "";
    setTimeout(answer, DELAY_MS, socket, statusOf(path));
  });
});

function answer(socket: Socket, status: number): void {
  socket.write(`HTTP/1.1 ${status} ${ANSWERS[status]}\r\ncontent-length: 0\r\n\r\n`);
}

function statusOf(path: string): number {
  noted.calls += 1;
  // By the id, so that it is the same ones each time.
  const fate = crc32(path) % 200;
  if (fate < 2) {
    noted.gone += 1;
    return 410;
  }
  if (fate === 2 && !throttledOnce.has(path)) {
    throttledOnce.add(path);
    noted.throttled += 1;
    return 429;
  }
  posted.set(path, (posted.get(path) ?? 0) + 1);
  noted.accepted += 1;
  return 200;
}

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.send?.(address.port);
});
// Whoever asks is told what has happened since they last asked.
process.on("message", () => {
  const twice = [...posted.values()].filter((times) => times > 1).length;
  process.send?.({ ...noted, viewers: posted.size, twice });
  Object.assign(noted, { calls: 0, throttled: 0, gone: 0, accepted: 0 });
  throttledOnce.clear();
  posted.clear();
});
// Ends with the bench, however that ends.
process.on("disconnect", () => process.exit(0));
