import { canonicalChannel } from "../../modules/match/channels.ts";

export type Kind = "public" | "private" | "presence";

/** The topic of a channel by any of its names, with a prefix or without: `sports.football` is `all`. */
export function topicOf(name: string): string {
  // One that does not exist is for the server to refuse.
  return canonicalChannel(name)?.topic ?? name;
}

/** The name with the prefix of its kind, which it may have already. */
export function prefixed(kind: Kind, name: string): string {
  return kind === "public" || name.startsWith(`${kind}-`) ? name : `${kind}-${name}`;
}

/**
 * The event a listener means: `MatchUpdate`, `App\Events\MatchUpdate`, `.match.update` and `match.update` are all
 * `match.update`.
 */
export function eventName(name: string): string {
  const last = name.replace(/^\./, "").split("\\").at(-1) ?? name;
  return last.replace(/(?<!^)(?<!\.)[A-Z]/g, ".$&").toLowerCase();
}
