import type { PollerDeps } from "../../../lambdas/poller/deps.ts";
import { createHandler } from "../../../lambdas/poller/handler.ts";
import type { StreamItem } from "../../../modules/match/event.ts";
import {
  type PollAccount,
  type VendorAnswer,
  type VendorRequest,
  VendorUnreachableError,
} from "../../../modules/ports/vendors.ts";
import type { PolledId } from "../../../modules/providers/ids.ts";
import type { Fields as LogFields } from "../../../modules/runtime/log.ts";
import { memoryAccounts } from "../../support/memory-accounts.ts";
import { memoryIds } from "../../support/memory-ids.ts";
import { memoryPollStates } from "../../support/memory-poll-states.ts";
import { memoryStream } from "../../support/memory-stream.ts";

export const START = Date.parse("2024-05-04T15:00:00.000Z");
export const KEY = "k3y-that-nobody-may-see";

export interface Asked {
  /** Seconds since the start. */
  at: number;
  url: URL;
  headers: VendorRequest["headers"];
}

/** What the vendor does: an answer, or a reason why there is none. */
export type Reply =
  | { status?: number; body?: unknown; headers?: Record<string, string | undefined>; takesMs?: number }
  | VendorUnreachableError["reason"];

/** The poller with a vendor and a world in memory, and a clock that moves when somebody waits. */
export function testPoller(
  vendor: (asked: Asked) => Reply,
  {
    provider = "api-football" as PolledId,
    account = {} as Partial<PollAccount> | null,
    random = () => 0.5,
    ...overrides
  }: {
    provider?: PolledId;
    /** Null without a key. */
    account?: Partial<PollAccount> | null;
    random?: () => number;
  } & Partial<PollerDeps> = {},
) {
  let clock = START;
  const memory = memoryStream();
  const world = {
    asked: [] as Asked[],
    memory,
    published: memory.published,
    noted: [] as { provider: string; isReachable: boolean; at: number }[],
    lines: [] as { level: string; message: string; fields: LogFields }[],
    measured: [] as object[],
    accounts: { [provider]: account ? { key: KEY, ...account } : undefined } as Record<
      string,
      PollAccount | undefined
    >,
    seconds: () => (clock - START) / 1_000,
    items: () => world.published.flatMap(({ items }): StreamItem[] => items),
    /** The minutes of so many invocations, each on the minute. */
    async minutes(count: number): Promise<void> {
      for (let done = 0; done < count; done += 1) {
        await handler();
        clock = Math.max(clock, Math.floor((clock - START) / 60_000 + 1) * 60_000 + START);
      }
    },
    advance: (ms: number) => {
      clock += ms;
    },
  };
  const write =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void world.lines.push({ level, message, fields });
  const { states, rows } = memoryPollStates();
  const deps: PollerDeps = {
    log: { info: write("info"), warn: write("warn"), error: write("error") },
    metrics: { report: (values) => void world.measured.push(values) },
    accounts: memoryAccounts(world.accounts),
    states,
    http: {
      get: async ({ url, headers }) => {
        const asked = { at: world.seconds(), url: new URL(url), headers };
        world.asked.push(asked);
        return answerOf(vendor(asked), (ms) => {
          clock += ms;
        });
      },
    },
    ids: memoryIds().ids,
    stream: memory.stream,
    feeds: {
      recordUnreachable: async (id, until) =>
        void world.noted.push({ provider: id, isReachable: false, at: until.getTime() }),
      recordReachable: async (id, at) =>
        void world.noted.push({ provider: id, isReachable: true, at: at.getTime() }),
    },
    now: () => clock,
    pause: async (ms) => {
      clock += ms;
    },
    random,
    ...overrides,
  };
  const handler = createHandler(deps);
  return Object.assign(world, { handler, states, rows });
}

function answerOf(reply: Reply, pass: (ms: number) => void): VendorAnswer {
  if (typeof reply === "string") {
    pass(reply === "too_slow" ? 10_000 : 100);
    throw new VendorUnreachableError(reply);
  }
  const { status = 200, body = "", headers = {}, takesMs = 100 } = reply;
  pass(takesMs);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, body: text, header: (name) => headers[name] };
}
