import * as z from "zod";
import { status } from "../match/status.ts";
import { NOTHING_SPENT } from "./budget.ts";
import { CLOSED } from "./circuit.ts";

const time = z.number();
const count = z.int().nonnegative();
const validator = z.object({ etag: z.string().optional(), last_modified: z.string().optional() });
/** What was last published of a match, from one kind of answer, and when. */
const published = z.object({ digest: z.string(), at: time });

/** What one provider's poller has to remember from one minute to the next. Times are milliseconds since the epoch. */
export const pollState = z.object({
  /** Tells one key, at one address, from another. */
  account: z.string(),
  /** When to ask again. */
  next_at: time,
  /** Until when the vendor wants to be left alone. */
  hold_until: time,
  /** Whether it has been noted that nothing comes of this feed. */
  is_noted_down: z.boolean(),
  spent: z.object({ recent: z.array(time).readonly(), day: z.string(), today: count }),
  /** As the vendor's answers tell them. */
  limits: z.object({ perMinute: count.optional(), perDay: count.optional() }),
  circuit: z.object({ failures: count, openings: count, until: time }),
  matches: z.record(
    z.string(),
    z.object({
      status: status.optional(),
      gone_at: time.optional(),
      asked_at: time.optional(),
      closings: count,
    }),
  ),
  published: z.record(z.string(), z.object({ live: published.optional(), own: published.optional() })),
  /** Of the last answers that were published, by question. */
  validators: z.record(z.string(), validator),
});
export type PollState = z.output<typeof pollState>;
export type Validator = z.output<typeof validator>;

export const NEW: PollState = {
  account: "",
  next_at: 0,
  hold_until: 0,
  is_noted_down: false,
  spent: NOTHING_SPENT,
  limits: {},
  circuit: CLOSED,
  matches: {},
  published: {},
  validators: {},
};

/**
 * The state as it was kept; a new one where another version of this program kept something else. Another key, or
 * another address, is a new beginning as well, but the matches are the same.
 */
export function stateOf(content: string | undefined, account: string): PollState {
  const kept = read(content);
  if (kept.account === account) return kept;
  return { ...NEW, account, matches: kept.matches, published: kept.published };
}

function read(content: string | undefined): PollState {
  if (content === undefined) return NEW;
  try {
    return pollState.catch(NEW).parse(JSON.parse(content));
  } catch {
    return NEW;
  }
}

/** Without what belongs to matches that are no longer followed. */
export function pruned(state: PollState): PollState {
  const isKnown = ([id]: [string, unknown]) => id in state.matches;
  return { ...state, published: Object.fromEntries(Object.entries(state.published).filter(isKnown)) };
}
