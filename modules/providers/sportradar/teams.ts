import { type Fields, isFields } from "../custom/fields.ts";
import type { SideName } from "../kit/goals.ts";
import { idOf, wordsOf } from "../kit/loose.ts";
import { teamOf } from "../snapshots/snapshot.ts";
import { PROVIDER } from "./ids.ts";

/** Who plays, as far as the body says it. */
export type Teams = Partial<Record<SideName, ReturnType<typeof teamOf>>>;

export function teamsOf({ competitors }: Fields, match_id: string): Teams {
  const listed = Array.isArray(competitors) ? competitors.filter(isFields) : [];
  const of = (side: SideName) => {
    const { id, name } = listed.find(({ qualifier }) => qualifier === side) ?? {};
    return teamOf(PROVIDER, match_id, side, { id: idOf(id), name: wordsOf(name) });
  };
  return { home: of("home"), away: of("away") };
}
