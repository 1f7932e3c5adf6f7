import type { League, StreamItem, Team } from "../../match/event.ts";
import { invalid } from "../kit/decode.ts";
import { fault, type Path, recordFaults } from "../kit/faults.ts";
import { idOf } from "../kit/loose.ts";
import { ourId } from "../kit/named.ts";
import type { DecodedBody, Delivery, Fault } from "../provider.ts";
import { type Content, matchBody } from "./body.ts";
import { type Report, reportOf } from "./report.ts";
import { fieldsIn, nameOf, PROVIDER } from "./values.ts";

/**
 * Reads the teams and the competition of each match, or only of the one of `?match=`.
 *
 * The result is left out: it has no time, so later events would add to it. Kick-off is left out because it is local
 * time of an unnamed zone.
 */
export function matchItems({ records, isBare }: Matches, delivery: Delivery): DecodedBody {
  const results = records.map((record, index) => readMatch(record, isBare ? [] : [index], delivery));
  const faults = results.flatMap((result) => (Array.isArray(result) ? result : []));
  if (faults.length > 0) return invalid(...faults);

  const read = results.flatMap((result) => (Array.isArray(result) ? [] : [result]));
  const wanted = delivery.match === undefined ? read : read.filter(({ id }) => id === delivery.match);
  if (wanted.length === 0) return invalid(fault([], "does not hold the match of ?match="));
  const items = [...new Map(wanted.map(({ id, item }) => [id, item])).values()];
  return {
    outcome: "items",
    items,
    received: wanted.length,
    duplicates: wanted.length - items.length,
  };
}

type Matches = Extract<Content, { of: "matches" }>;

function readMatch(
  record: unknown,
  at: Path,
  delivery: Delivery,
): { id: string; item: StreamItem } | Fault[] {
  const result = matchBody.safeParse(record);
  if (!result.success) {
    return recordFaults(result.error, record, at);
  }
  const match = result.data;
  const league = leagueOf(match.competition);
  const report: Report = {
    home_team: teamOf(match.home_team.home_team_id, match.home_team.home_team_name),
    away_team: teamOf(match.away_team.away_team_id, match.away_team.away_team_name),
    ...(league ? { league } : {}),
  };
  return { id: match.match_id, item: reportOf(report, ourId(PROVIDER, match.match_id), delivery) };
}

function teamOf(id: unknown, name: unknown): Team {
  const known = nameOf(name);
  return { id: ourId(PROVIDER, String(id)), ...(known === undefined ? {} : { name: known }) };
}

function leagueOf(competition: unknown): League | undefined {
  const { competition_id, competition_name } = fieldsIn({ competition }, "competition");
  const id = idOf(competition_id);
  return id === undefined ? undefined : teamOf(id, competition_name);
}
