import { randomUUID } from "node:crypto";
import type { StreamItem } from "../match/event.ts";
import { type VendorAnswer, VendorUnreachableError } from "../ports/vendors.ts";
import { adapterOf } from "../providers/index.ts";
import { urlOf, type VendorCall } from "../providers/polling.ts";
import { backoff, retryAfter } from "./backoff.ts";
import { heldUntil, nextCallAt, spend, withVendorCount } from "./budget.ts";
import { afterFailure, CLOSED, circuitState } from "./circuit.ts";
import { limitsOf, type PollDeps, type PollSession, saveState } from "./session.ts";
import type { Validator } from "./state.ts";

/** An answer that can be used. */
type UsableAnswer =
  | { outcome: "items"; items: StreamItem[]; received_at: string; validator: Validator | undefined }
  /** The answer is the same as before. */
  | { outcome: "unchanged" }
  /** There is no such match. */
  | { outcome: "missing" };

/** The result of a poll. `deferred`: the budget, the vendor or the end of the minute does not allow a call now. */
export type PollResult = UsableAnswer | { outcome: "failed" } | { outcome: "deferred" };

interface Failure {
  outcome: "failed";
  /** For the log: contains nothing of the body or the address. */
  reason: string;
  remedy: "retry" | "wait" | "none";
}

export interface PollRequest {
  call: VendorCall;
  /** The validator of the answer before: if nothing has changed, the vendor need not answer with a body. */
  validator?: Validator | undefined;
  /** Whether the call is for certain matches, and not for the list of live ones. */
  isForMatches: boolean;
  /** Whether the call may use the reserve of the budget: it sees a match to its end. */
  mayUseReserve: boolean;
}

const MAX_TRIES = 3;
/** The longest time, in ms, that a call waits for its turn, if the vendor limits calls per second. */
const MAX_WAIT_MS = 2_000;

/** Calls the vendor until there is an answer or another try is useless. Each try takes a call from the budget. */
export async function poll(deps: PollDeps, session: PollSession, request: PollRequest): Promise<PollResult> {
  for (let tries = 1; ; tries += 1) {
    if (!(await takeFromBudget(deps, session, request.mayUseReserve))) return { outcome: "deferred" };
    const result = await callOnce(deps, session, request);
    if (result.outcome !== "failed") {
      session.state.circuit = CLOSED;
      return result;
    }
    recordFailure(deps, session, result);
    const pause = backoff(tries, deps.random());
    const isOpen = circuitState(session.state.circuit, deps.now()) !== "closed";
    const isLast = isOpen || tries === MAX_TRIES || deps.now() + pause > session.until;
    if (result.remedy !== "retry" || isLast) return { outcome: "failed" };
    await deps.pause(pause);
  }
}

function recordFailure(deps: PollDeps, session: PollSession, { reason, remedy }: Failure): void {
  const { provider, state, counts } = session;
  counts.failures += 1;
  state.circuit = afterFailure(state.circuit, deps.now(), deps.random(), remedy === "none");
  deps.log.warn("poll failed", { provider, reason, circuit: circuitState(state.circuit, deps.now()) });
}

/** Takes a call from the budget, and stores that before the call is made: a crash does not lose the count. */
async function takeFromBudget(
  deps: PollDeps,
  session: PollSession,
  mayUseReserve: boolean,
): Promise<boolean> {
  const { state, until } = session;
  const now = deps.now();
  const at = Math.max(state.hold_until, nextCallAt(state.spent, limitsOf(session), now, mayUseReserve));
  if (at > Math.min(until, now + MAX_WAIT_MS)) return false;
  if (at > now) await deps.pause(at - now);
  state.spent = spend(state.spent, Math.max(at, deps.now()));
  session.counts.calls += 1;
  await saveState(deps, session);
  return true;
}

async function callOnce(
  deps: PollDeps,
  session: PollSession,
  request: PollRequest,
): Promise<UsableAnswer | Failure> {
  const { polling, account, provider } = session;
  const { path, query, headers = {} } = polling.signed(request.call, account.key);
  try {
    const answer = await deps.http.get({
      url: urlOf(account.url ?? polling.url, { path, ...(query ? { query } : {}) }),
      headers: { ...headers, ...conditionalHeaders(request.validator) },
      maxBytes: adapterOf(provider).limits.expanded,
    });
    updateBudget(session, answer, deps.now());
    return interpret(deps, session, request, answer);
  } catch (error) {
    if (!(error instanceof VendorUnreachableError)) throw error;
    const isTransient = error.reason === "unreachable" || error.reason === "too_slow";
    return failure(error.reason, isTransient ? "retry" : "wait");
  }
}

function conditionalHeaders({ etag, last_modified }: Validator = {}): Record<string, string> {
  if (etag !== undefined) return { "if-none-match": etag };
  return last_modified === undefined ? {} : { "if-modified-since": last_modified };
}

/** Adapts the budget to the headers of an answer, of whatever status. */
function updateBudget(session: PollSession, { status, header }: VendorAnswer, now: number): void {
  const { state, polling } = session;
  const quota = polling.quotaOf(header);
  const { perMinute = state.limits.perMinute, perDay = state.limits.perDay } = quota;
  // A limit of 0 is a mistake, or the key is refused anyway.
  state.limits = { ...(perMinute ? { perMinute } : {}), ...(perDay ? { perDay } : {}) };
  state.spent = withVendorCount(state.spent, quota, now);
  const asked = status === 429 || status === 503 ? retryAfter(header("retry-after"), now) : undefined;
  const held = heldUntil(quota, limitsOf(session), now);
  const otherwise = status === 429 ? now + 60_000 : 0;
  state.hold_until = Math.max(state.hold_until, asked ?? otherwise, held ?? 0);
}

function interpret(
  deps: PollDeps,
  session: PollSession,
  request: PollRequest,
  answer: VendorAnswer,
): UsableAnswer | Failure {
  const { status, body, header } = answer;
  if (status === 304 && request.validator) return { outcome: "unchanged" };
  if (status === 404 && request.isForMatches) return { outcome: "missing" };
  // For a single match these may mean that the plan does not include it.
  if (!request.isForMatches && (status === 401 || status === 403)) return failure(`status_${status}`, "none");
  if (status === 408 || status >= 500) return failure(`status_${status}`, "retry");
  if (status !== 200) return failure(`status_${status}`, "wait");

  const received_at = new Date(deps.now()).toISOString();
  const decoded = adapterOf(session.provider).decode(body, "native", {
    received_at,
    request_id: randomUUID(),
  });
  const validator = validatorIn(header("etag"), header("last-modified"));
  if (decoded.outcome === "items") return { outcome: "items", items: decoded.items, received_at, validator };
  if (!request.isForMatches && session.polling.isEmptyLive?.(body)) {
    return { outcome: "items", items: [], received_at, validator };
  }
  // A truncated body may be complete the next time; a refusal with its reason would be the same.
  return decoded.outcome === "unreadable" ? failure("unreadable", "retry") : failure("refused", "wait");
}

function validatorIn(etag?: string, last_modified?: string): Validator | undefined {
  if (etag !== undefined) return { etag };
  return last_modified === undefined ? undefined : { last_modified };
}

function failure(reason: string, remedy: Failure["remedy"]): Failure {
  return { outcome: "failed", reason, remedy };
}
