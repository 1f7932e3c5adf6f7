import { isFields } from "../custom/fields.ts";
import { fault, faultsOf, type Path } from "../kit/faults.ts";
import { defined, plain } from "../kit/loose.ts";
import type { Fault } from "../provider.ts";
import { type Clock, clockOf, periodAt } from "../snapshots/clock.ts";
import { type ListedEvent, type Person, rawExtras } from "../snapshots/listed-event.ts";
import { videoDetail } from "../snapshots/video.ts";
import { type Entry, eventBody } from "./body.ts";
import { KINDS, type Kind } from "./words.ts";

export interface Side {
  id?: string | undefined;
  name?: string | undefined;
}

/** What has to be known of a match to read its list of events. */
export interface Teams {
  /** The team a record names, by our id. */
  of(team: Person): Side | undefined;
  /** The team that plays against the one a record names; undefined where that is not known. */
  against(team: Person): Side | undefined;
}

export interface Entries {
  happenings: ListedEvent[];
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
  const happenings: ListedEvent[] = [];
  let isWhole = true;
  for (const [index, record] of list.entries()) {
    const result = eventBody.safeParse(record);
    if (!result.success) {
      const path = [...at, index];
      faults.push(
        ...(isFields(record) ? faultsOf(result.error, record, path) : [fault(path, "must be an object")]),
      );
      continue;
    }
    const happening = happeningOf(result.data, record, teams, nameOf);
    if (happening) happenings.push(happening);
    else isWhole = false;
  }
  return faults.length > 0 ? faults : { happenings, isWhole };
}

function happeningOf(
  entry: Entry,
  record: unknown,
  teams: Teams,
  nameOf: (id: string) => string | undefined,
): ListedEvent | undefined {
  const clock = clockOf(entry.time.elapsed, entry.time.extra);
  if (!clock) return undefined;
  const person = ({ id, name }: Person): Person => ({ id, name: name ?? (id && nameOf(id)) });
  const [type, detail] = kindOf(entry);
  const isOwnGoal = detail === "own_goal";
  // An own goal is listed for the team that gets it; without the other team nobody could tell whose it is.
  const team = isOwnGoal ? teams.against(entry.team) : teams.of(entry.team);
  if (isOwnGoal && !team) return undefined;

  const happening: ListedEvent = {
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
  if (isKick(entry)) return kickOf(happening, clock);
  return type === "substitution"
    ? { ...happening, player: happening.related, related: happening.player }
    : happening;
}

function kindOf({ type, detail }: Entry): Kind {
  const kind = (type ?? "").toLowerCase();
  if (kind === "subst") return ["substitution"];
  if (kind === "var") return ["var", videoDetail(detail)];
  return KINDS.get(detail === undefined ? kind : `${kind}/${detail.toLowerCase()}`) ?? ["other"];
}

function isKick({ type, comments }: Entry): boolean {
  return type?.toLowerCase() === "goal" && plain(comments ?? "") === "penalty shootout";
}

/** A kick of a shootout: its `extra` is its number, not a minute. */
function kickOf(happening: ListedEvent, { minute, extra_minute }: Clock): ListedEvent {
  return {
    ...happening,
    type: "penalty",
    detail: happening.type === "goal" ? "scored" : "missed",
    period: "penalty_shootout",
    clock: { minute, extra_minute: 0 },
    order: extra_minute,
    extras: defined({ kick: extra_minute || undefined }),
  };
}

function extrasOf(type: ListedEvent["type"], { detail, comments }: Entry, record: unknown) {
  if (type === "other") return rawExtras(record);
  return defined({ reason: comments, decision: type === "var" ? detail : undefined });
}
