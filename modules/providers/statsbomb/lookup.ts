import type { Named } from "../kit/named.ts";
import type { Raw } from "./record.ts";

/** Finds the other events and teams an event refers to. */
export interface Lookup {
  event(id: unknown): Raw | undefined;
  /** The related event of a type. */
  partner(event: Raw, type: string): Raw | undefined;
  /** The team that plays against this one. */
  against(team: Named | undefined): Named | undefined;
}

export function lookupIn(events: readonly Raw[]): Lookup {
  const byId = new Map(events.map((event) => [event.id, event]));
  const teams = new Map(events.flatMap(({ team }) => (team ? [[team.id, team]] : [])));
  const event = (id: unknown) => (typeof id === "string" ? byId.get(id) : undefined);
  return {
    event,
    partner({ body: { related_events } }, type) {
      const ids: unknown[] = Array.isArray(related_events) ? related_events : [];
      return ids.map(event).find((related) => related?.type === type);
    },
    against(team) {
      if (!team || teams.size !== 2) return undefined;
      return teams.values().find(({ id }) => id !== team.id);
    },
  };
}
