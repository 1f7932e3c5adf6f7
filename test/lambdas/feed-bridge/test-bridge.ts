import { setImmediate } from "node:timers/promises";
import type { BridgeDeps } from "../../../lambdas/feed-bridge/deps.ts";
import { createHandler } from "../../../lambdas/feed-bridge/handler.ts";
import type { StreamItem } from "../../../modules/match/event.ts";
import type {
  PollAccount,
  VendorAnswer,
  VendorStreamPart,
  VendorStreamRequest,
} from "../../../modules/ports/vendors.ts";
import type { StreamedId } from "../../../modules/providers/ids.ts";
import type { Fields as LogFields } from "../../../modules/runtime/log.ts";
import { memoryAccounts } from "../../support/memory-accounts.ts";
import { memoryIds } from "../../support/memory-ids.ts";
import { memoryPollStates } from "../../support/memory-poll-states.ts";
import { memoryStream } from "../../support/memory-stream.ts";

const START = Date.parse("2024-05-04T15:00:00.000Z");
export const KEY = "k3y-that-nobody-may-see";

/** What the REST API answers: a status, or a body with 200. */
export type Rest = { status: number } | { body: unknown };

/** A connection, as the vendor holds it. */
interface Line {
  request: VendorStreamRequest;
  isOpen(): boolean;
  say(...messages: unknown[]): void;
  sign(): void;
  /** Without an error, or with one. */
  end(error?: Error): void;
}

/** The bridge with a vendor and a world in memory, and a clock that moves when it is told to. */
export function testBridge(
  rest: (url: URL) => Rest,
  overrides: { provider?: StreamedId } & Partial<BridgeDeps> = {},
) {
  const { provider = "allsports", ...given } = overrides;
  const time = clock();
  const { states, rows } = memoryPollStates();
  const memory = memoryStream();
  const stop = new AbortController();
  const world = {
    time,
    rows,
    lines: [] as Line[],
    /** Errors with which the next attempts are met. */
    refusals: [] as Error[],
    asked: [] as { url: URL; at: number }[],
    memory,
    published: memory.published,
    noted: [] as string[],
    said: [] as { message: string; fields: LogFields }[],
    measured: [] as object[],
    accounts: { [provider]: { key: KEY } } as Record<string, PollAccount | undefined>,
    seconds: () => (time.now() - START) / 1_000,
    line: () => {
      const last = world.lines.at(-1);
      if (!last) throw new Error("nobody has connected");
      return last;
    },
    items: () => world.published.flatMap(({ items }): StreamItem[] => items),
    messages: () => world.said.map(({ message }) => message),
    /** Starts another one, as after a crash: nobody has told the first to end. */
    start: () => createHandler(deps)([provider], stop.signal),
    async stop() {
      stop.abort();
      await time.pass(5_000);
    },
  };
  const write = (message: string, fields: LogFields = {}) => void world.said.push({ message, fields });
  const note = (what: string) => async (id: string, at: Date) =>
    void world.noted.push(`${what} ${id} ${(at.getTime() - START) / 1_000}`);
  const deps: BridgeDeps = {
    log: { info: write, warn: write, error: write },
    metrics: { report: (values) => void world.measured.push(values) },
    accounts: memoryAccounts(world.accounts),
    states,
    http: {
      get: async ({ url }) => {
        world.asked.push({ url: new URL(url), at: world.seconds() });
        await time.pause(100);
        return answerOf(rest(new URL(url)));
      },
    },
    streams: { open: (request, signal) => connection(request, signal, world) },
    ids: memoryIds().ids,
    stream: memory.stream,
    feeds: {
      recordHeartbeat: note("alive"),
      recordUnreachable: note("unreachable"),
      recordReachable: note("reachable"),
      addCounts: async (id, { failed }) => void world.noted.push(`failed ${id} ${failed}`),
    },
    now: time.now,
    pause: time.pause,
    alarm: time.alarm,
    random: () => 0.5,
    ...given,
  };
  return world;
}

function answerOf(reply: Rest): VendorAnswer {
  const status = "status" in reply ? reply.status : 200;
  const body = "body" in reply ? reply.body : "";
  return { status, body: typeof body === "string" ? body : JSON.stringify(body), header: () => undefined };
}

async function* connection(
  request: VendorStreamRequest,
  signal: AbortSignal,
  { lines, refusals }: { lines: Line[]; refusals: Error[] },
): AsyncGenerator<VendorStreamPart> {
  const refusal = refusals.shift();
  if (refusal) throw refusal;
  const parts: VendorStreamPart[] = [{ kind: "open" }];
  let over: { error?: Error } | undefined;
  let wake = () => {};
  const end = (error?: Error) => {
    over ??= error ? { error } : {};
    wake();
  };
  signal.addEventListener("abort", () => end(), { once: true });
  lines.push({
    request,
    isOpen: () => over === undefined,
    say(...messages) {
      for (const message of messages) {
        parts.push({
          kind: "message",
          text: typeof message === "string" ? message : JSON.stringify(message),
        });
      }
      wake();
    },
    sign() {
      parts.push({ kind: "sign" });
      wake();
    },
    end,
  });
  try {
    for (;;) {
      const part = parts.shift();
      if (part) yield part;
      else if (over?.error) throw over.error;
      else if (over) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    end();
  }
}

/** A clock that stands still until it is told how much time has passed, and then does all that is due, in order. */
function clock() {
  let now = START;
  const due = new Set<{ at: number; ring: () => void }>();
  const settled = async () => {
    for (let turns = 0; turns < 8; turns += 1) await setImmediate();
  };
  const alarm = (ms: number, ring: () => void) => {
    const timer = { at: now + ms, ring };
    due.add(timer);
    return () => void due.delete(timer);
  };
  return {
    now: () => now,
    alarm,
    pause: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (signal?.aborted) return resolve();
        const cancel = alarm(ms, resolve);
        const stop = () => {
          cancel();
          resolve();
        };
        signal?.addEventListener("abort", stop, { once: true });
        return undefined;
      }),
    async pass(ms: number): Promise<void> {
      const end = now + ms;
      await settled();
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        due.delete(next);
        now = Math.max(now, next.at);
        next.ring();
        await settled();
      }
      now = end;
    },
  };
}
