import { randomUUID } from "node:crypto";

/** Bodies of the custom feed, as a vendor would send them. */

export function matchId(): string {
  return `m-${randomUUID().slice(0, 8)}`;
}

export function goal(match_id: string, fields: Record<string, unknown> = {}) {
  return { event_id: randomUUID(), match_id, event_type: "goal", minute: 12, team_id: "10", ...fields };
}

/** Reds (`10`) at home to Blues (`11`). */
export function teams(match_id: string, fields: Record<string, unknown> = {}) {
  return {
    match_id,
    home_team: { id: "10", name: "Reds" },
    away_team: { id: "11", name: "Blues" },
    league: { id: `league-${match_id}`, name: "A League" },
    ...fields,
  };
}

/** 1, 2, 3, ... `last` */
export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

export const EVENTS = "/webhooks/match-events";
export const STATUS = "/webhooks/match-status";
