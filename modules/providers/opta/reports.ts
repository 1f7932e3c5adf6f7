import type { StatusReport } from "../../match/event.ts";
import type { Status } from "../../match/status.ts";
import { defined } from "../kit/fields.ts";
import { hashedId } from "../kit/identity.ts";
import type { Named } from "../kit/named.ts";
import { ourId } from "./ids.ts";
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
  const played = status === undefined || !NOT_PLAYED.has(status);
  return report(match, {
    status,
    raw_status,
    minute,
    extra_minute: minute === undefined ? undefined : extra_minute,
    home_score: played ? match.home_score : undefined,
    away_score: played ? match.away_score : undefined,
  });
}

/** Statuses of a match that has not begun, whose 0-0 is no score. */
const NOT_PLAYED: ReadonlySet<Status> = new Set(["scheduled", "postponed", "cancelled"]);

function team(named: Named | undefined): StatusReport["home_team"] {
  return named && { ...named, id: ourId(named.id) };
}

function report(
  match: OptaMatch,
  fields: Partial<{ [K in keyof StatusReport]: StatusReport[K] | undefined }>,
) {
  const given = defined(fields) as Partial<StatusReport>;
  if (Object.keys(given).length === 0) return [];
  const content = { provider: "opta", match_id: ourId(match.id), ...given, occurred_at: match.as_of };
  return [{ ...content, report_id: hashedId("report", [content]) }];
}
