import { plainName } from "../../match/names.ts";
import { clockOf } from "../kit/clock.ts";
import { fault, type Path, recordFaults } from "../kit/faults.ts";
import { isFields } from "../kit/fields.ts";
import { instantOf, isoOf } from "../kit/instants.ts";
import { idOf, textOf } from "../kit/loose.ts";
import { leagueOf, ourId, type PartlyNamed, teamOf } from "../kit/named.ts";
import type { Delivery, Fault } from "../provider.ts";
import { type Anchor, startOf } from "../snapshots/anchors.ts";
import { type Read, tooMany } from "../snapshots/decode.ts";
import { eventsOf } from "../snapshots/listed-event.ts";
import type { VendorSnapshot } from "../snapshots/snapshot.ts";
import { type Fixture, fixtureBody } from "./body.ts";
import { readEntries, type Side, type Teams } from "./entries.ts";
import { figuresIn } from "./statistics.ts";
import { statusOf } from "./status.ts";

export const PROVIDER = "api-football";
const DAY = 86_400_000;

/** Reads one entry of a `fixtures` body. */
export function readFixture(record: unknown, at: Path, delivery: Delivery): Read | Fault[] {
  const result = fixtureBody.safeParse(record);
  if (!result.success) {
    return recordFaults(result.error, record, at);
  }
  const fixture = result.data;
  const { events } = fixture;
  const crowd = tooMany(at, events);
  if (crowd.length > 0) return crowd;

  const announced = announcedOf(fixture, delivery);
  const teams = teamsOf(announced);
  const team_stats = figuresIn(fixture.statistics, (team) => teams.of(team)?.id);
  const snapshot = { ...announced, team_stats };
  if (!events) return { snapshot };
  const entries = readEntries(events, [...at, "events"], teams, namesIn(fixture, events));
  if (Array.isArray(entries)) return entries;
  const { match_id } = snapshot;
  const context = {
    provider: PROVIDER,
    match_id,
    anchors: anchorsOf(fixture),
    received_at: delivery.received_at,
  };
  return {
    snapshot: {
      ...snapshot,
      list: { events: eventsOf(entries.events, context), isWhole: entries.isWhole },
    },
  };
}

function announcedOf({ fixture, league, teams, goals }: Fixture, delivery: Delivery): VendorSnapshot {
  const match_id = ourId(PROVIDER, fixture.id);
  const { short } = fixture.status;
  const clock = clockOf(fixture.status.elapsed, fixture.status.extra);
  const status = statusOf(short, clock?.minute);
  const kick_off = instantOf(fixture.date) ?? unixTime(fixture.timestamp);
  const { home, away } = goals;
  return {
    provider: PROVIDER,
    match_id,
    kick_off,
    home_team: teamOf(PROVIDER, match_id, "home", teams.home),
    away_team: teamOf(PROVIDER, match_id, "away", teams.away),
    league: leagueOf(PROVIDER, league),
    status,
    raw_status: status === "unknown" ? short : undefined,
    clock: status === "scheduled" ? undefined : clock,
    score: home === undefined || away === undefined ? undefined : { home, away },
    as_of: delivery.received_at,
    before: new Date(Date.parse(kick_off ?? delivery.received_at) - DAY).toISOString(),
  };
}

function unixTime(seconds: unknown): string | undefined {
  return typeof seconds === "number" ? isoOf(seconds * 1000) : undefined;
}

/** When the halves began; until they have, when the match is to begin. */
function anchorsOf({ fixture }: Fixture): Anchor[] {
  const first = unixTime(fixture.periods.first) ?? instantOf(fixture.date) ?? unixTime(fixture.timestamp);
  const second = unixTime(fixture.periods.second);
  return [
    ...(first ? [startOf("first_half", Date.parse(first))] : []),
    ...(second ? [startOf("second_half", Date.parse(second))] : []),
  ];
}

function teamsOf({ home_team, away_team }: VendorSnapshot): Teams {
  const isThe = (team: Side | undefined, { id, name }: PartlyNamed) =>
    team !== undefined &&
    (id === undefined
      ? name !== undefined && team.name !== undefined && plainName(name) === plainName(team.name)
      : team.id === ourId(PROVIDER, id));
  return {
    of(team) {
      if (isThe(home_team, team)) return home_team;
      if (isThe(away_team, team)) return away_team;
      return team.id === undefined ? undefined : { id: ourId(PROVIDER, team.id), name: team.name };
    },
    against(team) {
      if (isThe(home_team, team)) return away_team;
      return isThe(away_team, team) ? home_team : undefined;
    },
  };
}

/** The names in the line-ups, read only if some event has a player without name. */
function namesIn({ lineups }: Fixture, events: readonly unknown[]): (id: string) => string | undefined {
  const isNameless = (person: unknown) => isFields(person) && Boolean(person.id) && !person.name;
  const isNeeded = events.some(
    (event) => isFields(event) && (isNameless(event.player) || isNameless(event.assist)),
  );
  if (!isNeeded || !Array.isArray(lineups)) return () => undefined;
  const players = lineups
    .filter(isFields)
    .flatMap(({ startXI, substitutes }) => [startXI, substitutes].flat());
  const names = new Map(
    players.flatMap((entry): [string, string][] => {
      const player = isFields(entry) && isFields(entry.player) ? entry.player : {};
      const [id, name] = [idOf(player.id), textOf(player.name)];
      return id === undefined || name === undefined ? [] : [[id, name]];
    }),
  );
  return (id) => names.get(id);
}

/** Finds our id of the fixture of a body whose records do not name it. */
export function matchIdOf(
  { fixture }: Record<string, unknown>,
  { match }: Pick<Delivery, "match">,
): string | Fault {
  const [inBody, inPath] = [idOf(fixture), idOf(match)];
  if (inBody !== undefined && match !== undefined && inBody !== inPath) {
    return fault(["parameters", "fixture"], "is another match than the one in ?match=");
  }
  const id = inBody ?? inPath;
  return id === undefined
    ? fault(["parameters", "fixture"], "is required, or ?match= with the vendor's id")
    : ourId(PROVIDER, id);
}
