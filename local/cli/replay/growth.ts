/** When an entry of a body was there: which part of the match, in order, and how many seconds into it. */
export interface Moment {
  part: number;
  second: number;
}

/** A body that lists what happened in a match. */
export interface Growing {
  /** Of each entry, in the order of the body; undefined for one that goes with the one before it. */
  moments: readonly (Moment | undefined)[];
  /** The body with only these entries, and without what the rest of it knows of the end. */
  cut(keeps: (index: number) => boolean): string;
}

/** A body as it looked at one time of the match. */
export interface PartialBody {
  /** Seconds of play, breaks left out, after which the body looked like this. */
  at: number;
  entries: number;
  body(): string;
}

/**
 * What a body had looked like every `step` seconds of play, where it had grown since; all of it is the last.
 * Bodies are made when they are asked for, since together they are large.
 */
export function partialBodies({ moments, cut }: Growing, step: number, whole: string): PartialBody[] {
  const times = secondsOfPlay(moments);
  const end = Math.max(0, ...times);
  const bodies: PartialBody[] = [];
  for (let at = 0; at < end; at += step) {
    const entries = times.filter((time) => time <= at).length;
    if (entries === (bodies.at(-1)?.entries ?? 0) || entries === times.length) continue;
    bodies.push({ at, entries, body: () => cut((index) => (times[index] ?? 0) <= at) });
  }
  return [...bodies, { at: end, entries: times.length, body: () => whole }];
}

/** Seconds each part has at least, by its number, whether or not the last of it has an entry. */
const FULL = [0, 45, 45, 15, 15].map((minutes) => minutes * 60);

/** The parts of a match one after the other, each as long as its last entry says. */
function secondsOfPlay(moments: readonly (Moment | undefined)[]): number[] {
  const last = Math.max(...moments.map((moment) => moment?.part ?? 0));
  const lengths = new Map(FULL.slice(0, Math.ceil(last)).map((seconds, part) => [part, seconds]));
  for (const moment of moments) {
    if (moment) lengths.set(moment.part, Math.max(lengths.get(moment.part) ?? 0, moment.second));
  }
  const begins = new Map<number, number>();
  let played = 0;
  for (const [part, length] of [...lengths].sort(([a], [b]) => a - b)) {
    begins.set(part, played);
    played += length;
  }
  let now = 0;
  return moments.map((moment) => {
    if (moment) now = (begins.get(moment.part) ?? 0) + moment.second;
    return now;
  });
}

/** The minute each period begins at, by its number; a shootout is the fifth. */
const BEGINS = [0, 0, 45, 90, 105, 120];

/** A clock that counts minutes from 0 and runs on in stoppage time. */
export function runningClock(period: number, minute: number, second = 0): Moment {
  return { part: period, second: Math.max(0, (minute - (BEGINS[period] ?? 0)) * 60 + second) };
}

/** A clock as fans say it: minutes from 1, stoppage time apart. */
export function displayedClock(minute: number, extra = 0, period = periodOf(minute)): Moment {
  return runningClock(period, minute - 1 + extra);
}

function periodOf(minute: number): number {
  const next = BEGINS.findIndex((begin, number) => number > 1 && minute <= begin);
  return next < 0 ? 4 : next - 1;
}
