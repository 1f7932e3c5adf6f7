import { expect } from "vitest";
import { eventually } from "./eventually.ts";
import type { Journey } from "./journey.ts";

/** How far matches have come, as sums over all of them. */
const PROGRESS = `
  select count(*)::int as matches, sum(m.pushed_seq)::int as pushed, sum(m.seq)::int as stored, count(l.seq)::int as ended
  from matches m left join match_log l on l.match_id = m.match_id and l.event_id = any($2)
  where m.match_id = any($1)`;

interface Progress {
  matches: number;
  pushed: number | null;
  stored: number | null;
  /** Matches whose last event is stored. */
  ended: number;
}

/**
 * Resolves once viewers were served every entry of the matches. As long as entries are stored or pushed, it waits.
 *
 * @param last the id of the event that was sent last of each match
 */
export async function pushed(journey: Journey, last: ReadonlyMap<string, string>): Promise<void> {
  const progress = async () =>
    (await journey.query<Progress>(PROGRESS, [[...last.keys()], [...last.values()]]))[0];
  for (;;) {
    const before = await progress();
    if (before?.ended === last.size && before.pushed === before.stored) return;
    await eventually(async () => expect(await progress()).not.toEqual(before));
  }
}
