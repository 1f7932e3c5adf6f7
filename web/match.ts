import type { LogEntry, MatchEvent, MatchFrame, Side, Snapshot, State } from "./types.ts";

/** The view of one match. Pure: frames and log entries go in, a new view comes out. */
export interface View {
  match: Snapshot;
  /** Events of the timeline in the order of their first arrival, without voided ones. */
  items: readonly Item[];
  /** The view has everything up to this `seq`. */
  seq: number;
  /** Frames of that `seq` received so far: an entry may have several. */
  seen: readonly string[];
}

export interface Item {
  event: MatchEvent;
  /** The score right after it. */
  state: State;
}

export type Applied =
  | { kind: "applied"; view: View }
  /** The view already has it. */
  | { kind: "old" }
  /** A frame before it is missing: the log has it. */
  | { kind: "gap" };

/** The event types of the timeline: the key events of the contract. */
const SHOWN = new Set([
  "goal",
  "shot",
  "card",
  "substitution",
  "penalty",
  "var",
  "period_start",
  "period_end",
]);

export function viewOf(match: Snapshot, log: readonly LogEntry[]): View {
  const items = log.reduce<readonly Item[]>(
    (before, { event, state }) => (event ? withEvent(before, event, state) : before),
    [],
  );
  const last = log.at(-1);
  const fresh = last && last.seq >= match.seq ? { ...match, ...last.state, seq: last.seq } : match;
  return { match: fresh, items, seq: last?.seq ?? 0, seen: [] };
}

export function apply(view: View, frame: MatchFrame): Applied {
  const again = frame.seq === view.seq && !isSnapshot(frame) && view.seen.length > 0;
  if (frame.seq < view.seq || (frame.seq === view.seq && !again)) return { kind: "old" };
  if (again && view.seen.includes(frame.type)) return { kind: "old" };
  if (!again && frame.prev_seq > view.seq) return { kind: "gap" };
  const match = frame.type === "match_update" ? frame.data : { ...view.match, ...frame.state };
  return {
    kind: "applied",
    view: {
      match: { ...match, seq: frame.seq },
      items: frame.type === "match_event" ? withEvent(view.items, frame.data, frame.state) : view.items,
      seq: frame.seq,
      seen: again ? [...view.seen, frame.type] : [frame.type],
    },
  };
}

/** The first frame of a subscription has a position of its own, and follows no other frame. */
function isSnapshot(frame: MatchFrame): boolean {
  return frame.type === "match_update" && frame.prev_seq === frame.seq;
}

function withEvent(items: readonly Item[], event: MatchEvent, state: State): readonly Item[] {
  if (event.operation === "void") return items.filter((item) => item.event.event_id !== event.event_id);
  if (!SHOWN.has(event.event_type)) return items;
  const item = { event, state };
  const known = items.findIndex(({ event: { event_id } }) => event_id === event.event_id);
  return known < 0 ? [...items, item] : items.with(known, item);
}

export function sideOf(match: Snapshot, event: MatchEvent): Side | undefined {
  if (event.team_id === undefined) return undefined;
  if (event.team_id === match.home_team?.id) return "home";
  return event.team_id === match.away_team?.id ? "away" : undefined;
}

/** The side an event benefits: an own goal benefits the other one. */
export function benefits(match: Snapshot, event: MatchEvent): Side | undefined {
  const side = sideOf(match, event);
  if (event.event_type !== "goal" || event.detail !== "own_goal") return side;
  return side === "home" ? "away" : "home";
}

export function inShootout(event: MatchEvent): boolean {
  return event.period === "penalty_shootout";
}

/** The goals of a side in order, without the shootout. */
export function goalsOf({ match, items }: View, side: Side): MatchEvent[] {
  return items
    .map(({ event }) => event)
    .filter((event) => event.event_type === "goal" && !inShootout(event) && benefits(match, event) === side);
}

/** The kicks of a side in the shootout: whether each went in. */
export function kicksOf({ match, items }: View, side: Side): boolean[] {
  return items
    .map(({ event }) => event)
    .filter((event) => inShootout(event) && isKick(event) && sideOf(match, event) === side)
    .map((event) => event.event_type === "goal" || event.detail === "scored");
}

export function isKick({ event_type }: MatchEvent): boolean {
  return event_type === "penalty" || event_type === "goal";
}

const IN_PLAY = new Set([
  "first_half",
  "half_time",
  "second_half",
  "extra_time_break",
  "extra_time_first_half",
  "extra_time_half_time",
  "extra_time_second_half",
  "penalty_shootout",
]);

export function isLive({ status }: State): boolean {
  return IN_PLAY.has(status);
}

/** The winner of a finished match; undefined before the end, or for a draw. */
export function winnerOf(match: Snapshot): Side | undefined {
  if (match.status !== "finished") return undefined;
  const ahead =
    match.home_score - match.away_score ||
    (match.home_shootout_score ?? 0) - (match.away_shootout_score ?? 0);
  if (ahead === 0) return undefined;
  return ahead > 0 ? "home" : "away";
}
