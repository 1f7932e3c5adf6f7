import { type MatchEvent, matchIdOf, type StatusReport, type StreamItem } from "../match/event.ts";
import { withTeamIds } from "../match/figures.ts";
import { type ExternalId, externalKey, type IdKind, type InternalId } from "../ports/ids.ts";

/** What the id map says, by `externalKey`. */
export type IdMappings = ReadonlyMap<string, InternalId>;

/**
 * The vendor's id in one of a canonical item. Adapters put `<provider>-` before it; our own format leaves ids as
 * they were sent. Undefined for an id that is none of that vendor's.
 */
function externalOf(provider: string, kind: IdKind, id: string): ExternalId | undefined {
  if (provider === "custom") return { provider, kind, external: id };
  const prefix = `${provider}-`;
  return id.startsWith(prefix) ? { provider, kind, external: id.slice(prefix.length) } : undefined;
}

/** Every id in `items` that the map may have a line for, each once. */
export function externalIdsOf(items: readonly StreamItem[]): ExternalId[] {
  const found = new Map<string, ExternalId>();
  for (const item of items) {
    withIdsReplaced(item, (provider, kind, id) => {
      const external = externalOf(provider, kind, id);
      if (external) found.set(externalKey(external), external);
      return id;
    });
  }
  return [...found.values()];
}

/** The items with the vendor's ids replaced by ours; an id without a line stays as it is. */
export function internalItems(items: readonly StreamItem[], mapped: IdMappings): StreamItem[] {
  return items.map((item) => {
    const match = matchIdOf(item);
    return withIdsReplaced(item, (provider, kind, id) => {
      const own = mappingOf(mapped, provider, kind, id)?.id;
      if (own !== undefined || kind !== "team" || !id.startsWith(`${match}:`)) return own ?? id;
      // A team without an id of its own is named by its match and its side, and goes with the match.
      const matchId = mappingOf(mapped, provider, "match", match)?.id ?? match;
      return matchId + id.slice(match.length);
    });
  });
}

export function mappingOf(
  mapped: IdMappings,
  provider: string,
  kind: IdKind,
  id: string,
): InternalId | undefined {
  const external = externalOf(provider, kind, id);
  return external && mapped.get(externalKey(external));
}

type ReplaceId = (provider: string, kind: IdKind, id: string) => string;

/** The item with every id it holds put through `replaceId`. */
function withIdsReplaced(item: StreamItem, replaceId: ReplaceId): StreamItem {
  switch (item.kind) {
    case "event":
      return { kind: "event", event: eventOf(item.event, replaceId) };
    case "status":
      return { kind: "status", report: reportOf(item.report, replaceId) };
    case "sheet": {
      const { provider, match_id } = item.sheet;
      const events = item.sheet.events.map((event) => eventOf(event, replaceId));
      return {
        kind: "sheet",
        sheet: { ...item.sheet, match_id: replaceId(provider, "match", match_id), events },
      };
    }
    case "roll_call": {
      const { provider, match_id } = item.roll;
      return { kind: "roll_call", roll: { ...item.roll, match_id: replaceId(provider, "match", match_id) } };
    }
    // What we found out ourselves speaks of our own matches.
    case "feed":
    case "correction":
      return item;
  }
}

function eventOf(event: MatchEvent, replaceId: ReplaceId): MatchEvent {
  const { provider, team_id, player_id, related_player_id } = event;
  return {
    ...event,
    match_id: replaceId(provider, "match", event.match_id),
    ...(team_id === undefined ? {} : { team_id: replaceId(provider, "team", team_id) }),
    ...(player_id === undefined ? {} : { player_id: replaceId(provider, "player", player_id) }),
    ...(related_player_id === undefined
      ? {}
      : { related_player_id: replaceId(provider, "player", related_player_id) }),
  };
}

function reportOf(report: StatusReport, replaceId: ReplaceId): StatusReport {
  const { provider, home_team, away_team, league, team_stats } = report;
  const named = <T extends { id: string }>(kind: IdKind, one: T): T => ({
    ...one,
    id: replaceId(provider, kind, one.id),
  });
  return {
    ...report,
    match_id: replaceId(provider, "match", report.match_id),
    ...(home_team === undefined ? {} : { home_team: named("team", home_team) }),
    ...(away_team === undefined ? {} : { away_team: named("team", away_team) }),
    ...(league === undefined ? {} : { league: named("league", league) }),
    ...(team_stats && { team_stats: withTeamIds(team_stats, (id) => replaceId(provider, "team", id)) }),
  };
}
