import { benefits, inShootout, isKick, sideOf, type View, winnerOf } from "./match.ts";
import type { Moment } from "./moment.ts";
import type { MatchEvent, MatchFrame, Side, Snapshot } from "./types.ts";
import { explain, minuteOf, nameOf, playerOf, statusOf, whistleOf } from "./words.ts";

/** The moments that take over the page: a goal, and the end of a match with a winner. */
export function momentOf({ match }: View, frame: MatchFrame): Moment | undefined {
  if (frame.type === "match_event") return goalMoment(match, frame.data);
  if (frame.type !== "match_status") return undefined;
  const side = winnerOf(match);
  if (!side) return undefined;
  return { side, shout: nameOf(match, side), hero: victoryOf(match, side), now: scoreOf(match), lasts: 7 };
}

function victoryOf({ home_shootout_score: home, away_shootout_score: away }: Snapshot, side: Side): string {
  if (home === undefined || away === undefined) return "win";
  return `win ${side === "home" ? `${home}–${away}` : `${away}–${home}`} on penalties`;
}

function goalMoment(match: Snapshot, event: MatchEvent): Moment | undefined {
  const side = benefits(match, event);
  if (!side || event.event_type !== "goal" || event.operation !== "create" || inShootout(event))
    return undefined;
  const hero = [playerOf(event), minuteOf(event)].filter(Boolean).join("  ");
  return { side, shout: "GOAL", hero, now: scoreOf(match), lasts: 3 };
}

/** The text for a screen reader; undefined if the frame is no reason to interrupt. */
export function sentenceOf({ match }: View, frame: MatchFrame): string | undefined {
  if (frame.type === "match_status") {
    return [statusOf(match), scoreOf(match), shootoutOf(match)].filter(Boolean).join(". ");
  }
  if (frame.type !== "match_event" || frame.data.operation !== "create") return undefined;
  return eventSentence(match, frame.data);
}

function eventSentence(match: Snapshot, event: MatchEvent): string | undefined {
  const side = sideOf(match, event);
  const team = side ? nameOf(match, side) : "";
  const who = [playerOf(event), team].filter(Boolean).join(", ");
  switch (event.event_type) {
    case "goal": {
      const good = benefits(match, event);
      return `Goal for ${good ? nameOf(match, good) : "a team"}, ${minuteOf(event)}, ${playerOf(event)}. ${scoreOf(match)}`;
    }
    case "card":
    case "var":
      return `${explain(event)}, ${who}, ${minuteOf(event)}`;
    case "penalty":
      return inShootout(event) && isKick(event)
        ? `${who}: ${explain(event)}. ${shootoutOf(match)}`
        : `${explain(event)}, ${team}, ${minuteOf(event)}`;
    case "period_start":
      return whistleOf(event);
    default:
      return undefined;
  }
}

function scoreOf(match: Snapshot): string {
  const of = (side: Side) => nameOf(match, side);
  return `${of("home")} ${match.home_score}–${match.away_score} ${of("away")}`;
}

function shootoutOf({ home_shootout_score: home, away_shootout_score: away }: Snapshot): string {
  return home === undefined || away === undefined ? "" : `${home}–${away} on penalties`;
}
