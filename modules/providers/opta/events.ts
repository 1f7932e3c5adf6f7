import type { MatchEvent } from "../../match/event.ts";
import type { Period } from "../../match/status.ts";
import { defined } from "../kit/fields.ts";
import { ourId } from "../kit/named.ts";
import { isPreMatch, momentOf, periodRank, playedPeriod, sinceKickOff } from "./clock.ts";
import { PROVIDER, plainId, replacedSummary } from "./ids.ts";
import { isDeletion, Q, TYPE } from "./kinds.ts";
import { type Lookup, lookupIn } from "./lookup.ts";
import { meaningOf } from "./mapping.ts";
import { metadataOf } from "./metadata.ts";
import type { OptaEvent, OptaMatch } from "./record.ts";
import { later } from "./times.ts";

/**
 * Makes the canonical events of F24 and MA3, in the order they happened.
 *
 * - Events are deleted by coming again under their id, as type 43 (or 84) with the former type in a qualifier.
 *   So a body makes no event id manifest: it may be older than the last one, filtered, or an increment, and an event
 *   it does not name is not gone.
 * - A substitution is the event of the player who comes on (`player_id`); `related_player_id` goes off.
 * - Events before kick-off are left out, because any event would start the match.
 */
export function canonicalEvents(
  match: OptaMatch,
  events: readonly OptaEvent[],
  receivedAt: string,
): MatchEvent[] {
  const played = events.filter(({ period }) => !isPreMatch(period)).toSorted(asTheyHappened);
  const progressReport = played.filter((event) => !isDeletion(event.type));
  const lookup = lookupIn(progressReport, match);
  const taken = rescindedCards(progressReport, lookup);
  const reader: Reader = { match, lookup, last: lastPeriod(progressReport), receivedAt };
  return played.flatMap((event) => {
    if (isDeletion(event.type)) {
      return [canonical({ ...event, type: formerType(event) }, "void", reader)];
    }
    if (event.type === TYPE.playerOff && lookup.substituted(event)) return [];
    const rescindedAt = taken.get(event);
    if (rescindedAt !== undefined) return [canonical(noOlderThan(event, rescindedAt), "void", reader)];
    if (event.type !== TYPE.playerOn) return [canonical(event, "update", reader)];
    // Either half of a substitution may be corrected on its own.
    const whole = noOlderThan(event, lookup.substituted(event)?.version ?? 0);
    const made = canonical(whole, "update", reader);
    return match.sdapi ? [...replacedSummary(made), made] : [made];
  });
}

interface Reader {
  match: OptaMatch;
  lookup: Lookup;
  /** The last period there are events of. */
  last: Period;
  receivedAt: string;
}

/** Sorts by period, minute and second; the whistles of a period come first and last. Equal events keep their order. */
function asTheyHappened(a: OptaEvent, b: OptaEvent): number {
  return (
    periodRank(a.period) - periodRank(b.period) ||
    whistleRank(a) - whistleRank(b) ||
    a.min - b.min ||
    (a.sec ?? 0) - (b.sec ?? 0)
  );
}

function whistleRank({ type }: OptaEvent): number {
  return type === TYPE.start ? 0 : type === TYPE.end ? 2 : 1;
}

function noOlderThan(event: OptaEvent, version: number): OptaEvent {
  return version > event.version ? { ...event, version } : event;
}

function formerType({ type, qualifiers }: OptaEvent): number {
  const former = Number(qualifiers.get(Q.formerType) || type);
  return Number.isSafeInteger(former) ? former : type;
}

/** Finds rescinded cards, with the version that rescinds them: each is voided at once. */
function rescindedCards(events: readonly OptaEvent[], lookup: Lookup): Map<OptaEvent, number> {
  const taken = new Map<OptaEvent, number>();
  for (const event of events) {
    if (event.type === TYPE.card && event.qualifiers.has(Q.rescinded)) taken.set(event, event.version);
    if (event.type !== TYPE.rescindedCard) continue;
    const card = lookup.rescinded(event);
    if (card) taken.set(card, event.version);
  }
  return taken;
}

function lastPeriod(events: readonly OptaEvent[]): Period {
  const last = events.findLast(({ period }) => playedPeriod(period) !== undefined);
  return playedPeriod(last?.period) ?? "second_half";
}

function canonical(event: OptaEvent, operation: "update" | "void", reader: Reader): MatchEvent {
  const { match, lookup } = reader;
  const meaning = meaningOf(event, lookup);
  const { period, ...minute } = momentOf(event.min, event.period, reader.last);
  return {
    provider: PROVIDER,
    event_id: event.id,
    match_id: ourId(PROVIDER, match.id),
    event_type: meaning.event_type,
    ...defined({ detail: meaning.detail, period }),
    ...minute,
    ...defined({
      second: playedPeriod(event.period) && event.sec !== undefined && event.sec < 60 ? event.sec : undefined,
      team_id: event.team && ourId(PROVIDER, event.team),
      player_id: idOf(meaning.player ? meaning.player.id : event.player),
      related_player_id: idOf(meaning.related?.player),
    }),
    ...placeOf(event),
    operation,
    version: event.version,
    occurred_at:
      event.at ??
      later(match.kick_off, sinceKickOff(event.min, event.sec ?? 0, event.period)) ??
      reader.receivedAt,
    metadata: metadataOf(event, meaning, match),
  };
}

function idOf(vendorId: string | undefined): string | undefined {
  const id = plainId(vendorId);
  return id && ourId(PROVIDER, id);
}

/** Events off the ball are all at 0, 0. The ball leaves the pitch by up to 2 on each side. */
function placeOf({ x, y }: OptaEvent): Pick<MatchEvent, "position_x" | "position_y"> {
  if (x === undefined || y === undefined || (x === 0 && y === 0)) return {};
  return { position_x: Math.min(Math.max(x, 0), 100), position_y: Math.min(Math.max(y, 0), 100) };
}
