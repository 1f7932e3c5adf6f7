import { randomUUID } from "node:crypto";
import type { StreamItem } from "../match/event.ts";
import { type VendorAnswer, VendorUnreachableError } from "../ports/vendors.ts";
import { adapterOf } from "../providers/index.ts";
import { type Question, urlOf } from "../providers/polling.ts";
import { backoff, retryAfter } from "./backoff.ts";
import { corrected, freeAt, heldUntil, spend } from "./budget.ts";
import { afterFailure, CLOSED, circuitState } from "./circuit.ts";
import { keep, limitsOf, type PollDeps, type Session } from "./session.ts";
import type { Validator } from "./state.ts";

/** What the vendor answered. */
type Answered =
  | { outcome: "items"; items: StreamItem[]; received_at: string; validator: Validator | undefined }
  /** Its answer would be the one before. */
  | { outcome: "unchanged" }
  /** There is no such match. */
  | { outcome: "missing" };

/** What came of a question. `later`: the budget, the vendor or the minute does not allow another call now. */
export type PollResult = Answered | { outcome: "failed" } | { outcome: "later" };

interface Failure {
  outcome: "failed";
  /** For the log: says nothing of the body or the address. */
  reason: string;
  remedy: "retry" | "wait" | "none";
}

export interface PollRequest {
  question: Question;
  /** Of the answer before, if it may be left out where nothing has changed. */
  validator?: Validator | undefined;
  /** About certain matches, not the list of all. */
  isOwn: boolean;
  /** A match is to be brought to its end. */
  isUrgent: boolean;
}

const MAX_TRIES = 3;
/** What a call waits for its turn, where the vendor counts seconds. */
const PATIENCE_MS = 2_000;

/** Asks until there is an answer, or no point in going on. Each try is a call of the budget. */
export async function poll(deps: PollDeps, session: Session, asking: PollRequest): Promise<PollResult> {
  for (let tries = 1; ; tries += 1) {
    if (!(await admitted(deps, session, asking.isUrgent))) return { outcome: "later" };
    const heard = await once(deps, session, asking);
    if (heard.outcome !== "failed") {
      session.state.circuit = CLOSED;
      return heard;
    }
    noteFailure(deps, session, heard);
    const pause = backoff(tries, deps.random());
    const isOpen = circuitState(session.state.circuit, deps.now()) !== "closed";
    const isLast = isOpen || tries === MAX_TRIES || deps.now() + pause > session.until;
    if (heard.remedy !== "retry" || isLast) return { outcome: "failed" };
    await deps.pause(pause);
  }
}

function noteFailure(deps: PollDeps, session: Session, { reason, remedy }: Failure): void {
  const { provider, state, tally } = session;
  tally.failures += 1;
  state.circuit = afterFailure(state.circuit, deps.now(), deps.random(), remedy === "none");
  deps.log.warn("poll failed", { provider, reason, circuit: circuitState(state.circuit, deps.now()) });
}

/** Takes a call from the budget, and writes that down before it is made: whatever dies, it has been counted. */
async function admitted(deps: PollDeps, session: Session, isUrgent: boolean): Promise<boolean> {
  const { state, until } = session;
  const now = deps.now();
  const at = Math.max(state.hold_until, freeAt(state.spent, limitsOf(session), now, isUrgent));
  if (at > Math.min(until, now + PATIENCE_MS)) return false;
  if (at > now) await deps.pause(at - now);
  state.spent = spend(state.spent, Math.max(at, deps.now()));
  session.tally.calls += 1;
  await keep(deps, session);
  return true;
}

async function once(deps: PollDeps, session: Session, asking: PollRequest): Promise<Answered | Failure> {
  const { polling, account, provider } = session;
  const { path, query, headers = {} } = polling.signed(asking.question, account.key);
  try {
    const answer = await deps.http.get({
      url: urlOf(account.url ?? polling.url, { path, ...(query ? { query } : {}) }),
      headers: { ...headers, ...conditions(asking.validator) },
      maxBytes: adapterOf(provider).limits.expanded,
    });
    learn(session, answer, deps.now());
    return understood(deps, session, asking, answer);
  } catch (error) {
    if (!(error instanceof VendorUnreachableError)) throw error;
    const isTransient = error.reason === "unreachable" || error.reason === "too_slow";
    return failure(error.reason, isTransient ? "retry" : "wait");
  }
}

function conditions({ etag, last_modified }: Validator = {}): Record<string, string> {
  if (etag !== undefined) return { "if-none-match": etag };
  return last_modified === undefined ? {} : { "if-modified-since": last_modified };
}

/** What the headers of an answer, of whatever kind, say of the budget. */
function learn(session: Session, { status, header }: VendorAnswer, now: number): void {
  const { state, polling } = session;
  const quota = polling.quotaOf(header);
  const { perMinute = state.limits.perMinute, perDay = state.limits.perDay } = quota;
  // A limit of nothing is a mistake, or a key that is refused anyway.
  state.limits = { ...(perMinute ? { perMinute } : {}), ...(perDay ? { perDay } : {}) };
  state.spent = corrected(state.spent, quota, now);
  const asked = status === 429 || status === 503 ? retryAfter(header("retry-after"), now) : undefined;
  const held = heldUntil(quota, limitsOf(session), now);
  const otherwise = status === 429 ? now + 60_000 : 0;
  state.hold_until = Math.max(state.hold_until, asked ?? otherwise, held ?? 0);
}

function understood(
  deps: PollDeps,
  session: Session,
  asking: PollRequest,
  answer: VendorAnswer,
): Answered | Failure {
  const { status, body, header } = answer;
  if (status === 304 && asking.validator) return { outcome: "unchanged" };
  if (status === 404 && asking.isOwn) return { outcome: "missing" };
  // Of one match it may be that the plan does not have it.
  if (!asking.isOwn && (status === 401 || status === 403)) return failure(`status_${status}`, "none");
  if (status === 408 || status >= 500) return failure(`status_${status}`, "retry");
  if (status !== 200) return failure(`status_${status}`, "wait");

  const received_at = new Date(deps.now()).toISOString();
  const decoded = adapterOf(session.provider).decode(body, "native", {
    received_at,
    request_id: randomUUID(),
  });
  const validator = validatorIn(header("etag"), header("last-modified"));
  if (decoded.outcome === "items") return { outcome: "items", items: decoded.items, received_at, validator };
  if (!asking.isOwn && session.polling.saysNone?.(body)) {
    return { outcome: "items", items: [], received_at, validator };
  }
  // A body cut short may come whole the next time; one that says why there is none will say so again.
  return decoded.outcome === "unreadable" ? failure("unreadable", "retry") : failure("refused", "wait");
}

function validatorIn(etag?: string, last_modified?: string): Validator | undefined {
  if (etag !== undefined) return { etag };
  return last_modified === undefined ? undefined : { last_modified };
}

function failure(reason: string, remedy: Failure["remedy"]): Failure {
  return { outcome: "failed", reason, remedy };
}
