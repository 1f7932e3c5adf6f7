import type { MatchEvent } from "./event.ts";

/** Letters and digits of a name, without accents and case: feeds do not spell a name the same way all match long. */
export function plainName(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The name of an event's player to compare by; without digits, since some feeds put the shirt number beside it. */
export function plainPlayerName({ metadata }: MatchEvent): string | undefined {
  const name = metadata.player_name;
  return typeof name === "string" ? plainName(name.replace(/\p{N}+/gu, " ")) : undefined;
}
