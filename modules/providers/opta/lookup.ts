import { Q, TYPE } from "./kinds.ts";
import type { OptaEvent, OptaMatch } from "./record.ts";

/** Finds the events of a body that an event points to. */
export interface Lookup {
  /** The pass a shot came from. */
  assist(shot: OptaEvent): OptaEvent | undefined;
  /** The other team's event of the same incident. */
  opposite(event: OptaEvent): OptaEvent | undefined;
  /** The event of the player who goes off for the one who comes on, and the other way round. */
  substituted(event: OptaEvent): OptaEvent | undefined;
  /** Whether an event of both teams is the home team's; true of both if the home team is unknown. */
  isOfHome(event: OptaEvent): boolean;
  /** The card that a `rescinded card` cancels. */
  rescinded(event: OptaEvent): OptaEvent | undefined;
}

/** @param events without the deleted ones */
export function lookupIn(events: readonly OptaEvent[], { home, away }: OptaMatch): Lookup {
  const byNumber = new Map<string, OptaEvent>();
  const cards: OptaEvent[] = [];
  for (const event of events) {
    if (event.number !== undefined) byNumber.set(`${event.team} ${event.number}`, event);
    if (event.type === TYPE.card) cards.push(event);
  }
  const ofTeam = (team: string | undefined, number: string | undefined) =>
    number === undefined || team === undefined ? undefined : byNumber.get(`${team} ${number}`);
  const otherTeam = (team: string | undefined) => (team === home?.id ? away?.id : home?.id);

  return {
    assist: ({ team, qualifiers }) =>
      qualifiers.has(Q.assisted) ? ofTeam(team, qualifiers.get(Q.related)) : undefined,
    opposite: ({ team, qualifiers }) => ofTeam(otherTeam(team), qualifiers.get(Q.opposite)),
    substituted(event) {
      const wanted = event.type === TYPE.playerOn ? TYPE.playerOff : TYPE.playerOn;
      const named = ofTeam(event.team, event.qualifiers.get(Q.related));
      if (named?.type === wanted) return named;
      const beside = [1, -1].map((step) => ofTeam(event.team, String(Number(event.number) + step)));
      return beside.find(
        (other) =>
          other?.type === wanted &&
          other.min === event.min &&
          other.sec === event.sec &&
          !other.qualifiers.has(Q.related),
      );
    },
    isOfHome: ({ team }) => home === undefined || team === undefined || team === home.id,
    rescinded: ({ team, player, qualifiers, at = "" }) =>
      cards.findLast(
        (card) =>
          card.team === team &&
          card.player === player &&
          card.qualifiers.get(Q.coach) === qualifiers.get(Q.coach) &&
          (card.at ?? "") <= at,
      ),
  };
}
