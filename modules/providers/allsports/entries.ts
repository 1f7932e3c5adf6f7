import type { Team } from "../../match/event.ts";
import type { Side } from "../../match/state.ts";
import { clockOf } from "../kit/clock.ts";
import { defined } from "../kit/fields.ts";
import { type Score, scorersOf } from "../kit/goals.ts";
import type { PartlyNamed } from "../kit/named.ts";
import { rawExtras } from "../kit/raw.ts";
import { videoDetail } from "../kit/video.ts";
import type { ListedEvent } from "../snapshots/listed-event.ts";
import { type Change, cardBody, type Goal, goalBody, substitutionBody, videoBody } from "./body.ts";
import { periodOf } from "./status.ts";

/** Characters of an unknown record that are kept. */
const MAX_RAW = 1_000;

export type Teams = Record<Side, Team | undefined>;

const SIDES = ["home", "away"] as const;
const OWN_GOAL = /\s*\(\s*o\.?\s*g\.?\s*\)\s*$/i;

/** "2 - 0" */
export function scoreOf(text: string | undefined): Score | undefined {
  const match = /^(\d{1,2})\s*-\s*(\d{1,2})$/.exec(text ?? "");
  return match ? { home: Number(match[1]), away: Number(match[2]) } : undefined;
}

export function goalsOf(list: readonly unknown[], teams: Teams): (ListedEvent | undefined)[] {
  const goals = list.map((record) => goalBody.parse(record));
  const kicks = goals.filter(isKick);
  const scorers = scorersOf(
    goals.map((goal) => ({
      team: sideOf((side) => goal[`${side}_scorer`] ?? goal[`${side}_scorer_id`]) ?? named(goal.info),
      isOwn: isOwnGoal(goal),
      after: isKick(goal) || isMissed(goal) ? undefined : scoreOf(goal.score),
    })),
    true,
  );
  return goals.map((goal, index): ListedEvent | undefined => {
    const event = placed(goal, scorers[index], teams, {
      ...kindOf(goal),
      // The scorer of an own goal sits on the side of the others.
      ...peopleOf(goal),
    });
    if (!event || !isKick(goal)) return event;
    const kick = kicks.indexOf(goal) + 1;
    return { ...event, clock: { minute: 120, extra_minute: 0 }, order: kick, extras: { kick } };
  });
}

function kindOf(goal: Goal): Pick<ListedEvent, "type" | "detail"> {
  const missed = /sav/i.test(goal.info ?? "") ? "saved" : "missed";
  if (isMissed(goal)) return { type: "penalty", detail: missed };
  if (isKick(goal)) return { type: "penalty", detail: "scored" };
  if (isOwnGoal(goal)) return { type: "goal", detail: "own_goal" };
  return { type: "goal", detail: /^pen/i.test(goal.info ?? "") ? "penalty" : undefined };
}

function isKick({ info_time }: Goal): boolean {
  return /^penalt/i.test(info_time ?? "");
}

function isMissed({ info }: Goal): boolean {
  return /miss|saved/i.test(info ?? "");
}

function isOwnGoal({ home_scorer = "", away_scorer = "", info = "" }: Goal): boolean {
  return OWN_GOAL.test(home_scorer) || OWN_GOAL.test(away_scorer) || /^own/i.test(info);
}

function peopleOf(goal: Goal): Pick<ListedEvent, "player" | "related"> {
  const name = (goal.home_scorer ?? goal.away_scorer)?.replace(OWN_GOAL, "");
  return {
    player: { id: goal.home_scorer_id ?? goal.away_scorer_id, name: name || undefined },
    related: {
      id: goal.home_assist_id ?? goal.away_assist_id,
      name: goal.home_assist ?? goal.away_assist,
    },
  };
}

export function cardsOf(list: readonly unknown[], teams: Teams): (ListedEvent | undefined)[] {
  return list.map((record): ListedEvent | undefined => {
    const card = cardBody.parse(record);
    const side = sideOf((one) => card[`${one}_fault`] ?? card[`${one}_player_id`]) ?? named(card.info);
    const detail = cardDetail(card.card);
    return placed(card, side, teams, {
      type: detail ? "card" : "other",
      detail,
      player: { id: card.home_player_id ?? card.away_player_id, name: card.home_fault ?? card.away_fault },
      ...(detail ? {} : { extras: rawExtras(record, MAX_RAW) }),
    });
  });
}

function cardDetail(words = ""): string | undefined {
  const [isYellow, isRed] = [/yellow/i.test(words), /red/i.test(words)];
  if (isYellow) return isRed || /second|2nd/i.test(words) ? "second_yellow" : "yellow";
  return isRed ? "red" : undefined;
}

export function substitutionsOf(list: readonly unknown[], teams: Teams): (ListedEvent | undefined)[] {
  return list.map((record): ListedEvent | undefined => {
    const substitution = substitutionBody.parse(record);
    const said = (change: Change) => change.in ?? change.out ?? change.in_id ?? change.out_id;
    const side = sideOf((one) => said(substitution[`${one}_scorer`]));
    if (!side) return undefined;
    const change = substitution[`${side}_scorer`];
    return placed(substitution, side, teams, {
      type: "substitution",
      player: { id: change.in_id, name: change.in },
      related: { id: change.out_id, name: change.out },
    });
  });
}

export function videosOf(list: unknown, side: Side, teams: Teams): (ListedEvent | undefined)[] {
  if (!Array.isArray(list)) return [];
  return list.map((record): ListedEvent | undefined => {
    const video = videoBody.parse(record);
    const decision = video.var_event_decision ?? video.var_type;
    return placed({ time: video.var_minute }, side, teams, {
      type: "var",
      detail: videoDetail(decision),
      player: { id: video.var_player_id, name: video.var_player_name },
      extras: defined({ decision }),
    });
  });
}

function sideOf(said: (side: Side) => string | undefined): Side | undefined {
  return SIDES.find((side) => said(side) !== undefined);
}

function named(info: string | undefined): Side | undefined {
  return SIDES.find((side) => side === info?.toLowerCase());
}

interface Timed {
  time?: unknown;
  info_time?: string | undefined;
}

function placed(
  { time, info_time }: Timed,
  side: Side | undefined,
  teams: Teams,
  what: Omit<ListedEvent, "clock" | "period" | "team_id" | "team_name">,
): ListedEvent | undefined {
  const clock = clockOf(time);
  if (!clock || !side) return undefined;
  const team: PartlyNamed | undefined = teams[side];
  return { ...what, clock, period: periodOf(info_time, clock), team_id: team?.id, team_name: team?.name };
}
