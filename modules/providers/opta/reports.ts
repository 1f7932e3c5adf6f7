import type { StatusReport } from "../../match/event.ts";
import { defined } from "../kit/fields.ts";
import { mayHaveScore } from "../kit/goals.ts";
import { hashedId } from "../kit/identity.ts";
import { type Named, ourId } from "../kit/named.ts";
import { PROVIDER } from "./ids.ts";
import type { OptaMatch } from "./record.ts";

/** Reports teams, league and kick-off; it precedes the events, which count for one side or the other. */
export function fixtureReport(match: OptaMatch): StatusReport[] {
  return report(match, {
    home_team: team(match.home),
    away_team: team(match.away),
    league: team(match.league),
    kick_off: match.kick_off,
  });
}

/** Reports status, clock and score; it follows the events, so that the vendor's score outranks the counted one. */
export function progressReport(match: OptaMatch): StatusReport[] {
  const { status, raw_status, minute, extra_minute } = match;
  const played = mayHaveScore(status);
  return report(match, {
    status,
    raw_status,
    minute,
    extra_minute: minute === undefined ? undefined : extra_minute,
    home_score: played ? match.home_score : undefined,
    away_score: played ? match.away_score : undefined,
  });
}

function team(named: Named | undefined): StatusReport["home_team"] {
  return named && { ...named, id: ourId(PROVIDER, named.id) };
}

function report(
  match: OptaMatch,
  fields: Partial<{ [K in keyof StatusReport]: StatusReport[K] | undefined }>,
) {
  const given = defined(fields) as Partial<StatusReport>;
  if (Object.keys(given).length === 0) return [];
  const content = {
    provider: PROVIDER,
    match_id: ourId(PROVIDER, match.id),
    ...given,
    occurred_at: match.as_of,
  };
  return [{ ...content, report_id: hashedId("report", [content]) }];
}
