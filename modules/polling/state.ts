import * as z from "zod";
import { status } from "../match/status.ts";
import { NOTHING_SPENT } from "./budget.ts";
import { CLOSED } from "./circuit.ts";

const time = z.number();
const count = z.int().nonnegative();
const validator = z.object({ etag: z.string().optional(), last_modified: z.string().optional() });
/** The digest of what was last published of a match from one kind of answer, and when. */
const published = z.object({ digest: z.string(), at: time });

/** The state of one provider's poller from one minute to the next. Times are milliseconds since the epoch. */
const pollState = z.object({
  /** Identifies the key and the address. */
  account: z.string(),
  /** When to poll next. */
  next_at: time,
  /** Until when the vendor wants no calls. */
  hold_until: time,
  /** Whether feed health says that the feed is unreachable. */
  is_noted_down: z.boolean(),
  spent: z.object({ recent: z.array(time).readonly(), day: z.string(), today: count }),
  /** The limits in the vendor's answers. */
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
  /**
   * The validators of the last answers that were published: under `live` for the list of live matches, under its id for
   * a match.
   */
  validators: z.record(z.string(), validator),
});
export type PollState = z.output<typeof pollState>;
export type Validator = z.output<typeof validator>;

const NEW_STATE: PollState = {
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
 * Reads the stored state; gives a new one if another version of this program stored something else. With another key or
 * address it starts anew too, but keeps the matches.
 */
export function pollStateOf(content: string | undefined, account: string): PollState {
  const stored = read(content);
  if (stored.account === account) return stored;
  return { ...NEW_STATE, account, matches: stored.matches, published: stored.published };
}

function read(content: string | undefined): PollState {
  if (content === undefined) return NEW_STATE;
  try {
    return pollState.catch(NEW_STATE).parse(JSON.parse(content));
  } catch {
    return NEW_STATE;
  }
}

/** The state without what belongs to matches that are no longer tracked. */
export function withoutUntracked(state: PollState): PollState {
  const isKnown = ([id]: [string, unknown]) => id in state.matches;
  return { ...state, published: Object.fromEntries(Object.entries(state.published).filter(isKnown)) };
}
