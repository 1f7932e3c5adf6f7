import type { MatchEvent } from "../../match/event.ts";
import type { SideName } from "../kit/goals.ts";
import type { Entry } from "./entry.ts";

type Place = Pick<MatchEvent, "position_x" | "position_y">;

/**
 * Where it happened, seen by the acting team. Theirs is one pitch for both: the home team attacks x = 100 all
 * match long, with y = 0 on its left, where ours has the right.
 */
export function placeOf({ type, body: { x, y } }: Entry, side: SideName | undefined): Place {
  if (!isPercent(x) || !isPercent(y) || side === undefined) return {};
  // An entry that nobody gave a place is at 0, 0, which only a corner can be taken from.
  if (x === 0 && y === 0 && type !== "corner_kick") return {};
  return side === "home" ? { position_x: x, position_y: 100 - y } : { position_x: 100 - x, position_y: y };
}

function isPercent(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 100;
}
