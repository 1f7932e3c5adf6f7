import { periodOf } from "./clock.ts";
import type { MatchEvent } from "./event.ts";
import { normalisedName } from "./names.ts";
import type { Side } from "./state.ts";

/** When two feeds speak of the same happening. */

/** Which side a team's id stands for, whichever feed uses it. */
export type SideOf = (teamId: string) => Side | undefined;

/** Feeds disagree about a minute by one or two: where it is rounded, and what is entered late. */
const MINUTES_APART = 2;

/** Types of which a team has several kinds at one time: a review begins, and ends. */
const TOLD_BY_DETAIL: ReadonlySet<string> = new Set(["var", "penalty"]);

/** Of `candidates`, the ones that may be what `event` tells, the likeliest first. */
export function mostSimilar(
  event: MatchEvent,
  candidates: readonly MatchEvent[],
  sideOf: SideOf,
): MatchEvent[] {
  return candidates
    .flatMap((other, index) => {
      const unlikeness = unlikenessOf(event, other, sideOf);
      return unlikeness === undefined ? [] : [{ other, unlikeness: [...unlikeness, index] }];
    })
    .sort((a, b) => byEach(a.unlikeness, b.unlikeness))
    .map(({ other }) => other);
}

/** Which of `events` may be which of `candidates`: the likeliest pairs of all, each event in one of them at most. */
export function paired(
  events: readonly MatchEvent[],
  candidates: readonly MatchEvent[],
  sideOf: SideOf,
): (readonly [event: MatchEvent, candidate: MatchEvent])[] {
  const pairs = events
    .flatMap((event) =>
      candidates.map((other) => ({ pair: [event, other] as const, by: unlikenessOf(event, other, sideOf) })),
    )
    .flatMap(({ pair, by }) => (by ? [{ pair, by }] : []))
    .sort((a, b) => byEach(a.by, b.by))
    .map(({ pair }) => pair);
  const taken = new Set<MatchEvent>();
  return pairs.filter((pair) => {
    if (pair.some((event) => taken.has(event))) return false;
    for (const event of pair) taken.add(event);
    return true;
  });
}

/**
 * How much two events differ, the weightiest first; undefined if they cannot be the same. Who stands and who was
 * taken back are not the same, as long as there is a choice.
 */
function unlikenessOf(a: MatchEvent, b: MatchEvent, sideOf: SideOf): number[] | undefined {
  if (a.event_type !== b.event_type || placeOf(a) !== placeOf(b)) return undefined;
  if (TOLD_BY_DETAIL.has(a.event_type) && a.detail !== b.detail) return undefined;
  const minutes = Math.abs(clockOf(a) - clockOf(b));
  if (minutes > MINUTES_APART) return undefined;
  const team = teamsOf(a, b, sideOf);
  if (team === "different") return undefined;
  const player = playersOf(a, b);
  // Who scored is often disputed, but no team scores twice in a minute.
  if (player === "different" && !(a.event_type === "goal" && minutes === 0)) return undefined;
  const isVoid = (event: MatchEvent) => event.operation === "void";
  return [
    Number(isVoid(a) !== isVoid(b)),
    RANK[team],
    RANK[player],
    minutes,
    Number((a.detail ?? "") !== (b.detail ?? "")),
  ];
}

type Verdict = "same" | "unknown" | "different";
const RANK: Record<Verdict, number> = { same: 0, unknown: 1, different: 2 };

/** Whether two events are of one team; goals, whether they are for one, since an own goal is often disputed. */
export function teamsOf(a: MatchEvent, b: MatchEvent, sideOf: SideOf): Verdict {
  const isFlipped = isOwnGoal(a) !== isOwnGoal(b);
  if (a.team_id === b.team_id && !isFlipped) return "same";
  const [one, other] = [a, b].map(({ team_id }) => (team_id === undefined ? undefined : sideOf(team_id)));
  if (one === undefined || other === undefined) return "unknown";
  return (one === other) === isFlipped ? "different" : "same";
}

function isOwnGoal({ event_type, detail }: MatchEvent): boolean {
  return event_type === "goal" && detail === "own_goal";
}

function playersOf(a: MatchEvent, b: MatchEvent): Verdict {
  if (a.player_id === undefined || b.player_id === undefined) return sameNames(a, b) ? "same" : "unknown";
  if (a.player_id === b.player_id || sameNames(a, b)) return "same";
  return isOurs(a, a.player_id) && isOurs(b, b.player_id) ? "different" : "unknown";
}

/** Only ids of one kind can be compared: a vendor's own, which the id map has no line for, says nothing. */
function isOurs({ provider }: MatchEvent, id: string): boolean {
  return !id.startsWith(`${provider}-`);
}

function sameNames(a: MatchEvent, b: MatchEvent): boolean {
  const name = normalisedName(a);
  return name !== undefined && name === normalisedName(b);
}

function placeOf({ period, minute }: MatchEvent): string {
  return period ?? periodOf(minute, "unknown");
}

function clockOf({ minute, extra_minute = 0 }: MatchEvent): number {
  return minute + extra_minute;
}

function byEach(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, at) => value !== b[at]);
  return (a[index] ?? 0) - (b[index] ?? 0);
}
