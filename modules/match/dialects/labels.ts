import type { MatchFrame } from "../frame.ts";
import { isLive, isPlaying, type Status } from "../status.ts";

/** Labels as live-score feeds use them, for the dialects that send text. */

const PERIOD_NAMES: Partial<Record<Status, string>> = {
  scheduled: "Not Started",
  first_half: "1st Half",
  half_time: "Half Time",
  second_half: "2nd Half",
  extra_time_break: "Extra Time Break",
  extra_time_first_half: "Extra Time 1st Half",
  extra_time_half_time: "Extra Time Half Time",
  extra_time_second_half: "Extra Time 2nd Half",
  penalty_shootout: "Penalties",
};

/** `2nd Half`, `Half Time`, `Finished`. */
export function periodName(status: Status): string {
  return PERIOD_NAMES[status] ?? capitalised(status);
}

/** `live` while a period is played; every other status, a break among them, stays as it is. */
export function liveStatus(status: Status): Status | "live" {
  return isPlaying(status) ? "live" : status;
}

const OVER: ReadonlySet<Status> = new Set<Status>(["finished", "abandoned", "awarded", "cancelled"]);

/** Whether a change of status is the kick-off; resuming a suspended match is not. */
export function isStart(from: Status, to: Status): boolean {
  return isLive(to) && !isLive(from) && from !== "suspended";
}

/** Whether a change of status ends a match that had begun. */
export function isEnd(from: Status, to: Status): boolean {
  return OVER.has(to) && (isLive(from) || from === "suspended" || from === "unknown");
}

/** `2-1`. */
export function scoreline({ home_score, away_score }: { home_score: number; away_score: number }): string {
  return `${home_score}-${away_score}`;
}

/** Minute and stoppage time: `23`, `45+2`. */
export function minuteName({
  minute,
  extra_minute = 0,
}: {
  minute: number;
  extra_minute?: number | undefined;
}) {
  return extra_minute > 0 ? `${minute}+${extra_minute}` : String(minute);
}

/** Time played, `74:30`. Where the second is unknown, the full minute: the 75th is `75:00`. */
export function clock(at: {
  minute: number;
  extra_minute?: number | undefined;
  second?: number | undefined;
}) {
  const minutes = at.minute + (at.extra_minute ?? 0) - (at.second === undefined ? 0 : 1);
  return [Math.max(0, minutes), at.second ?? 0].map((part) => String(part).padStart(2, "0")).join(":");
}

type EventData = Extract<MatchFrame, { type: "match_event" }>["data"];

const GOALS: Readonly<Record<string, string>> = {
  header: "Goal from header",
  penalty: "Goal from penalty kick",
  free_kick: "Goal from free kick",
  own_goal: "Own goal",
};

/** `Goal from penalty kick`, `Red card`, `Corner`. */
export function description({ event_type, detail }: Pick<EventData, "event_type" | "detail">): string {
  if (event_type === "goal") return GOALS[detail ?? ""] ?? "Goal";
  if (event_type === "card") return `${capitalised(detail ?? "yellow")} card`;
  const name = event_type === "var" ? "VAR" : capitalised(event_type);
  return detail === undefined ? name : `${name}: ${spaced(detail)}`;
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + spaced(name).slice(1);
}

function spaced(name: string): string {
  return name.replaceAll("_", " ");
}
