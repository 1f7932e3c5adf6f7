import type { Journey } from "./journey.ts";
import type { Frame, Viewer } from "./viewer.ts";

/** What a client has put together of one match, whatever connections it came over. */
interface Held {
  /** `seq` up to which nothing is missing. */
  position: number;
  /** Every entry it was told of, by `seq`. */
  entries: Map<number, { prev_seq: number; event_id: unknown }>;
}

/** A client that loses its connection and comes back with the positions it has. */
export interface Follower {
  /** Connects, catches up and follows; resolves once subscribed, with the answer. */
  connect(): Promise<Frame>;
  /** Asks once more for what it lacks. */
  ask(): Promise<Frame>;
  /** Asks for everything once more, which comes twice then. */
  askForAll(): Promise<Frame>;
  /** Breaks the connection off, in the midst of whatever is under way. */
  lose(): void;
  /** `seq` and event of all it has of a match, in order. */
  log(match: string): { seq: number; event_id: unknown }[];
  /** Position by match channel. */
  positions(): Record<string, number>;
  /** Snapshots it was given in place of what it missed. */
  readonly snapshots: number;
}

export interface FollowerOptions {
  /** `match`, or `private-match` to see every entry. */
  prefix?: string;
  /** Of the connection, such as `batch=1`. */
  query?: string;
  /** Loses frames on purpose, or takes them in the wrong order: what becomes of those that have just come. */
  mischief?: (frames: readonly Frame[]) => readonly Frame[];
}

export function follower(
  journey: Journey,
  matches: readonly string[],
  { prefix = "match", query = "", mischief = (frames) => frames }: FollowerOptions = {},
): Follower {
  const held = new Map<string, Held>(matches.map((id) => [id, { position: 0, entries: new Map() }]));
  let viewer: Viewer | undefined;
  let absorbed = 0;
  let asked = 0;
  let snapshots = 0;

  /** Takes in what has come since it was last called. */
  function absorb(): void {
    const frames = viewer?.frames.slice(absorbed) ?? [];
    absorbed += frames.length;
    for (const frame of mischief(frames.flatMap(unpacked))) {
      const match = held.get(frame.match_id);
      // Statistics are no entry of the log.
      if (!match || frame.type === "stats_update") continue;
      // It wants the whole log: a snapshot tells where the match stands, but not what was missed.
      if (frame.seq !== frame.prev_seq) take(frame, match);
      else if (frame.type === "match_update") snapshots += 1;
    }
  }

  function ask(after_seq = positions(held, prefix)): Promise<Frame> {
    absorb();
    if (!viewer) throw new Error("not connected");
    asked += 1;
    const id = asked;
    const channels = matches.map((match) => `${prefix}:${match}`);
    viewer.send({ action: "subscribe", id, channels, after_seq });
    return viewer.next((frame) => unpacked(frame).some((one) => one.type === "subscribed" && one.id === id));
  }

  return {
    async connect() {
      absorbed = 0;
      viewer = await journey.viewer(query);
      return ask();
    },
    ask: () => ask(),
    askForAll: () => ask(Object.fromEntries(matches.map((match) => [`${prefix}:${match}`, 0]))),
    lose() {
      absorb();
      viewer?.close();
      viewer = undefined;
    },
    log(match) {
      absorb();
      const entries = [...(held.get(match)?.entries ?? [])].sort(([a], [b]) => a - b);
      return entries.map(([seq, { event_id }]) => ({ seq, event_id }));
    },
    positions() {
      absorb();
      return positions(held, prefix);
    },
    get snapshots() {
      return snapshots;
    },
  };
}

/** Frames may come twice and ahead of others: an entry counts once all before it are there. */
function take(frame: Frame, match: Held): void {
  const { seq, prev_seq, type, data } = frame;
  const event_id = type === "match_event" ? data.event_id : match.entries.get(seq)?.event_id;
  match.entries.set(seq, { prev_seq, event_id: event_id ?? null });
  for (let moved = true; moved; ) {
    moved = false;
    for (const [next, entry] of match.entries) {
      if (next <= match.position || entry.prev_seq > match.position) continue;
      match.position = next;
      moved = true;
    }
  }
}

function positions(held: ReadonlyMap<string, Held>, prefix: string): Record<string, number> {
  return Object.fromEntries(Array.from(held, ([id, { position }]) => [`${prefix}:${id}`, position]));
}

/** The frames of a batch, or the one it is. */
function unpacked(frame: Frame): Frame[] {
  return frame.type === "batch" ? (frame.frames as Frame[]) : [frame];
}
