import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { WebSocket } from "ws";
import { type System, startSystem } from "../local/start/system.ts";
import { type Figure, type Part, quantile } from "./figures.ts";
import { synthesized } from "./synthesized.ts";

const VIEWERS = 100;
const SECONDS = 8;
/** What one laptop carries with ease, and what it is asked for: 10,000 frames a second through two cores. */
const LOADS = { journey: 100, "journey.calm": 10 };
const SECRET = "bench";
const MATCH = "bench";

/** From a vendor's post to the frame in a viewer's hands, through everything, on this one machine. */
export const journey: Part = {
  name: "journey",
  about: `webhook to frame, ${VIEWERS} viewers: ${Object.values(LOADS).join(" and ")} events/s for ${SECONDS} s each`,
  async run(progress) {
    progress("synthesizing and starting");
    const dataDir = await mkdtemp(join(tmpdir(), "touchline-bench-"));
    const system = await startSystem({
      cloudAssembly: await synthesized(),
      dataDir,
      httpPort: 0,
      wsPort: 0,
      webhookSecret: SECRET,
      log: { info: () => {}, warn: () => {}, error: (source, line) => console.error(source, line) },
    });
    try {
      return await measure(system, progress);
    } finally {
      await system.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

interface Seen {
  /** Milliseconds since the epoch, on one clock since it is one machine. */
  received: number;
  sent: number;
  applied: number;
}

async function measure(system: System, progress: (line: string) => void): Promise<Figure[]> {
  const seen: Seen[] = [];
  const sockets = await Promise.all(Array.from({ length: VIEWERS }, () => watch(system.wsUrl, seen)));
  progress("warming up");
  for (let i = 0; i < 20; i += 1) await send(system.httpUrl);
  const figures: Figure[] = [];
  for (const [name, rate] of Object.entries(LOADS).reverse()) {
    await setTimeout(1_000);
    progress(`${rate} events/s`);
    figures.push(...(await underLoad(name, rate, system.httpUrl, seen)));
  }
  for (const socket of sockets) socket.terminate();
  return figures;
}

async function underLoad(name: string, rate: number, url: string, seen: Seen[]): Promise<Figure[]> {
  seen.length = 0;
  const answered: number[] = [];
  const posts: Promise<void>[] = [];
  for (let i = 0; i < rate * SECONDS; i += 1) {
    posts.push(send(url).then((ms) => void answered.push(ms)));
    await setTimeout(1_000 / rate);
  }
  await Promise.all(posts);
  const wanted = rate * SECONDS * VIEWERS;
  for (let waited = 0; seen.length < wanted && waited < 300; waited += 1) await setTimeout(100);
  const whole = seen.map(({ received, sent }) => received - sent);
  const toApply = seen.map(({ applied, sent }) => applied - sent);
  const toFrame = seen.map(({ received, applied }) => received - applied);
  const carried = `${seen.length} of ${wanted} frames at ${rate} events/s; AWS, functions and viewers share this machine`;
  return [
    ms(`${name}.p50_ms`, whole, 0.5, carried),
    ms(`${name}.p99_ms`, whole, 0.99, "the same, slowest in a hundred"),
    ms(`${name}.accepted.p50_ms`, answered, 0.5, "until the webhook has answered 202"),
    ms(`${name}.applied.p50_ms`, toApply, 0.5, "until the consumer has applied it"),
    ms(
      `${name}.pushed.p50_ms`,
      toFrame,
      0.5,
      "from there: storing, looking up the audience, posting, receiving",
    ),
  ];
}

function ms(figure: string, values: readonly number[], q: number, note: string): Figure {
  return { figure, value: quantile(values, q), unit: "ms", note };
}

async function watch(url: string, seen: Seen[]): Promise<WebSocket> {
  const socket = new WebSocket(`${url}?match=${MATCH}`);
  socket.on("message", (data) => {
    const received = Date.now();
    const frame = JSON.parse(String(data));
    if (frame.type !== "match_event") return;
    seen.push({ received, sent: frame.data.metadata.sent_at, applied: Date.parse(frame.timestamp) });
  });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return socket;
}

/** @returns milliseconds until the answer */
async function send(url: string): Promise<number> {
  const sent_at = Date.now();
  const body = JSON.stringify({
    match_id: MATCH,
    event_id: crypto.randomUUID(),
    event_type: "shot",
    minute: 1,
    metadata: { sent_at },
  });
  const response = await fetch(`${url}/webhooks/match-events`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-signature": createHmac("sha256", SECRET).update(body).digest("hex"),
    },
    body,
  });
  if (response.status !== 202) throw new Error(`answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
  return Date.now() - sent_at;
}
