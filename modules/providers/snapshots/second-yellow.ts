import type { Clock } from "../../match/clock.ts";
import { plainName } from "../../match/names.ts";
import type { Period } from "../../match/status.ts";
import type { PartlyNamed } from "../kit/named.ts";

/** What tells the cards of one booking from others in a vendor's list. */
interface Listed {
  type: string;
  detail?: string | undefined;
  period: Period;
  clock: Clock;
  team_id?: string | undefined;
  player?: PartlyNamed;
  extras?: Record<string, unknown>;
}

/**
 * Merges the cards of a second booking into one event. Some vendors send a yellow and a red card of one player at one
 * minute for it, some a card of its own, some all three; an earlier yellow at the same minute stays.
 */
export function withSecondYellows<E extends Listed>(listed: readonly E[]): E[] {
  const cards = Map.groupBy(
    listed.filter((one) => one.type === "card" && cardKey(one) !== undefined),
    (one) => cardKey(one),
  );
  const dropped = new Set<E>();
  const dismissals = new Map<E, E>();
  for (const group of cards.values()) {
    const of = (detail: string) => group.filter((card) => card.detail === detail);
    const [yellows, reds, seconds] = [of("yellow"), of("red"), of("second_yellow")];
    if (seconds.length === 0 && (yellows.length === 0 || reds.length === 0)) continue;
    const folded = [...yellows.slice(-1), ...reds, ...seconds];
    const [first, ...rest] = folded;
    if (!first) continue;
    const extras = Object.assign({}, ...folded.map((card) => card.extras ?? {}));
    dismissals.set(first, { ...first, detail: "second_yellow", extras });
    for (const card of rest) dropped.add(card);
  }
  return listed.filter((one) => !dropped.has(one)).map((one) => dismissals.get(one) ?? one);
}

function cardKey({ team_id, player, period, clock }: Listed): string | undefined {
  const who = player?.id ?? (player?.name === undefined ? undefined : plainName(player.name));
  return who === undefined
    ? undefined
    : JSON.stringify([team_id, who, period, clock.minute, clock.extra_minute]);
}
