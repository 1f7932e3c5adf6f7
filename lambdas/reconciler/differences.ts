import type { Correction, MatchEvent, StreamItem } from "../../modules/match/event.ts";
import { eventKey } from "../../modules/ports/matches.ts";
import { isStanding, type Version } from "./history.ts";

type EventCorrection = Extract<Correction, { event: MatchEvent }>;

/** What is compared: events by `eventKey`, as the stream tells them and as the log has them. */
export interface Compared {
  told: ReadonlyMap<string, Version>;
  logged: ReadonlyMap<string, Version>;
  /** Whether all that the log has comes from what was read. */
  whole: boolean;
  /** What has come into the log since is newer than what was read; RFC 3339 UTC. */
  began: string;
  /** Providers that send whole lists of events, whose ids follow from one another. */
  listing: ReadonlySet<string>;
}

export interface Differences {
  corrections: EventCorrection[];
  /** Whether something differs that is not for us to change. */
  withheld: boolean;
}

/** What has to be said for the log to have the events as the stream tells them. */
export function differencesOf(compared: Compared, items: readonly StreamItem[]): Differences {
  const { told, logged, began, listing } = compared;
  const same = agreedOn(compared);
  // What was said last of each event that was named by itself.
  const lastWords = new Map(
    items.flatMap((item) => (item.kind === "event" ? [[eventKey(item.event), item.event]] : [])),
  );
  const moving = new Set(
    [...logged.values()].flatMap(({ event, applied_at }) =>
      listing.has(event.provider) && applied_at >= began ? event.provider : [],
    ),
  );
  const corrections: EventCorrection[] = [];
  let withheld = false;
  for (const [key, version] of told) {
    if (same.has(key)) continue;
    const known = logged.get(key);
    const isNewer = known !== undefined && known.applied_at >= began;
    const event =
      isNewer || moving.has(version.event.provider)
        ? undefined
        : correctedEvent(version, known, compared, lastWords.get(key));
    if (event) corrections.push({ event, revision: known?.revision ?? null });
    else withheld = true;
  }
  return { corrections, withheld };
}

type Agreed = Pick<Compared, "told" | "logged" | "whole" | "listing">;

/** Keys of the events that the log has as they were told, be it under another id of the same feed. */
export function agreedOn({ told, logged, whole, listing }: Agreed): Set<string> {
  const same = new Set<string>();
  for (const [key, version] of told) {
    const known = logged.get(key);
    const agrees = isStanding(version)
      ? isStanding(known) && contentOf(version.event, known.event, whole) === contentOf(known.event)
      : !isStanding(known);
    if (agrees) same.add(key);
  }
  const isFree = (key: string, version: Version) =>
    !same.has(key) && isStanding(version) && listing.has(version.event.provider);
  // Feeds without ids: which id an event has depends on the list it was in first.
  const spare = Map.groupBy(
    [...logged].filter(([key, version]) => isFree(key, version)),
    ([, { event }]) => namelessContentOf(event, whole),
  );
  for (const [key, version] of told) {
    if (!isFree(key, version)) continue;
    const [other] = spare.get(namelessContentOf(version.event, whole))?.splice(0, 1) ?? [];
    if (other) same.add(key).add(other[0]);
  }
  return same;
}

/**
 * An event as the log should have it; undefined to leave it as it is. What was taken back stays so. Where the log has
 * more than what was read, a mere `create` is met by any version, only what was read of goes, and what was said last
 * has to be what it comes to.
 */
function correctedEvent(
  { event, times }: Version,
  known: Version | undefined,
  { whole }: Compared,
  lastWord: MatchEvent | undefined,
): MatchEvent | undefined {
  if (!known) return { ...event, operation: "create" };
  if (!whole && lastWord && !saysTheSame(lastWord, event)) return undefined;
  if (event.operation === "void") {
    const isListed = times > 1 && known.event.occurred_at <= event.occurred_at;
    return whole || lastWord || isListed ? inPlaceOf(known, event, whole) : undefined;
  }
  if (!isStanding(known) || (!whole && event.operation === "create")) return undefined;
  return inPlaceOf(known, { ...event, operation: "update" }, whole);
}

function inPlaceOf({ event: known }: Version, event: MatchEvent, whole: boolean): MatchEvent {
  if (!whole) return { ...event, ...periodOf(known) };
  // It was the last word on the event, though a version between the two may be one of those set aside.
  const { version, ...rest } = event;
  const isLower = version !== undefined && known.version !== undefined && version < known.version;
  return isLower ? rest : event;
}

/** Whether `told` is what comes of `word`; a void by a list is none of its name. */
function saysTheSame(word: MatchEvent, told: MatchEvent): boolean {
  if (word.operation === "void" || told.operation === "void") {
    return word.operation === told.operation && word.version === told.version;
  }
  return namelessContentOf(word, false) === namelessContentOf(told, false);
}

/** Where a feed does not say the period, it follows from the status then, which may not have been read. */
function contentOf(event: MatchEvent, known: MatchEvent = event, whole = true): string {
  const { operation: _, version: __, occurred_at: ___, period, ...said } = event;
  const placed = whole ? { period } : periodOf(known);
  return JSON.stringify(Object.entries({ ...said, ...placed }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What an event says, whatever its id; without its period unless all of its match was read. */
export function namelessContentOf(event: MatchEvent, whole: boolean): string {
  const { period: _, ...placeless } = event;
  return contentOf({ ...(whole ? event : placeless), event_id: "" });
}

function periodOf({ period }: MatchEvent): Pick<MatchEvent, "period"> {
  return period === undefined ? {} : { period };
}
