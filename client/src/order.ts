import { MAX_HELD, MAX_REMEMBERED } from "./codes.ts";

/** What gives frames their order. */
export interface Numbered {
  type: string;
  seq: number;
  prev_seq: number;
}

/**
 * How frames are taken.
 * - `strict`: in the order of the log. One that comes before what it follows is held until that is there.
 * - `settling`: as `strict`, until `flush`.
 * - `loose`: as they come. For viewers with a filter, who cannot tell what was filtered from what was lost.
 */
export type Mode = "strict" | "settling" | "loose";

/**
 * Puts the frames of one match in order: from any mix of replayed, live, repeated and swapped ones, each is given
 * out once, and never one of a later entry while something is missing before it.
 */
export interface Order<Frame extends Numbered> {
  /** Everything up to here is known; -1 as long as nothing is. */
  readonly position: number;
  /** Whether an entry is missing before the last one that is known to exist. */
  readonly missing: boolean;
  /** @returns the frame, if it can be given out now */
  take(frame: Frame, mode: Mode): Frame[];
  /**
   * What was held and follows now, in order. To be asked for once all that came together has been taken: the
   * frames of one entry do.
   */
  next(): Frame[];
  /** Everything up to `seq` is known from elsewhere, and nothing else is. */
  restart(seq: number): Frame[];
  /** The log is known to have come to `seq`. */
  reach(seq: number): void;
  /** Gives out what is held, whatever is missing. */
  flush(): Frame[];
}

export function createOrder<Frame extends Numbered>(): Order<Frame> {
  let position = -1;
  let target = -1;
  /** Entries up to here are not looked at any more. */
  let floor = -1;
  /** By entry, the types given out. */
  const given = new Map<number, string[]>();
  /** By entry, what waits. */
  const held = new Map<number, Frame[]>();

  function give(frame: Frame): Frame {
    const { seq, type } = frame;
    given.set(seq, [...(given.get(seq) ?? []), type]);
    position = Math.max(position, seq);
    if (given.size > MAX_REMEMBERED) {
      floor = Math.max(floor, Math.min(...given.keys()));
      given.delete(floor);
    }
    return frame;
  }

  function hold(frame: Frame): void {
    const { seq, type } = frame;
    target = Math.max(target, seq);
    // It can all be had again: the target stays, so that it will be asked for.
    if (held.size > MAX_HELD) held.clear();
    const others = held.get(seq) ?? [];
    if (!others.some((other) => other.type === type)) held.set(seq, [...others, frame]);
  }

  const joins = ({ prev_seq }: Numbered) => prev_seq <= Math.max(position, 0);

  /** @param all not only what follows on what is known */
  function drain(all: boolean): Frame[] {
    const out: Frame[] = [];
    for (const [seq, frames] of [...held].sort(([a], [b]) => a - b)) {
      if (!all && !frames.some(joins)) break;
      held.delete(seq);
      if (seq > floor) out.push(...frames.map(give));
    }
    return out;
  }

  return {
    get position() {
      return position;
    },
    get missing() {
      return held.size > 0 || position < target;
    },
    take(frame, mode) {
      const { seq, type } = frame;
      const types = given.get(seq);
      if (seq <= floor || types?.includes(type)) return [];
      if (types) return [give(frame)];
      // It belongs to a view with more entries than this one.
      if (mode === "strict" && seq <= position) return [];
      if (mode === "loose" || (joins(frame) && held.size === 0)) return [give(frame)];
      hold(frame);
      return [];
    },
    next: () => drain(false),
    restart(seq) {
      // Going back means that it is another log, of which nothing is held.
      for (const old of held.keys()) if (seq < position || old <= seq) held.delete(old);
      position = floor = target = seq;
      given.clear();
      return drain(false);
    },
    reach(seq) {
      target = Math.max(target, seq);
    },
    flush: () => drain(true),
  };
}
