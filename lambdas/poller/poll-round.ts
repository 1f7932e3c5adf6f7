import { nextCallAt } from "../../modules/polling/budget.ts";
import { type PollResult, poll } from "../../modules/polling/poll.ts";
import { limitsOf, type PollSession } from "../../modules/polling/session.ts";
import { withoutUntracked } from "../../modules/polling/state.ts";
import {
  afterLiveList,
  afterMatchAnswer,
  dueMatches,
  isInPlay,
  reportedStatuses,
} from "../../modules/polling/tracked-matches.ts";
import type { PollerDeps } from "./deps.ts";
import { nextPollAt, pollIntervalMs } from "./next-poll.ts";
import { type AnswerSource, HEARTBEAT_MS, publishChanges } from "./publish-changes.ts";

/** Polls once: the list of live matches, then each match the list does not say enough about. */
export async function pollRound(deps: PollerDeps, session: PollSession): Promise<void> {
  const { polling, state, counts } = session;
  const started = deps.now();
  const callsBefore = counts.calls;
  const limits = () => limitsOf(session);
  // If anything below fails, this is the time of the next try.
  state.next_at = started + pollIntervalMs(session);

  const live = await poll(deps, session, {
    call: polling.live,
    validator: validatorFor(session, "live", started),
    isForMatches: false,
    mayUseReserve: false,
  });
  if (live.outcome === "deferred") {
    const free = nextCallAt(state.spent, limits(), deps.now(), false);
    state.next_at = Math.max(free, deps.now() + 1_000);
    return;
  }
  counts.polls += 1;
  if (live.outcome === "failed") return;
  await publishAnswer(deps, session, live, "live", "live");
  if (live.outcome === "items")
    state.matches = afterLiveList(state.matches, reportedStatuses(live.items), deps.now());
  await pollMatches(deps, session);
  Object.assign(state, withoutUntracked(state));
  state.next_at = nextPollAt({
    ...state,
    limits: limits(),
    pollsEachMatch: polling.pollsEachMatch,
    interval: pollIntervalMs(session),
    started,
    calls: counts.calls - callsBefore,
    now: deps.now(),
  });
}

async function pollMatches(deps: PollerDeps, session: PollSession): Promise<void> {
  const { polling, state, provider } = session;
  const due = dueMatches(state.matches, polling.pollsEachMatch, deps.now());
  const prefix = `${provider}-`.length;
  while (due.length > 0) {
    const ids = due.splice(0, polling.perCall);
    const now = deps.now();
    const [only = ""] = ids;
    const answer = await poll(deps, session, {
      call: polling.matches(
        ids.map((id) => id.slice(prefix)),
        new Date(now),
      ),
      validator: ids.length === 1 ? validatorFor(session, only, now) : undefined,
      isForMatches: true,
      mayUseReserve: ids.some((id) => state.matches[id]?.gone_at !== undefined),
    });
    // The rest comes first in the next round: it has waited longest.
    if (answer.outcome === "deferred" || answer.outcome === "failed") return;
    await publishAnswer(deps, session, answer, "own", ids.length === 1 ? only : undefined);
    const statuses =
      answer.outcome === "items" ? reportedStatuses(answer.items) : confirmedStatuses(session, answer, ids);
    state.matches = afterMatchAnswer(state.matches, ids, statuses, deps.now());
  }
}

/** The known statuses, which an unchanged answer confirms. */
function confirmedStatuses({ state }: PollSession, { outcome }: PollResult, ids: readonly string[]) {
  return new Map(outcome === "unchanged" ? ids.map((id) => [id, state.matches[id]?.status]) : []);
}

/** Publishes an answer, and only then stores its validator. */
async function publishAnswer(
  deps: PollerDeps,
  session: PollSession,
  result: PollResult,
  source: AnswerSource,
  key: string | undefined,
): Promise<void> {
  if (result.outcome !== "items") return;
  await publishChanges(deps, session, result, source);
  if (key === undefined) return;
  const { [key]: _, ...others } = session.state.validators;
  session.state.validators = result.validator ? { ...others, [key]: result.validator } : others;
}

/** The validator of a call; none where a full answer is due, as a heartbeat. */
function validatorFor({ state }: PollSession, key: string, now: number) {
  const ids = key === "live" ? Object.keys(state.matches) : [key];
  const source: AnswerSource = key === "live" ? "live" : "own";
  const isFresh = ids
    .filter((id) => key !== "live" || isListed(state.matches[id]))
    .every((id) => now - (state.published[id]?.[source]?.at ?? 0) < HEARTBEAT_MS);
  return isFresh ? state.validators[key] : undefined;
}

function isListed(match: PollSession["state"]["matches"][string] | undefined): boolean {
  return match !== undefined && match.gone_at === undefined && isInPlay(match);
}
