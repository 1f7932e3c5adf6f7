import { hashedId } from "../kit/identity.ts";
import { ourId, plainId } from "./ids.ts";
import type { Incident, Named, OptaMatch } from "./record.ts";
import { runningScore, sideThatScored } from "./running-score.ts";
import { substitutionId } from "./summary-ids.ts";
import { instantOf } from "./times.ts";
import { count, defined, type Fields, isFields, listOf, nameOf, rowOf, text } from "./values.ts";
import { reviewInWords } from "./var.ts";

const GOALS: Readonly<Record<string, string>> = { G: "open_play", PG: "penalty", OG: "own_goal" };
const CARDS: Readonly<Record<string, string>> = { YC: "yellow", Y2C: "second_yellow", RC: "red" };
const KICKS: Readonly<Record<string, string>> = { scored: "scored", saved: "saved", missed: "missed" };
const SHOOTOUT = 5;

/** `liveData` of MA1: goals, cards, substitutions, penalties and reviews, under the ids they have in MA3. */
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
 * An own goal is told under the scorer's team, as everywhere with us: the side whose running score it did not
 * raise. Where the score does not tell, the line-ups do, and last the entry itself.
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
    id: basics.id ?? substitutionId(ourId(player.id)),
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

/** A goal that a review took back is no longer listed; the review names it. */
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

/** Without an id of theirs, one made from what it is; it would come twice to who gets MA3 as well. */
function identified(incident: Omit<Incident, "id"> & { id?: string }): Incident {
  const { kind, team, player, detail, period, minute } = incident;
  const id = incident.id ?? hashedId("ma1", [kind, team, player?.id, detail, period, minute]);
  return { ...incident, id };
}
