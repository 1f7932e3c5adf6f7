import type { Clock } from "../../match/clock.ts";
import type { EventType, MatchEvent } from "../../match/event.ts";
import { PERIODS, type Period } from "../../match/status.ts";
import { inPeriod } from "../kit/clock.ts";
import { defined } from "../kit/fields.ts";
import { eventIds } from "../kit/identity.ts";
import { ourId, type PartlyNamed } from "../kit/named.ts";
import { type Anchor, momentOf } from "./anchors.ts";
import { withSecondYellows } from "./second-yellow.ts";

/** One entry of a vendor's list, before it has an id. */
export interface ListedEvent {
  type: EventType;
  detail?: string | undefined;
  period: Period;
  clock: Clock;
  /** Sorts events of the same minute, before the order of the list; 0 if missing. */
  order?: number;
  /** The acting team, by our id. */
  team_id?: string | undefined;
  team_name?: string | undefined;
  /** Substitution: who comes on. */
  player?: PartlyNamed;
  /** Substitution: who goes off. Goal: who assisted. */
  related?: PartlyNamed;
  extras?: Record<string, unknown>;
}

interface Context {
  provider: string;
  match_id: string;
  anchors: readonly Anchor[];
  received_at: string;
}

/** Makes the events of a list, in the order they happened, with ids made from their content. */
export function eventsOf(listed: readonly ListedEvent[], context: Context): MatchEvent[] {
  const idOf = eventIds();
  return withSecondYellows(listed)
    .map((one) => ({ ...one, clock: inPeriod(one.clock, one.period) }))
    .sort(inOrder)
    .map((one) => eventOf(one, context))
    .map((event) => ({ ...event, event_id: idOf(event) }));
}

function inOrder(a: ListedEvent, b: ListedEvent): number {
  return (
    PERIODS.indexOf(a.period) - PERIODS.indexOf(b.period) ||
    a.clock.minute - b.clock.minute ||
    a.clock.extra_minute - b.clock.extra_minute ||
    (a.order ?? 0) - (b.order ?? 0)
  );
}

function eventOf(one: ListedEvent, { provider, match_id, anchors, received_at }: Context): MatchEvent {
  const { type, detail, period, clock, player, related, team_id } = one;
  const idOf = (person?: PartlyNamed) => (person?.id === undefined ? undefined : ourId(provider, person.id));
  return defined<MatchEvent>({
    provider,
    event_id: "",
    match_id,
    event_type: type,
    detail,
    period,
    minute: clock.minute,
    extra_minute: clock.extra_minute || undefined,
    team_id,
    player_id: idOf(player),
    related_player_id: idOf(related),
    operation: "update",
    occurred_at: earlier(momentOf(period, clock, anchors) ?? received_at, received_at),
    metadata: defined({
      team_name: one.team_name,
      player_name: player?.name,
      related_player_name: related?.name,
      ...one.extras,
    }),
  });
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
