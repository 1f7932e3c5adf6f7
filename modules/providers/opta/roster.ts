import { defined, type Fields } from "../kit/fields.ts";
import type { Named } from "../kit/named.ts";
import { letteredId } from "./ids.ts";
import { attr, child, children, content, nameOf } from "./values.ts";

/** The players and officials of F7 and F9, by id without letters. */
export interface Roster {
  person(reference: unknown): Partial<Named>;
  /** The team a player plays for. */
  teamOf(reference: unknown): string | undefined;
}

export function rosterOf(document: Fields, sides: readonly Fields[]): Roster {
  const names = new Map<string, string>();
  const teams = new Map<string, string>();
  for (const team of children(document, "Team")) {
    const teamId = letteredId(attr(team, "uID"));
    for (const person of [...children(team, "Player"), ...children(team, "TeamOfficial")]) {
      const id = letteredId(attr(person, "uID"));
      if (id === undefined) continue;
      const name = nameIn(child(person, "PersonName") ?? {});
      if (name !== undefined) names.set(id, name);
      if (teamId !== undefined) teams.set(id, teamId);
    }
  }
  for (const side of sides) {
    const teamId = letteredId(attr(side, "TeamRef"));
    for (const player of children(child(side, "PlayerLineUp") ?? {}, "MatchPlayer")) {
      const id = letteredId(attr(player, "PlayerRef"));
      if (id !== undefined && teamId !== undefined) teams.set(id, teamId);
    }
  }
  return {
    person(reference) {
      const id = letteredId(reference);
      return defined({ id, name: id === undefined ? undefined : names.get(id) });
    },
    teamOf: (reference) => teams.get(letteredId(reference) ?? ""),
  };
}

/** The name a player is known by, else first and last. Packed JSON has them in an object of their own. */
function nameIn(person: Fields): string | undefined {
  const packed = child(person, "nameObj") ?? {};
  const known = content(person.Known) ?? content(packed.known);
  if (known !== undefined) return nameOf(known);
  const parts = [
    content(person.First) ?? content(packed.first),
    content(person.Last) ?? content(packed.last),
  ];
  return nameOf(parts.filter((part) => part !== undefined).join(" ")) ?? nameOf(packed.full);
}
