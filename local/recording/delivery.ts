import { setTimeout as sleep } from "node:timers/promises";

/** The feed was refused for good: sending the same again cannot pass. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  /** 0 if there was no answer. */
  readonly status: number;
  /** The body of the answer, or why there was none. */
  readonly said: string;

  constructor(path: string, { status, said }: { status: number; said: string }) {
    super(`POST ${path} was answered ${status === 0 ? "nothing" : status}: ${said.slice(0, 300)}`);
    this.status = status;
    this.said = said;
  }
}

/** A webhook as it is sent; signed anew for each try, since a signature may have a time in it. */
export type Webhook = () => { headers: Record<string, string>; body: string | Uint8Array<ArrayBuffer> };

export interface Trying {
  /** Ends it early, by throwing. */
  signal: AbortSignal;
  /** Called before each wait. */
  onRetry?(status: number, milliseconds: number): void;
}

/** Statuses after which a vendor tries again; 0 is no answer. */
const RETRIED: ReadonlySet<number> = new Set([0, 429, 500, 502, 503, 504]);
const TRIES = 10;

/**
 * Sends a webhook, and again as long as the answer says to come back later.
 * @returns the body of the answer
 * @throws RefusedError
 */
export async function deliver(url: URL, webhook: Webhook, { signal, onRetry }: Trying): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await post(url, webhook, signal);
    if (answer.status >= 200 && answer.status < 300) return answer.said;
    if (!RETRIED.has(answer.status) || attempt === TRIES) throw new RefusedError(url.pathname, answer);
    const wait = answer.afterSeconds ? answer.afterSeconds * 1000 : Math.random() * 100 * 2 ** attempt;
    onRetry?.(answer.status, wait);
    await sleep(wait, undefined, { signal });
  }
}

interface Answer {
  status: number;
  said: string;
  afterSeconds: number;
}

async function post(url: URL, webhook: Webhook, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(url, { method: "POST", ...webhook(), signal });
    const afterSeconds = Number(response.headers.get("retry-after")) || 0;
    return { status: response.status, said: await response.text(), afterSeconds };
  } catch (error) {
    if (signal.aborted) throw error;
    return { status: 0, said: (error as Error).message, afterSeconds: 0 };
  }
}
