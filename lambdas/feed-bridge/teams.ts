import type { MatchEvent, StreamItem, Team } from "../../modules/match/event.ts";

/** Matches of a whole weekend. */
const MAX_REMEMBERED = 5_000;

/**
 * Who plays, as the REST API has it. Where a stream only says `home` and `away`, adapters make `<match id>:home` of
 * it; an event that is told first by the one and then by the other would change its team each time.
 */
export interface Teams {
  learn(items: readonly StreamItem[]): void;
  /** The items with the teams that are known. */
  named(items: readonly StreamItem[]): StreamItem[];
}

export function teamsByMatch(): Teams {
  /** By what stands for them. */
  const known = new Map<string, Team>();
  return {
    learn(items) {
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
    named: (items) =>
      items.map((item) => {
        const team = item.kind === "event" ? known.get(item.event.team_id ?? "") : undefined;
        return item.kind === "event" && team ? { kind: "event", event: ofTeam(item.event, team) } : item;
      }),
  };
}

/** As an adapter writes it that knows the team. */
function ofTeam(event: MatchEvent, { id, name }: Team): MatchEvent {
  const metadata = { ...(name === undefined ? {} : { team_name: name }), ...event.metadata };
  return { ...event, team_id: id, metadata };
}
