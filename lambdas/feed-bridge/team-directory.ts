import type { MatchEvent, StreamItem, Team } from "../../modules/match/event.ts";

/** Matches of a whole weekend. */
const MAX_REMEMBERED = 5_000;

/**
 * The teams of each match, from the REST API. A stream that only says `home` and `away` gets `<match id>:home` from
 * its adapter; without the directory, an event that both sources report would change its team each time.
 */
export interface TeamDirectory {
  /** Stores the teams that status reports name. */
  remember(items: readonly StreamItem[]): void;
  /** Replaces `<match id>:home` and `:away` in events by the known teams. */
  resolve(items: readonly StreamItem[]): StreamItem[];
}

export function teamDirectory(): TeamDirectory {
  /** By `<match id>:home` or `:away`. */
  const known = new Map<string, Team>();
  return {
    remember(items) {
      for (const item of items) {
        if (item.kind !== "status") continue;
        const { match_id, home_team, away_team } = item.report;
        if (home_team) known.set(`${match_id}:home`, home_team);
        if (away_team) known.set(`${match_id}:away`, away_team);
      }
      for (const side of known.keys()) {
        if (known.size <= 2 * MAX_REMEMBERED) break;
        known.delete(side);
      }
    },
    resolve: (items) =>
      items.map((item) => {
        const team = item.kind === "event" ? known.get(item.event.team_id ?? "") : undefined;
        return item.kind === "event" && team ? { kind: "event", event: withTeam(item.event, team) } : item;
      }),
  };
}

/** The event as an adapter that knows the team writes it. */
function withTeam(event: MatchEvent, { id, name }: Team): MatchEvent {
  const metadata = { ...(name === undefined ? {} : { team_name: name }), ...event.metadata };
  return { ...event, team_id: id, metadata };
}
