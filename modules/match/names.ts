import type { MatchEvent } from "./event.ts";

/** Letters only, without accents and case: feeds do not spell a name the same way all match long. */
export function normalisedName({ metadata }: MatchEvent): string | undefined {
  const name = metadata.player_name;
  if (typeof name !== "string") return undefined;
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, " ")
    .trim();
}
