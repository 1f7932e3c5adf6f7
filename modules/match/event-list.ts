import type { EventIdManifest, EventList, MatchEvent } from "./event.ts";
import { plainPlayerName } from "./names.ts";

/**
 * Turns an event list into events: a void for each event that is gone, and an update for each listed one, under the
 * id it got when it was new. An update without a change is a no-op; an update of an unknown event creates it.
 *
 * Feeds of this kind give no ids, and change a minute or fill in a player later on. So events of one type and
 * team are paired in rounds, from the surest rule to the weakest; events left over are new or gone.
 *
 * @param notVoided the events of this provider's earlier lists that the log has not voided
 */
export function eventsOfList(list: EventList, notVoided: readonly MatchEvent[]): MatchEvent[] {
  const free = new Set(notVoided);
  const pairs = new Map<MatchEvent, MatchEvent>();
  for (const mayBeSame of PAIRING_ROUNDS) {
    for (const event of list.events) {
      if (pairs.has(event)) continue;
      const match = nearest(
        event,
        [...free].filter((known) => isSameKind(event, known) && mayBeSame(event, known)),
      );
      if (!match) continue;
      pairs.set(event, match);
      free.delete(match);
    }
  }
  const gone = [...free].filter((event) => mayRetract(list, event));
  const taken = new Set(notVoided.map((event) => event.event_id));
  const listed = list.events.map((event): MatchEvent => {
    const event_id = pairs.get(event)?.event_id ?? freshId(event.event_id, taken);
    return { ...event, event_id, operation: "update" };
  });
  return [...gone.map((event) => voided(event, list.occurred_at)), ...listed];
}

/** Voids the events of the feed that an event id manifest does not name although they are older than it. */
export function voidsOfManifest(manifest: EventIdManifest, notVoided: readonly MatchEvent[]): MatchEvent[] {
  const named = new Set(manifest.event_ids);
  return notVoided
    .filter((event) => !named.has(event.event_id) && event.occurred_at <= manifest.occurred_at)
    .map((event) => voided(event, manifest.occurred_at));
}

type PairingRule = (event: MatchEvent, known: MatchEvent) => boolean;

/** How an event may change between two lists and still be the same one, from the surest to the weakest. */
const PAIRING_ROUNDS: readonly PairingRule[] = [
  (event, known) => isSamePlayer(event, known) && clock(event) === clock(known),
  isSamePlayer,
  (event, known) => (!hasPlayer(event) || !hasPlayer(known)) && minutesApart(event, known) <= 2,
  (event, known) => clock(event) === clock(known),
];

function isSameKind(a: MatchEvent, b: MatchEvent): boolean {
  return a.event_type === b.event_type && a.team_id === b.team_id;
}

function isSamePlayer(a: MatchEvent, b: MatchEvent): boolean {
  if (a.player_id !== undefined && b.player_id !== undefined) return a.player_id === b.player_id;
  const name = plainPlayerName(a);
  return name !== undefined && name === plainPlayerName(b);
}

function hasPlayer(event: MatchEvent): boolean {
  return event.player_id !== undefined || plainPlayerName(event) !== undefined;
}

function clock({ minute, extra_minute = 0 }: MatchEvent): number {
  return minute * 100 + extra_minute;
}

function minutesApart(a: MatchEvent, b: MatchEvent): number {
  return Math.abs(a.minute + (a.extra_minute ?? 0) - b.minute - (b.extra_minute ?? 0));
}

function nearest(event: MatchEvent, candidates: readonly MatchEvent[]): MatchEvent | undefined {
  return candidates.toSorted((a, b) => minutesApart(event, a) - minutesApart(event, b))[0];
}

function mayRetract({ retract }: EventList, event: MatchEvent): boolean {
  return retract === "all" || (retract === "no_goals" && event.event_type !== "goal");
}

/** The id the adapter made from the content of the event, with a number behind it if that id is taken. */
function freshId(described: string, taken: Set<string>): string {
  let id = described;
  for (let n = 2; taken.has(id); n += 1) id = `${described}.${n}`;
  taken.add(id);
  return id;
}

function voided(event: MatchEvent, occurredAt: string): MatchEvent {
  const { version: _, ...rest } = event;
  return { ...rest, operation: "void", occurred_at: occurredAt };
}
