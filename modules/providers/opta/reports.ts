import type { StatusReport } from "../../match/event.ts";
import type { Status } from "../../match/status.ts";
import { hashedId } from "../kit/identity.ts";
import { ourId } from "./ids.ts";
import type { Named, OptaMatch } from "./record.ts";
import { defined } from "./values.ts";

/** Teams, league and kick-off; before the events, which count for one side or the other. */
export function announcement(match: OptaMatch): StatusReport[] {
  return report(match, {
    home_team: team(match.home),
    away_team: team(match.away),
    league: team(match.league),
    kick_off: match.kick_off,
  });
}

/** Status, clock and score; after the events, so that the vendor's own score goes before the counted one. */
export function standing(match: OptaMatch): StatusReport[] {
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

/** The 0-0 of a match that has not begun is no score. */
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
