import type { EventType, MatchEvent } from "../../match/event.ts";
import { defined } from "../kit/fields.ts";
import { type Named, ourId } from "../kit/named.ts";
import { isPreMatch, minuteIn, momentOf, periodRank, playedPeriod, sinceKickOff } from "./clock.ts";
import { PROVIDER } from "./ids.ts";
import type { Incident, OptaMatch } from "./record.ts";
import { later } from "./times.ts";

const EVENT_TYPES: Readonly<Record<Incident["kind"], EventType>> = {
  goal: "goal",
  card: "card",
  substitution: "substitution",
  penalty: "penalty",
  kick: "penalty",
  injury: "injury",
  var: "var",
};

/**
 * Lower than every version of an event feed: an event of F7, F9 or MA1 holds only until F24 or MA3 reports it. So a
 * customer of both gets each goal once, under one id, and a summary that is late changes nothing.
 */
const VERSION = 0;

/** Makes the canonical events of a summary, in the order they happened. */
export function canonicalIncidents(
  match: OptaMatch,
  incidents: readonly Incident[],
  receivedAt: string,
): MatchEvent[] {
  return incidents
    .filter(({ period }) => !isPreMatch(period))
    .toSorted(
      (a, b) =>
        periodRank(a.period) - periodRank(b.period) || a.minute - b.minute || (a.sec ?? 0) - (b.sec ?? 0),
    )
    .flatMap((incident) => {
      const event = canonical(match, incident, receivedAt);
      const cancelled = incident.cancels === undefined ? [] : [voidOf(event, incident.cancels)];
      return [...cancelled, event];
    });
}

function canonical(match: OptaMatch, incident: Incident, receivedAt: string): MatchEvent {
  const { kind, detail, player = {}, related = {}, team, sec } = incident;
  const played = playedPeriod(incident.period);
  const moment = played
    ? { period: played, ...minuteIn(played, incident.minute) }
    : momentOf(Math.max(incident.minute - 1, 0), incident.period, "second_half");
  return {
    provider: PROVIDER,
    event_id: incident.id,
    match_id: ourId(PROVIDER, match.id),
    event_type: EVENT_TYPES[kind],
    ...moment,
    ...defined({
      detail,
      second: sec !== undefined && sec < 60 ? sec : undefined,
      team_id: team && ourId(PROVIDER, team),
      player_id: player.id && ourId(PROVIDER, player.id),
      related_player_id: related.id && ourId(PROVIDER, related.id),
    }),
    operation: "update",
    version: VERSION,
    occurred_at:
      incident.at ??
      later(match.kick_off, sinceKickOff(incident.minute - 1, sec ?? 0, incident.period)) ??
      receivedAt,
    metadata: {
      ...defined({
        player_name: player.name,
        related_player_name: related.name,
        team_name: teamName(match, team),
      }),
      ...incident.extras,
    },
  };
}

/** Voids the goal that a review has cancelled, as far as the review describes it. */
function voidOf(review: MatchEvent, goal: string): MatchEvent {
  const { detail: _, ...rest } = review;
  return { ...rest, event_id: goal, event_type: "goal", operation: "void", metadata: {} };
}

function teamName({ home, away }: OptaMatch, team: string | undefined): string | undefined {
  const sides: (Named | undefined)[] = [home, away];
  return sides.find((side) => side !== undefined && side.id === team)?.name;
}
