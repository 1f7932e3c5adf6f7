import type { Correction, MatchEvent, StreamItem } from "../../modules/match/event.ts";
import { eventKey } from "../../modules/ports/matches.ts";
import { isStanding, type LoggedVersion } from "./log-versions.ts";

type EventCorrection = Extract<Correction, { event: MatchEvent }>;

/** The events to compare, by `eventKey`: as the stream gives them, and as the log has them. */
export interface Compared {
  expected: ReadonlyMap<string, LoggedVersion>;
  logged: ReadonlyMap<string, LoggedVersion>;
  /** Whether every entry of the log comes from the records that were read. */
  isComplete: boolean;
  /** When the reading began, RFC 3339 UTC: later entries of the log are newer than the records. */
  began: string;
  /** Providers that send whole lists of events, whose ids depend on one another. */
  listProviders: ReadonlySet<string>;
}

export interface Differences {
  corrections: EventCorrection[];
  /** Whether something differs that the reconciler must not change. */
  hasUnresolved: boolean;
}

/** The corrections that bring the events of the log to what the stream gives. */
export function differencesOf(compared: Compared, items: readonly StreamItem[]): Differences {
  const { expected, logged, began, listProviders } = compared;
  const same = agreedOn(compared);
  // The last item of each event that was sent by itself.
  const lastEvents = new Map(
    items.flatMap((item) => (item.kind === "event" ? [[eventKey(item.event), item.event]] : [])),
  );
  const changing = new Set(
    [...logged.values()].flatMap(({ event, applied_at }) =>
      listProviders.has(event.provider) && applied_at >= began ? event.provider : [],
    ),
  );
  const corrections: EventCorrection[] = [];
  let hasUnresolved = false;
  for (const [key, version] of expected) {
    if (same.has(key)) continue;
    const known = logged.get(key);
    const isNewer = known !== undefined && known.applied_at >= began;
    const event =
      isNewer || changing.has(version.event.provider)
        ? undefined
        : correctedEvent(version, known, compared, lastEvents.get(key));
    if (event) corrections.push({ event, revision: known?.revision ?? null });
    else hasUnresolved = true;
  }
  return { corrections, hasUnresolved };
}

type Agreed = Pick<Compared, "expected" | "logged" | "isComplete" | "listProviders">;

/** Keys of the events that the log has as expected, also under another id of the same feed. */
export function agreedOn({ expected, logged, isComplete, listProviders }: Agreed): Set<string> {
  const same = new Set<string>();
  for (const [key, version] of expected) {
    const known = logged.get(key);
    const agrees = isStanding(version)
      ? isStanding(known) && contentOf(version.event, known.event, isComplete) === contentOf(known.event)
      : !isStanding(known);
    if (agrees) same.add(key);
  }
  const isFree = (key: string, version: LoggedVersion) =>
    !same.has(key) && isStanding(version) && listProviders.has(version.event.provider);
  // Feeds without ids: the id of an event depends on the list it was in first.
  const spare = Map.groupBy(
    [...logged].filter(([key, version]) => isFree(key, version)),
    ([, { event }]) => namelessContentOf(event, isComplete),
  );
  for (const [key, version] of expected) {
    if (!isFree(key, version)) continue;
    const [other] = spare.get(namelessContentOf(version.event, isComplete))?.splice(0, 1) ?? [];
    if (other) same.add(key).add(other[0]);
  }
  return same;
}

/**
 * The event as the log should have it; undefined to leave it alone. A voided event stays void. Where the log has more
 * than what was read, any version satisfies a `create`, only events with records are voided, and the last record has
 * to agree with the expected event.
 */
function correctedEvent(
  { event, times }: LoggedVersion,
  known: LoggedVersion | undefined,
  { isComplete }: Compared,
  lastEvent: MatchEvent | undefined,
): MatchEvent | undefined {
  if (!known) return { ...event, operation: "create" };
  if (!isComplete && lastEvent && !hasSameContent(lastEvent, event)) return undefined;
  if (event.operation === "void") {
    const isListed = times > 1 && known.event.occurred_at <= event.occurred_at;
    return isComplete || lastEvent || isListed ? inPlaceOf(known, event, isComplete) : undefined;
  }
  if (!isStanding(known) || (!isComplete && event.operation === "create")) return undefined;
  return inPlaceOf(known, { ...event, operation: "update" }, isComplete);
}

function inPlaceOf({ event: known }: LoggedVersion, event: MatchEvent, isComplete: boolean): MatchEvent {
  if (!isComplete) return { ...event, ...periodOf(known) };
  // The event is the latest, though a version between the two may be among the dead letters.
  const { version, ...rest } = event;
  const isLower = version !== undefined && known.version !== undefined && version < known.version;
  return isLower ? rest : event;
}

/** Whether the last record of an event agrees with what was reduced; a list voids an event without a record. */
function hasSameContent(sent: MatchEvent, expected: MatchEvent): boolean {
  if (sent.operation === "void" || expected.operation === "void") {
    return sent.operation === expected.operation && sent.version === expected.version;
  }
  return namelessContentOf(sent, false) === namelessContentOf(expected, false);
}

/** The content of an event. A feed without periods gets them from the status, which may not have been read. */
function contentOf(event: MatchEvent, known: MatchEvent = event, isComplete = true): string {
  const { operation: _, version: __, occurred_at: ___, period, ...said } = event;
  const placed = isComplete ? { period } : periodOf(known);
  return JSON.stringify(Object.entries({ ...said, ...placed }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The content of an event without its id, and without its period unless the whole match was read. */
export function namelessContentOf(event: MatchEvent, isComplete: boolean): string {
  const { period: _, ...placeless } = event;
  return contentOf({ ...(isComplete ? event : placeless), event_id: "" });
}

function periodOf({ period }: MatchEvent): Pick<MatchEvent, "period"> {
  return period === undefined ? {} : { period };
}
