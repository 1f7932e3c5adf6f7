import type { Clock } from "../../match/clock.ts";
import type { EventType } from "../../match/event.ts";
import { plainName } from "../../match/names.ts";
import { clockOf, periodAt } from "../kit/clock.ts";
import { type Path, recordFaults } from "../kit/faults.ts";
import { defined } from "../kit/fields.ts";
import type { PartlyNamed } from "../kit/named.ts";
import { rawExtras } from "../kit/raw.ts";
import { videoDetail } from "../kit/video.ts";
import type { Fault } from "../provider.ts";
import type { ListedEvent } from "../snapshots/listed-event.ts";
import { type Entry, eventBody } from "./body.ts";

/** Characters of an unknown record that are kept. */
const MAX_RAW = 1_000;

export interface Side {
  id?: string | undefined;
  name?: string | undefined;
}

/** What reading the list of events takes from the match. */
export interface Teams {
  /** The team a record names, by our id. */
  of(team: PartlyNamed): Side | undefined;
  /** The team that plays against the one a record names; undefined where that is not known. */
  against(team: PartlyNamed): Side | undefined;
}

interface Entries {
  events: ListedEvent[];
  /** Whether every entry of the list could be placed. */
  isWhole: boolean;
}

/** Reads a list of events. `nameOf` knows the names of players by id, for those that come without. */
export function readEntries(
  list: readonly unknown[],
  at: Path,
  teams: Teams,
  nameOf: (id: string) => string | undefined,
): Entries | Fault[] {
  const faults: Fault[] = [];
  const events: ListedEvent[] = [];
  let isWhole = true;
  for (const [index, record] of list.entries()) {
    const result = eventBody.safeParse(record);
    if (!result.success) {
      const path = [...at, index];
      faults.push(...recordFaults(result.error, record, path));
      continue;
    }
    const event = listedEventOf(result.data, record, teams, nameOf);
    if (event) events.push(event);
    else isWhole = false;
  }
  return faults.length > 0 ? faults : { events, isWhole };
}

function listedEventOf(
  entry: Entry,
  record: unknown,
  teams: Teams,
  nameOf: (id: string) => string | undefined,
): ListedEvent | undefined {
  const clock = clockOf(entry.time.elapsed, entry.time.extra);
  if (!clock) return undefined;
  const person = ({ id, name }: PartlyNamed): PartlyNamed => ({ id, name: name ?? (id && nameOf(id)) });
  const [type, detail] = kindOf(entry);
  const isOwnGoal = detail === "own_goal";
  // An own goal is listed for the team that gets it; without the other team its scorer's team is unknown.
  const team = isOwnGoal ? teams.against(entry.team) : teams.of(entry.team);
  if (isOwnGoal && !team) return undefined;

  const event: ListedEvent = {
    type,
    detail,
    period: periodAt(clock),
    clock,
    team_id: team?.id,
    team_name: team?.name,
    player: person(entry.player),
    related: person(entry.assist),
    extras: extrasOf(type, entry, record),
  };
  if (isKick(entry)) return kickOf(event, clock);
  return type === "substitution" ? { ...event, player: event.related, related: event.player } : event;
}

type Kind = readonly [type: EventType, detail?: string];

/** `type/detail` of an event, in lower case, as our type and detail. A `Goal` may be a kick that missed. */
const KINDS = new Map<string, Kind>(
  Object.entries({
    goal: ["goal"],
    "goal/normal goal": ["goal"],
    "goal/own goal": ["goal", "own_goal"],
    "goal/penalty": ["goal", "penalty"],
    "goal/missed penalty": ["penalty", "missed"],
    "card/yellow card": ["card", "yellow"],
    "card/second yellow card": ["card", "second_yellow"],
    "card/red card": ["card", "red"],
  }),
);

function kindOf({ type, detail }: Entry): Kind {
  const kind = (type ?? "").toLowerCase();
  if (kind === "subst") return ["substitution"];
  if (kind === "var") return ["var", videoDetail(detail)];
  return KINDS.get(detail === undefined ? kind : `${kind}/${detail.toLowerCase()}`) ?? ["other"];
}

function isKick({ type, comments }: Entry): boolean {
  return type?.toLowerCase() === "goal" && plainName(comments ?? "") === "penalty shootout";
}

/** A kick of a shootout: its `extra` is its number, not a minute. */
function kickOf(event: ListedEvent, { minute, extra_minute }: Clock): ListedEvent {
  return {
    ...event,
    type: "penalty",
    detail: event.type === "goal" ? "scored" : "missed",
    period: "penalty_shootout",
    clock: { minute, extra_minute: 0 },
    order: extra_minute,
    extras: defined({ kick: extra_minute || undefined }),
  };
}

function extrasOf(type: ListedEvent["type"], { detail, comments }: Entry, record: unknown) {
  if (type === "other") return rawExtras(record, MAX_RAW);
  return defined({ reason: comments, decision: type === "var" ? detail : undefined });
}
