import type { EventIdManifest, EventList, MatchEvent } from "./event.ts";
import { normalisedName } from "./names.ts";

/**
 * What a sheet changes, as events: voids for what is gone, and an update for everything it lists, under the id
 * the event got when it was new. An update that changes nothing is a no-op, one of an event never seen is new.
 *
 * Feeds of this kind give no ids, and change a minute or fill in a player later on. So events of one type and
 * team are paired up in rounds, from the surest likeness to the weakest; what is left over is new or gone.
 *
 * @param standing the events this provider's earlier sheets left in the log, not voided
 */
export function eventsOfList(sheet: EventList, standing: readonly MatchEvent[]): MatchEvent[] {
  const free = new Set(standing);
  const pairs = new Map<MatchEvent, MatchEvent>();
  for (const isAlike of LIKENESS) {
    for (const event of sheet.events) {
      if (pairs.has(event)) continue;
      const match = nearest(
        event,
        [...free].filter((known) => isSameKind(event, known) && isAlike(event, known)),
      );
      if (!match) continue;
      pairs.set(event, match);
      free.delete(match);
    }
  }
  const gone = [...free].filter((event) => mayRetract(sheet, event));
  const taken = new Set(standing.map((event) => event.event_id));
  const told = sheet.events.map((event): MatchEvent => {
    const event_id = pairs.get(event)?.event_id ?? freshId(event.event_id, taken);
    return { ...event, event_id, operation: "update" };
  });
  return [...gone.map((event) => voided(event, sheet.occurred_at)), ...told];
}

/** The voids of a roll call: the standing events of the feed that it does not name, and could have named. */
export function voidsOfManifest(roll: EventIdManifest, standing: readonly MatchEvent[]): MatchEvent[] {
  const named = new Set(roll.event_ids);
  return standing
    .filter((event) => !named.has(event.event_id) && event.occurred_at <= roll.occurred_at)
    .map((event) => voided(event, roll.occurred_at));
}

type Likeness = (event: MatchEvent, known: MatchEvent) => boolean;

/** How an event may have changed between two sheets and still be the same one, from the surest to the weakest. */
const LIKENESS: readonly Likeness[] = [
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
  const name = normalisedName(a);
  return name !== undefined && name === normalisedName(b);
}

function hasPlayer(event: MatchEvent): boolean {
  return event.player_id !== undefined || normalisedName(event) !== undefined;
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

/** The id the adapter made from what the event is, unless an event of that description stands already. */
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
