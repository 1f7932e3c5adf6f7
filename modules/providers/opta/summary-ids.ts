import type { MatchEvent } from "../../match/event.ts";

/**
 * The id of a substitution of MA1, which gives it none: a player comes on once in a match.
 */
export function substitutionId(playerOn: string): string {
  return `sub-${playerOn}`;
}

/**
 * MA3 has its own id for the same substitution. So it takes back the one MA1 may have told of, with a version
 * that MA1 never reaches: whichever comes first, one of them stands. It goes by `other`, so that nobody is told
 * of the end of what nobody was told of.
 */
export function replacedSummary(event: MatchEvent): MatchEvent[] {
  if (event.player_id === undefined) return [];
  const { detail: _, related_player_id: __, ...rest } = event;
  return [
    {
      ...rest,
      event_id: substitutionId(event.player_id),
      event_type: "other",
      operation: "void",
      metadata: {},
    },
  ];
}
