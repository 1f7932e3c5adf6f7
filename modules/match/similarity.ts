import { assignment } from "./assignment.ts";
import { periodOf } from "./clock.ts";
import type { MatchEvent } from "./event.ts";
import { plainPlayerName } from "./names.ts";
import type { Side } from "./state.ts";

/** Measures the similarity of events of two feeds, and decides which of them may be the same happening. */

/** Finds the side of a team by its id in any feed. */
export type SideOf = (teamId: string) => Side | undefined;

/** Feeds differ by a minute or two, because they round and enter events late. */
const MINUTES_APART = 2;

/** Types that a team has several of at one time, told apart by detail: a review begins, and ends. */
const DISTINCT_BY_DETAIL: ReadonlySet<string> = new Set(["var", "penalty"]);

/** Finds the candidates that may be the same as `event`, the likeliest first. */
export function mostSimilar(
  event: MatchEvent,
  candidates: readonly MatchEvent[],
  sideOf: SideOf,
): MatchEvent[] {
  return candidates
    .flatMap((other, index) => {
      const differences = differencesOf(event, other, sideOf);
      return differences === undefined ? [] : [{ other, differences: [...differences, index] }];
    })
    .sort((a, b) => compareInOrder(a.differences, b.differences))
    .map(({ other }) => other);
}

/**
 * Which of `events` may be which of `candidates`, each in one pair at most: as many pairs as there can be, and among
 * those the likeliest. Each for itself would take the nearest, and leave none for another one that has no choice.
 */
export function paired(
  events: readonly MatchEvent[],
  candidates: readonly MatchEvent[],
  sideOf: SideOf,
): (readonly [event: MatchEvent, candidate: MatchEvent])[] {
  const [rows, columns] = events.length > candidates.length ? [candidates, events] : [events, candidates];
  const costs = rows.map((one) => columns.map((other) => costOf(differencesOf(one, other, sideOf))));
  return assignment(costs).flatMap((column, row) => {
    const [one, other] = [rows[row], columns[column]];
    if (!one || !other || costs[row]?.[column] === UNPAIRED) return [];
    return [rows === events ? ([one, other] as const) : ([other, one] as const)];
  });
}

/** More than all pairs of a match together: no event stays unpaired for the sake of similarity. */
const UNPAIRED = 1e12;

/** A heavier difference outweighs all the lighter ones of the events of a match. */
function costOf(differences: readonly number[] | undefined): number {
  return differences?.reduce((sum, difference) => sum * 100 + difference ** 2, 0) ?? UNPAIRED;
}

/**
 * Measures how two events differ, the weightiest difference first; undefined if they cannot be the same. A voided
 * event is the same as one that is not only where there is no other choice.
 */
function differencesOf(a: MatchEvent, b: MatchEvent, sideOf: SideOf): number[] | undefined {
  if (a.event_type !== b.event_type || periodNameOf(a) !== periodNameOf(b)) return undefined;
  if (DISTINCT_BY_DETAIL.has(a.event_type) && a.detail !== b.detail) return undefined;
  const minutes = Math.abs(clockOf(a) - clockOf(b));
  if (minutes > MINUTES_APART) return undefined;
  const team = compareTeams(a, b, sideOf);
  if (team === "different") return undefined;
  const player = comparePlayers(a, b);
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

type Comparison = "same" | "unknown" | "different";
const RANK: Record<Comparison, number> = { same: 0, unknown: 1, different: 2 };

/**
 * Whether two events are of the same team; two goals, whether they count for the same team, as own goals are often
 * disputed.
 */
export function compareTeams(a: MatchEvent, b: MatchEvent, sideOf: SideOf): Comparison {
  const isFlipped = isOwnGoal(a) !== isOwnGoal(b);
  if (a.team_id === b.team_id && !isFlipped) return "same";
  const [one, other] = [a, b].map(({ team_id }) => (team_id === undefined ? undefined : sideOf(team_id)));
  if (one === undefined || other === undefined) return "unknown";
  return (one === other) === isFlipped ? "different" : "same";
}

function isOwnGoal({ event_type, detail }: MatchEvent): boolean {
  return event_type === "goal" && detail === "own_goal";
}

function comparePlayers(a: MatchEvent, b: MatchEvent): Comparison {
  if (a.player_id === undefined || b.player_id === undefined) return sameNames(a, b) ? "same" : "unknown";
  if (a.player_id === b.player_id || sameNames(a, b)) return "same";
  return isInternalId(a, a.player_id) && isInternalId(b, b.player_id) ? "different" : "unknown";
}

/** Whether an id is one of ours, and so can be compared. A vendor's own id, which the id map does not have, cannot. */
function isInternalId({ provider }: MatchEvent, id: string): boolean {
  return !id.startsWith(`${provider}-`);
}

function sameNames(a: MatchEvent, b: MatchEvent): boolean {
  const name = plainPlayerName(a);
  return name !== undefined && name === plainPlayerName(b);
}

function periodNameOf({ period, minute }: MatchEvent): string {
  return period ?? periodOf(minute, "unknown");
}

function clockOf({ minute, extra_minute = 0 }: MatchEvent): number {
  return minute + extra_minute;
}

function compareInOrder(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, at) => value !== b[at]);
  return (a[index] ?? 0) - (b[index] ?? 0);
}
