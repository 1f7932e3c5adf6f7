import type { StreamItem } from "../../match/event.ts";
import { fault, faultsOf, type Path } from "../kit/faults.ts";
import { type Fields, isFields } from "../kit/fields.ts";
import { latestOf } from "../kit/instants.ts";
import { idOf, textOf } from "../kit/loose.ts";
import { leagueOf, ourId } from "../kit/named.ts";
import type { Delivery, Fault } from "../provider.ts";
import { matchBody } from "./body.ts";
import { latest } from "./clock.ts";
import { type Entry, entryOf } from "./entry.ts";
import { eventsOf, isGoal } from "./events.ts";
import { matchUrn, PROVIDER } from "./ids.ts";
import { timelineOf } from "./order.ts";
import { progressFields, reportOf } from "./report.ts";
import { figuresIn } from "./statistics.ts";
import { matchScore, type Teams, teamsOf, timeOf } from "./values.ts";

/** A record as its envelope describes it. */
interface Source {
  at: Path;
  generated_at: unknown;
  /** Whether the timeline is all there is of the match. */
  isWhole: boolean;
  delivery: Delivery;
}

const MAX_ENTRIES = 5_000;

/**
 * Reads a match of the REST API: the teams, the events, the manifest of their ids, and status and score.
 *
 * The status and score are dated by the last change among the entries, not by the time of the body: a goal of
 * the seconds between, in the next body, must not pass for one the score already includes.
 */
export function readMatch(record: unknown, source: Source): StreamItem[] | Fault[] {
  const { at, delivery } = source;
  const event = isFields(record) ? record.sport_event : undefined;
  if (!isFields(record) || !isFields(event)) return [fault([...at, "sport_event"], "must be an object")];
  const result = matchBody.safeParse(event);
  if (!result.success) return faultsOf(result.error, event, [...at, "sport_event"]);
  const match_id = ourId(PROVIDER, matchUrn(result.data.id) ?? result.data.id);
  const listed = entriesOf(record.timeline, [...at, "timeline"]);
  if ("faults" in listed) return listed.faults;

  const made = timeOf(source.generated_at) ?? delivery.received_at;
  const timeline = timelineOf(listed.entries);
  const teams = teamsOf(event, match_id);
  const events = eventsOf(timeline.entries, {
    match_id,
    period: timeline.period,
    last: timeline.last,
    team: (side) => teams[side] ?? { id: `${match_id}:${side}` },
    otherwise: made,
  });
  const changed = latestOf(listed.entries.map((entry) => entry.changed)) ?? made;
  const status = isFields(record.sport_event_status) ? record.sport_event_status : {};
  const roll = {
    provider: PROVIDER,
    match_id,
    event_ids: events.map((one) => one.event_id),
    occurred_at: made,
  };
  const isRollCall = source.isWhole && events.length > 0 && hasAllGoals(timeline.entries, status);
  return [
    ...announcement(event, teams, match_id, made),
    ...events.map((one): StreamItem => ({ kind: "event", event: one })),
    ...(isRollCall ? [{ kind: "roll_call" as const, roll }] : []),
    ...reportOf(
      {
        ...progressFields(status, standOf(timeline.entries)),
        team_stats: figuresIn(record.statistics, teams),
      },
      match_id,
      changed,
      [made],
    ),
  ];
}

function entriesOf(timeline: unknown, at: Path): { entries: Entry[] } | { faults: Fault[] } {
  if (timeline === undefined || timeline === null) return { entries: [] };
  if (!Array.isArray(timeline)) return { faults: [fault(at, "must be an array")] };
  if (timeline.length > MAX_ENTRIES)
    return { faults: [fault(at, `must hold at most ${MAX_ENTRIES} entries`)] };
  const read = timeline.map((record, index) => entryOf(record, [...at, index]));
  const faults = read.flatMap((one) => (Array.isArray(one) ? one : []));
  if (faults.length > 0) return { faults };
  // The last of an id is the latest of it.
  const entries = new Map(read.flatMap((one) => (Array.isArray(one) ? [] : [[one.id, one] as const])));
  return { entries: [...entries.values()] };
}

/** Whether a list has all goals of the score. Other events may be missing from a list that has not. */
function hasAllGoals(entries: readonly Entry[], status: Fields): boolean {
  const score = matchScore(status);
  return score === undefined || entries.filter(isGoal).length === score.home + score.away;
}

function standOf(entries: readonly Entry[]) {
  const period = entries.findLast((entry) => entry.period)?.period;
  const clock = entries
    .filter((entry) => entry.period === period)
    .reduce<Entry["clock"]>((last, entry) => latest(last, entry.clock), undefined);
  return { period, clock, hasEnded: entries.some(({ type }) => type === "match_ended") };
}

function announcement(event: Fields, { home, away }: Teams, match_id: string, made: string): StreamItem[] {
  const { start_time, sport_event_context } = event;
  const { competition } = isFields(sport_event_context) ? sport_event_context : {};
  const { id, name } = isFields(competition) ? competition : {};
  const league = leagueOf(PROVIDER, { id: idOf(id), name: textOf(name) });
  return reportOf(
    { kick_off: timeOf(start_time), home_team: home, away_team: away, league },
    match_id,
    made,
    [],
  );
}
