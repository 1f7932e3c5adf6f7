import type { FeedItem, MatchEvent, StatusReport } from "../../modules/match/event.ts";

export const NOW = "2024-11-20T10:30:00.000Z";

let made = 0;

/** An event of home team `10` in the first half, unless told otherwise. */
export function event(overrides: Partial<MatchEvent> = {}): FeedItem & { kind: "event" } {
  made += 1;
  return {
    kind: "event",
    event: {
      provider: "custom",
      event_id: `e-${made}`,
      match_id: "123",
      event_type: "goal",
      period: "first_half",
      minute: 12,
      team_id: "10",
      operation: "create",
      occurred_at: NOW,
      metadata: {},
      ...overrides,
    },
  };
}

export function report(overrides: Partial<StatusReport> = {}): FeedItem & { kind: "status" } {
  made += 1;
  return {
    kind: "status",
    report: { provider: "custom", report_id: `s-${made}`, match_id: "123", occurred_at: NOW, ...overrides },
  };
}

/** The report that announces match 123: Reds (`10`) at home to Blues (`11`). */
export function announcement(overrides: Partial<StatusReport> = {}): FeedItem & { kind: "status" } {
  return report({
    home_team: { id: "10", name: "Reds" },
    away_team: { id: "11", name: "Blues" },
    league: { id: "premier-league", name: "Premier League" },
    ...overrides,
  });
}
