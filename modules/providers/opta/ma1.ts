import { defined, type Fields, isFields } from "../kit/fields.ts";
import { hashedId } from "../kit/identity.ts";
import { type Named, ourId } from "../kit/named.ts";
import { PROVIDER, plainId, substitutionId } from "./ids.ts";
import type { Incident, OptaMatch } from "./record.ts";
import { instantOf } from "./times.ts";
import { count, listOf, nameOf, rowOf, text } from "./values.ts";
import { reviewInWords } from "./var.ts";

const GOALS: Readonly<Record<string, string>> = { G: "open_play", PG: "penalty", OG: "own_goal" };
const CARDS: Readonly<Record<string, string>> = { YC: "yellow", Y2C: "second_yellow", RC: "red" };
const KICKS: Readonly<Record<string, string>> = { scored: "scored", saved: "saved", missed: "missed" };
const SHOOTOUT = 5;

/** Reads `liveData` of MA1: goals, cards, substitutions, penalties and reviews, under their ids of MA3. */
export function incidentsOf(live: Fields, match: OptaMatch): Incident[] {
  return [
    ...read(live.goal, goals(live, match)),
    ...read(live.card, card),
    ...read(live.substitute, substitution),
    ...read(live.missedPen, missedPenalty),
    ...read(live.penaltyShot, kick),
    ...read(live.VAR, review),
  ];
}

type Reader = (entry: Fields, basics: Basics) => Incident | undefined;
type Basics = Omit<Incident, "kind" | "detail" | "id"> & { id?: string };

function read(list: unknown, reader: Reader): Incident[] {
  return listOf(list)
    .filter(isFields)
    .map((entry) => reader(entry, basicsOf(entry)))
    .filter((incident) => incident !== undefined);
}

function basicsOf(entry: Fields): Basics {
  const [, minutes, seconds] = /^(\d+):(\d+)$/.exec(text(entry.timeMinSec) ?? "") ?? [];
  return {
    ...defined({
      id: plainId(entry.optaEventId),
      period: count(entry.periodId),
      sec: count(seconds),
      team: plainId(entry.contestantId),
      at: instantOf(entry.timestamp, "utc"),
    }),
    minute: count(entry.timeMin) ?? (count(minutes) ?? 0) + 1,
    player: personOf(entry, "player"),
  };
}

function personOf(entry: Fields, role: string): Partial<Named> {
  return defined({ id: plainId(entry[`${role}Id`]), name: nameOf(entry[`${role}Name`]) });
}

/**
 * Reads goals. An own goal has the scorer's team: the side whose running score it did not raise. Where the score does
 * not decide, the line-ups do, and last the entry itself.
 */
function goals(live: Fields, { home, away }: OptaMatch): Reader {
  const scores = listOf(live.goal).filter(isFields).map(runningScore);
  return (entry, basics) => {
    const detail = rowOf(GOALS, text(entry.type)) ?? "open_play";
    const player = personOf(entry, "scorer");
    const scored = sideThatScored(runningScore(entry), scores);
    const conceded = scored && { home: away, away: home }[scored]?.id;
    const acting = detail === "own_goal" ? (conceded ?? teamOf(live, player.id)) : undefined;
    return identified({
      ...basics,
      kind: "goal",
      detail,
      player,
      ...defined({ team: acting ?? basics.team }),
      related: personOf(entry, "assistPlayer"),
    });
  };
}

function teamOf(live: Fields, player: string | undefined): string | undefined {
  if (player === undefined) return undefined;
  const lineUp = listOf(live.lineUp)
    .filter(isFields)
    .find((side) => listOf(side.player).some((one) => isFields(one) && plainId(one.playerId) === player));
  return plainId(lineUp?.contestantId);
}

function card(entry: Fields, basics: Basics): Incident | undefined {
  const coach = plainId(entry.teamOfficialId);
  return identified({
    ...basics,
    kind: "card",
    ...defined({ detail: rowOf(CARDS, text(entry.type)) }),
    extras: defined({
      reason: text(entry.cardReason),
      coach_id: coach,
      coach_name: coach && nameOf(entry.officialName),
    }),
  });
}

function substitution(entry: Fields, basics: Basics): Incident | undefined {
  const player = personOf(entry, "playerOn");
  const related = personOf(entry, "playerOff");
  if (player.id === undefined) return undefined;
  return {
    ...basics,
    id: basics.id ?? substitutionId(ourId(PROVIDER, player.id)),
    kind: "substitution",
    ...reason(entry.subReason),
    player,
    related,
  };
}

function reason(value: unknown): { detail?: string } {
  const word = text(value)?.toLowerCase();
  return word === "injury" || word === "tactical" ? { detail: word } : {};
}

function missedPenalty(entry: Fields, basics: Basics): Incident | undefined {
  const detail = text(entry.type) === "PS" ? "saved" : "missed";
  return identified({ ...basics, kind: "penalty", detail });
}

function kick(entry: Fields, basics: Basics): Incident | undefined {
  const detail = rowOf(KICKS, text(entry.outcome)?.toLowerCase()) ?? "missed";
  const player = defined({ ...basics.player, name: nameOf(entry.scorerName) ?? basics.player?.name });
  return identified({ ...basics, kind: "kick", detail, period: SHOOTOUT, player });
}

/** Reads a review. MA1 no longer lists a goal that a review cancelled; the review names it. */
function review(entry: Fields, basics: Basics): Incident | undefined {
  const { detail, reason: reviewed, decision } = reviewInWords(text(entry.type), text(entry.decision));
  const reviewedEvent = plainId(entry.optaEventUnderReviewId);
  return identified({
    ...basics,
    kind: "var",
    ...defined({ detail, cancels: detail === "goal_cancelled" ? reviewedEvent : undefined }),
    extras: defined({ reason: reviewed, decision, outcome: text(entry.outcome) }),
  });
}

/** Makes an id from the content of an entry without one; such an entry comes twice to a customer of MA3 as well. */
function identified(incident: Omit<Incident, "id"> & { id?: string }): Incident {
  const { kind, team, player, detail, period, minute } = incident;
  const id = incident.id ?? hashedId("ma1", [kind, team, player?.id, detail, period, minute]);
  return { ...incident, id };
}

type Score = readonly [home: number, away: number];

/** Reads the score after an entry of MA1. */
function runningScore({ homeScore, awayScore }: Fields): Score {
  return [count(homeScore) ?? 0, count(awayScore) ?? 0];
}

/**
 * Finds the side that scored, by the score one goal earlier, wherever in the list that is.
 *
 * @param scores after every goal of the match
 */
function sideThatScored([home, away]: Score, scores: readonly Score[]): "home" | "away" | undefined {
  const before: readonly Score[] = home + away === 1 ? [[0, 0]] : scores;
  const one = before.find(([h, a]) => h + a === home + away - 1);
  if (one === undefined) return undefined;
  return home > one[0] ? "home" : away > one[1] ? "away" : undefined;
}
