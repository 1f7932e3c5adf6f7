import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { WebSocket } from "ws";
import { startSystem } from "../../local/start/system.ts";
import { type Figure, quantile } from "../figures.ts";
import { synthesized } from "../synthesized.ts";

const VIEWERS = 1_000;
/** Connecting at once; each handshake starts a function. */
const AT_ONCE = 25;
const FRAMES = 6;
const MATCH = "audience";
const SECRET = "bench";

/** Frames to as many real sockets as one machine has room for, through everything. */
export async function thousandSockets(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "touchline-bench-"));
  const system = await startSystem({
    cloudAssembly: await synthesized(),
    dataDir,
    httpPort: 0,
    wsPort: 0,
    webhookSecret: SECRET,
    log: { info: () => {}, warn: () => {}, error: (source, line) => console.error(source, line) },
  });
  const sockets: WebSocket[] = [];
  try {
    const seen = new Map<number, number[]>();
    for (let at = 0; at < VIEWERS; at += AT_ONCE) {
      const some = Array.from({ length: AT_ONCE }, () => watch(`${system.wsUrl}?match=${MATCH}`, seen));
      sockets.push(...(await Promise.all(some)));
    }
    const times: number[] = [];
    // The first ones are for starting functions and connections.
    for (let minute = 1; minute <= FRAMES + 2; minute += 1) {
      const start = performance.now();
      await send(system.httpUrl, minute);
      const arrived = await all(seen, minute);
      if (minute > 2) times.push(...arrived.map((at) => at - start));
    }
    return figuresOf(times);
  } finally {
    for (const socket of sockets) socket.terminate();
    await system.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function figuresOf(times: readonly number[]): Figure[] {
  const note = `webhook to frame, ${times.length / FRAMES} of ${VIEWERS} viewers; AWS, functions and viewers share this machine`;
  return [
    { figure: "audience.real.p50_ms", value: quantile(times, 0.5), unit: "ms", note },
    {
      figure: "audience.real.p99_ms",
      value: quantile(times, 0.99),
      unit: "ms",
      note: "the last viewers of each frame",
    },
  ];
}

/** When each viewer got the event of that minute. */
async function all(seen: ReadonlyMap<number, number[]>, minute: number): Promise<number[]> {
  for (let waited = 0; waited < 100; waited += 1) {
    if ((seen.get(minute)?.length ?? 0) >= VIEWERS) break;
    await setTimeout(100);
  }
  return seen.get(minute) ?? [];
}

async function watch(url: string, seen: Map<number, number[]>): Promise<WebSocket> {
  const socket = new WebSocket(url);
  const subscribed = new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      if (frame.type === "subscribed") resolve();
      if (frame.type !== "match_event") return;
      const arrived = seen.get(frame.data.minute) ?? [];
      seen.set(frame.data.minute, arrived);
      arrived.push(performance.now());
    });
  });
  await subscribed;
  return socket;
}

async function send(url: string, minute: number): Promise<void> {
  const body = JSON.stringify({ match_id: MATCH, event_id: `e-${minute}`, event_type: "card", minute });
  const headers = {
    "content-type": "application/json",
    "x-signature": createHmac("sha256", SECRET).update(body).digest("hex"),
  };
  const response = await fetch(`${url}/webhooks/match-events`, { method: "POST", headers, body });
  if (response.status !== 202) throw new Error(`answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}
