import { defined, type Fields } from "../kit/fields.ts";
import { periodNumber } from "./clock.ts";
import { letteredId, plainId } from "./ids.ts";
import type { Incident } from "./record.ts";
import type { Roster } from "./roster.ts";
import { instantOf } from "./times.ts";
import { attr, child, children, count, rowOf, text } from "./values.ts";
import { reviewInWords } from "./var.ts";

const GOALS: Readonly<Record<string, string>> = { goal: "open_play", penalty: "penalty", own: "own_goal" };
const CARDS: Readonly<Record<string, string>> = {
  yellow: "yellow",
  secondyellow: "second_yellow",
  straightred: "red",
  red: "red",
};
const SHOOTOUT = 5;

/** Reads goals, cards, substitutions and penalties of one `TeamData`, under their ids of F24. */
export function incidentsOfTeam(side: Fields, sides: readonly Fields[], roster: Roster): Incident[] {
  const team = letteredId(attr(side, "TeamRef"));
  const opponent = sides.map((one) => letteredId(attr(one, "TeamRef"))).find((id) => id !== team);
  const all = (name: string) => children(side, name);
  const kicks = [...all("PenaltyShot"), ...all("ShootOut").flatMap((one) => children(one, "PenaltyShot"))];
  return [
    ...all("Goal").map((node) => goal(node, team, opponent, roster)),
    ...all("Booking").map((node) => booking(node, team, roster)),
    ...all("Substitution").map((node) => substitution(node, team, roster)),
    ...all("MissedPenalty").map((node) => missedPenalty(node, team, roster)),
    ...kicks.map((node) => kick(node, attr(node, "Outcome"), team, roster)),
  ].filter((incident) => incident !== undefined);
}

/** Reads `VARData/VAREvent`, which some customers get. */
export function reviewsOf(data: Fields, roster: Roster): Incident[] {
  return children(child(data, "VARData") ?? {}, "VAREvent")
    .map((node) => {
      const review = reviewInWords(text(attr(node, "Reason")), text(attr(node, "Decision")));
      const { detail, reason, decision } = review;
      const incident = incidentOf(node, "var", letteredId(attr(node, "TeamRef")), roster);
      return incident && { ...incident, ...defined({ detail }), extras: defined({ reason, decision }) };
    })
    .filter((incident) => incident !== undefined);
}

/** Reads the fields all entries share. An entry without an event id would come twice to a customer of F24 as well. */
function incidentOf(
  node: Fields,
  kind: Incident["kind"],
  team: string | undefined,
  roster: Roster,
): Incident | undefined {
  const id = plainId(attr(node, "EventID")) ?? plainId(attr(node, "uID"));
  if (id === undefined) return undefined;
  const stamp = instantOf(attr(node, "TimeStampUTC"), "utc") ?? instantOf(attr(node, "TimeStamp"), "uk");
  return {
    id,
    kind,
    minute: count(attr(node, "Time")) ?? (count(attr(node, "Min")) ?? 0) + 1,
    ...defined({
      period: periodNumber(attr(node, "Period")),
      sec: count(attr(node, "Sec")),
      team,
      at: stamp,
    }),
    player: roster.person(attr(node, "PlayerRef")),
  };
}

/** F7 lists an own goal under the team it counts for; the event has the scorer's team, which the line-ups know. */
function goal(
  node: Fields,
  team: string | undefined,
  opponent: string | undefined,
  roster: Roster,
): Incident | undefined {
  const detail = rowOf(GOALS, text(attr(node, "Type"))?.toLowerCase()) ?? "open_play";
  if (periodNumber(attr(node, "Period")) === SHOOTOUT) return kick(node, "Scored", team, roster);
  const acting = detail === "own_goal" ? (roster.teamOf(attr(node, "PlayerRef")) ?? opponent) : team;
  const incident = incidentOf(node, "goal", acting, roster);
  const assist = child(node, "Assist");
  return incident && { ...incident, detail, related: roster.person(assist && attr(assist, "PlayerRef")) };
}

function booking(node: Fields, team: string | undefined, roster: Roster): Incident | undefined {
  const word = (text(attr(node, "CardType")) ?? text(attr(node, "Card")))?.toLowerCase();
  const coach = roster.person(attr(node, "ManagerRef"));
  const incident = incidentOf(node, "card", team, roster);
  return (
    incident && {
      ...incident,
      ...defined({ detail: rowOf(CARDS, word) }),
      extras: defined({ reason: text(attr(node, "Reason")), coach_id: coach.id, coach_name: coach.name }),
    }
  );
}

/** Without a player who comes on, a player had to leave with no substitution left. */
function substitution(node: Fields, team: string | undefined, roster: Roster): Incident | undefined {
  const [on, off] = [roster.person(attr(node, "SubOn")), roster.person(attr(node, "SubOff"))];
  const incident = incidentOf(node, "substitution", team, roster);
  if (!incident) return undefined;
  if (on.id === undefined) return { ...incident, kind: "injury", detail: "player_retired", player: off };
  const reason = text(attr(node, "Reason"))?.toLowerCase();
  const detail = reason === "injury" || reason === "tactical" ? reason : undefined;
  return { ...incident, ...defined({ detail }), player: on, related: off };
}

function missedPenalty(node: Fields, team: string | undefined, roster: Roster): Incident | undefined {
  if (periodNumber(attr(node, "Period")) === SHOOTOUT) return kick(node, attr(node, "Type"), team, roster);
  const incident = incidentOf(node, "penalty", team, roster);
  return incident && { ...incident, detail: outcomeOf(attr(node, "Type")) };
}

function kick(
  node: Fields,
  outcome: unknown,
  team: string | undefined,
  roster: Roster,
): Incident | undefined {
  const incident = incidentOf(node, "kick", team, roster);
  return incident && { ...incident, period: SHOOTOUT, detail: outcomeOf(outcome) };
}

function outcomeOf(value: unknown): string {
  const word = text(value)?.toLowerCase();
  return word === "scored" || word === "saved" ? word : "missed";
}
