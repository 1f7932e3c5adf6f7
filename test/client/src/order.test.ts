import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { MAX_HELD, MAX_REMEMBERED } from "../../../client/src/codes.ts";
import { createOrder, type Numbered, type Order } from "../../../client/src/order.ts";

const frame = (seq: number, prev_seq = seq - 1, type = "match_event"): Numbered => ({ type, seq, prev_seq });
const names = (frames: readonly Numbered[]) => frames.map(({ type, seq }) => `${type} ${seq}`);

function strict(order: Order<Numbered>, ...frames: Numbered[]): string[] {
  return names(frames.flatMap((each) => [...order.take(each, "strict"), ...order.next()]));
}

describe("in strict order", () => {
  it("holds what overtook others until they are there", () => {
    const order = createOrder<Numbered>();
    order.restart(3);
    expect(strict(order, frame(5), frame(6))).toEqual([]);
    expect(order.missing).toBe(true);
    expect(strict(order, frame(4))).toEqual(["match_event 4", "match_event 5", "match_event 6"]);
    expect([order.missing, order.position]).toEqual([false, 6]);
  });

  it("gives all frames of an entry, which share its number, and each once", () => {
    const order = createOrder<Numbered>();
    order.restart(0);
    const [event, score] = [frame(1), frame(1, 0, "score_update")];
    expect(strict(order, event, score, event, score)).toEqual(["match_event 1", "score_update 1"]);
  });

  it("keeps the frames of an entry together that come together, whatever waits for them", () => {
    const order = createOrder<Numbered>();
    order.restart(0);
    order.take(frame(2), "strict");
    const came = [frame(1), frame(1, 0, "score_update")].flatMap((each) => order.take(each, "strict"));
    expect(names([...came, ...order.next()])).toEqual(["match_event 1", "score_update 1", "match_event 2"]);
  });

  it("gives a late frame of an entry that is there, rather than losing it", () => {
    const order = createOrder<Numbered>();
    order.restart(0);
    expect(strict(order, frame(1, 0, "score_update"), frame(2), frame(1))).toEqual([
      "score_update 1",
      "match_event 2",
      "match_event 1",
    ]);
  });

  it("takes a position that lies between two entries of its view", () => {
    const order = createOrder<Numbered>();
    order.restart(7);
    expect(strict(order, frame(9, 5))).toEqual(["match_event 9"]);
  });

  it("knows nothing before the snapshot, but the beginning of the log", () => {
    const waiting = createOrder<Numbered>();
    expect(strict(waiting, frame(5))).toEqual([]);
    expect(names(waiting.restart(4))).toEqual(["match_event 5"]);
    const fromTheStart = createOrder<Numbered>();
    expect(strict(fromTheStart, frame(4, 0))).toEqual(["match_event 4"]);
  });

  it("drops what the snapshot has, also of what it held", () => {
    const order = createOrder<Numbered>();
    order.restart(1);
    strict(order, frame(4), frame(6));
    expect(names(order.restart(5))).toEqual(["match_event 6"]);
    expect(strict(order, frame(5), frame(4), frame(3))).toEqual([]);
  });

  it("begins anew where the snapshot is of another log", () => {
    const order = createOrder<Numbered>();
    order.restart(90);
    strict(order, frame(95));
    expect(names(order.restart(2))).toEqual([]);
    expect([order.position, order.missing]).toEqual([2, false]);
    expect(strict(order, frame(3))).toEqual(["match_event 3"]);
  });

  it("says that something is missing when it is told of more", () => {
    const order = createOrder<Numbered>();
    order.restart(3);
    order.reach(3);
    expect(order.missing).toBe(false);
    order.reach(4);
    expect(order.missing).toBe(true);
  });

  it("does not hold without end, and does not forget that it let go", () => {
    const order = createOrder<Numbered>();
    order.restart(0);
    for (let seq = 2; seq < 3 * MAX_HELD; seq += 1) order.take(frame(seq), "strict");
    expect(strict(order, frame(1)).length).toBeLessThan(MAX_HELD + 5);
    expect(order.missing).toBe(true);
  });

  it("remembers repeated frames for long, and then by their position", () => {
    const order = createOrder<Numbered>();
    order.restart(0);
    const last = 3 * MAX_REMEMBERED;
    for (let seq = 1; seq <= last; seq += 1) order.take(frame(seq), "strict");
    for (let seq = 1; seq <= last; seq += 1) expect(order.take(frame(seq), "strict")).toEqual([]);
  });
});

describe("with a filter", () => {
  it("gives what comes as it comes, and each once", () => {
    const order = createOrder<Numbered>();
    order.restart(3);
    const given = [frame(9, 8), frame(6, 5), frame(9, 8), frame(6, 5), frame(2)];
    expect(names(given.flatMap((each) => order.take(each, "loose")))).toEqual([
      "match_event 9",
      "match_event 6",
    ]);
  });

  it("puts what is replayed before what overtook it", () => {
    const order = createOrder<Numbered>();
    order.restart(3);
    const given = [frame(9, 8), frame(5), frame(7)].flatMap((each) => order.take(each, "settling"));
    expect(names([...given, ...order.flush()])).toEqual(["match_event 5", "match_event 7", "match_event 9"]);
  });
});

interface Entry {
  seq: number;
  frames: Numbered[];
}

/** A log as a viewer sees it who does not see every entry. */
const view = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 3 }), frames: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((entries) => {
    let prev = 0;
    return entries.map(({ gap, frames }): Entry => {
      const seq = prev + gap;
      const types = ["match_event", "score_update", "match_status"].slice(0, frames);
      const entry = { seq, frames: types.map((type) => frame(seq, prev, type)) };
      prev = seq;
      return entry;
    });
  });

const dice = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
  minLength: 50,
  maxLength: 400,
});

test("whatever is replayed, live, repeated, swapped or lost: the log, or a request for what it lacks", () => {
  fc.assert(
    fc.property(view, dice, (log, numbers) => {
      let index = 0;
      const roll = () => numbers[index++ % numbers.length] ?? 0;
      const order = createOrder<Numbered>();
      const got: Numbered[] = [];
      const take = (entry: Entry) => {
        for (const each of entry.frames) got.push(...order.take(each, "strict"));
        got.push(...order.next());
      };
      /** What the server sends: some twice, some not at all, some before others. */
      const send = (entries: readonly Entry[], loss: number) => {
        const sent = entries.flatMap((entry) => {
          if (roll() < loss) return [];
          const at = entry.seq + roll() * 6;
          return roll() < 0.2
            ? [
                { at, entry },
                { at: at + 5, entry },
              ]
            : [{ at, entry }];
        });
        for (const { entry } of sent.sort((a, b) => a.at - b.at)) take(entry);
      };
      order.restart(0);
      for (let start = 0; start < log.length; ) {
        const end = start + 1 + Math.floor(roll() * 10);
        send(log.slice(start, end), 0.3);
        if (order.missing && roll() < 0.5)
          send(
            log.filter(({ seq }) => seq > order.position),
            0.3,
          );
        start = end;
      }
      order.reach(log.at(-1)?.seq ?? 0);
      if (order.missing)
        send(
          log.filter(({ seq }) => seq > order.position),
          0,
        );

      expect(order.missing).toBe(false);
      expect(names(got)).toEqual(names(log.flatMap(({ frames }) => frames)));
    }),
    { numRuns: 500 },
  );
});
