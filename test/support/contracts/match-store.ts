import { beforeEach, describe, expect, test } from "vitest";
import { newMatch } from "../../../modules/match/state.ts";
import { eventKey, type MatchStore, StaleWriteError } from "../../../modules/ports/matches.ts";
import { announcement, event, report } from "../items.ts";
import { ofMatch, written } from "../writes.ts";

const EVENT = event({ event_id: "e-1" });

/** What every `MatchStore` does. @param open gives one that is empty */
export function matchStoreContract(name: string, open: () => Promise<MatchStore>): void {
  describe(name, () => {
    let store: MatchStore;
    beforeEach(async () => {
      store = await open();
    });

    test("what was committed is loaded as it was", async () => {
      const { played, write } = written([
        announcement({ kick_off: "2024-11-20T10:00:00.000Z" }),
        event(),
        report({ minute: 30 }),
      ]);
      await store.commit([write]);

      expect(await store.load(["123", "unheard-of"])).toEqual(
        new Map([
          [
            "123",
            { state: played.state, position: write.position, pushed_seq: 0, stats_sent: null, feeds: null },
          ],
        ]),
      );
      expect(await store.entriesAfter([{ match_id: "123", after: 0 }])).toEqual(played.log);
    });

    test("a second batch continues the log", async () => {
      const first = written([announcement(), event()]);
      await store.commit([first.write]);
      const second = written([event(), event()], { at: 2, from: first.played });
      await store.commit([second.write]);

      expect(await store.entriesAfter([{ match_id: "123", after: 0 }])).toEqual(second.played.log);
      expect((await store.load(["123"])).get("123")?.state).toEqual(second.played.state);
    });

    test("nothing to store is not a statement", async () => {
      await store.commit([]);
      expect(await store.load([])).toEqual(new Map());
      expect(await store.known([], [])).toEqual(new Map());
      expect(await store.entriesAfter([])).toEqual([]);
      await store.markPushed([]);
    });

    describe("known", () => {
      test("is the last version of each event, with what it did", async () => {
        const first = written([announcement(), EVENT]);
        await store.commit([first.write]);
        const second = written([event({ ...EVENT.event, operation: "update", minute: 13 })], {
          at: 2,
          from: first.played,
        });
        await store.commit([second.write]);

        const unknown = { ...EVENT.event, event_id: "e-unknown" };
        const others = [unknown, { ...EVENT.event, provider: "opta" }, { ...EVENT.event, match_id: "124" }];
        const known = await store.known([EVENT.event, ...others], []);
        expect([...known.keys()]).toEqual([eventKey(EVENT.event)]);
        expect(known.get(eventKey(EVENT.event))).toEqual(second.played.known.get("e-1"));
      });

      test("of a feed is the last version of all it said about the match", async () => {
        const first = written([
          announcement(),
          EVENT,
          event({ event_id: "e-2" }),
          event({ provider: "opta" }),
        ]);
        await store.commit([first.write, ofMatch("124", written([event()]).write)]);
        const update = event({ ...EVENT.event, operation: "update", minute: 13 });
        const second = written([update], { at: 2, from: first.played });
        await store.commit([second.write]);

        const known = await store.known([EVENT.event], [{ match_id: "123", provider: "custom" }]);
        const expected = ["e-1", "e-2"].map((id) => second.played.known.get(id));
        expect([...known.values()]).toEqual(expect.arrayContaining(expected));
        expect(known.size).toBe(2);
        expect(known.get(eventKey(EVENT.event))?.revision).toBe(1);
      });

      test("of an event asked for twice is the same", async () => {
        await store.commit([written([EVENT]).write]);
        expect((await store.known([EVENT.event, EVENT.event], [])).size).toBe(1);
      });
    });

    describe("position in the stream", () => {
      test("moves without an entry", async () => {
        const first = written([event()]);
        await store.commit([first.write]);
        await store.commit([
          { ...first.write, entries: [], revisions: [], position: { sequence_number: "1", item: 1 } },
        ]);
        expect((await store.load(["123"])).get("123")?.position).toEqual({ sequence_number: "1", item: 1 });
      });

      test("is kept for a match that has no entry yet", async () => {
        const position = { sequence_number: "7", item: 0 };
        await store.commit([{ state: newMatch("123"), position, entries: [], revisions: [], feeds: null }]);
        expect((await store.load(["123"])).get("123")).toMatchObject({ position, state: { seq: 0 } });
        const first = written([event()], { at: 8 });
        await store.commit([first.write]);
        expect((await store.load(["123"])).get("123")).toMatchObject({
          position: { sequence_number: "8" },
          state: { seq: 1 },
        });
      });

      test("compares as a number of 56 digits, not as text or as a double", async () => {
        const number = (end: string) => `4959033827149025660855969253836157109592157598913659${end}`;
        const first = written([event()]);
        await store.commit([{ ...first.write, position: { sequence_number: number("8999"), item: 5 } }]);
        const moved = { ...first.write, entries: [], revisions: [] };
        await store.commit([{ ...moved, position: { sequence_number: number("9000"), item: 0 } }]);
        await store.commit([{ ...moved, position: { sequence_number: number("10000"), item: 0 } }]);
        expect((await store.load(["123"])).get("123")?.position?.sequence_number).toBe(number("10000"));
      });

      test.each([
        ["back", { sequence_number: "4", item: 9 }],
        ["to the item before", { sequence_number: "5", item: 1 }],
        ["nowhere", { sequence_number: "5", item: 2 }],
      ])("never moves %s", async (_, position) => {
        const first = written([event()]);
        await store.commit([{ ...first.write, position: { sequence_number: "5", item: 2 } }]);
        const again = { ...first.write, entries: [], revisions: [], position };
        await expect(store.commit([again])).rejects.toThrow(StaleWriteError);
        expect((await store.load(["123"])).get("123")?.position).toEqual({ sequence_number: "5", item: 2 });
      });
    });

    describe("pushed_seq", () => {
      test("is how far viewers have been served, and never moves back", async () => {
        await store.commit([
          written([event(), event(), event()]).write,
          ofMatch("124", written([event()]).write),
        ]);
        await store.markPushed([
          { match_id: "123", seq: 2 },
          { match_id: "124", seq: 1 },
          { match_id: "unheard-of", seq: 1 },
        ]);
        await store.markPushed([{ match_id: "123", seq: 1 }]);
        const loaded = await store.load(["123", "124"]);
        expect([loaded.get("123")?.pushed_seq, loaded.get("124")?.pushed_seq]).toEqual([2, 1]);
      });

      test("survives the next batch", async () => {
        const first = written([event()]);
        await store.commit([first.write]);
        await store.markPushed([{ match_id: "123", seq: 1 }]);
        await store.commit([written([event()], { at: 2, from: first.played }).write]);
        expect((await store.load(["123"])).get("123")?.pushed_seq).toBe(1);
      });

      test("goes with the statistics that were told, which stay until there are others", async () => {
        await store.commit([written([event(), event()]).write, ofMatch("124", written([event()]).write)]);
        const stats = { at: "2024-11-20T10:30:00.000Z", digest: "a" };
        await store.markPushed([
          { match_id: "123", seq: 1, stats },
          { match_id: "124", seq: 1 },
        ]);
        await store.markPushed([{ match_id: "123", seq: 2 }]);
        const loaded = await store.load(["123", "124"]);
        expect([loaded.get("123")?.stats_sent, loaded.get("124")?.stats_sent]).toEqual([stats, null]);
      });

      test("stays where statistics are told without a new entry", async () => {
        await store.commit([written([event()]).write]);
        await store.markPushed([{ match_id: "123", seq: 1, viewers: 1 }]);
        const stats = { at: "2024-11-20T10:30:00.000Z", digest: "a" };
        await store.markPushed([{ match_id: "123", seq: 1, stats }]);
        expect((await store.load(["123"])).get("123")).toMatchObject({ pushed_seq: 1, stats_sent: stats });
      });

      test("tells which entries are still to be pushed", async () => {
        await store.commit([
          written([event(), event(), event()]).write,
          ofMatch("124", written([event()]).write),
        ]);
        const left = await store.entriesAfter([
          { match_id: "123", after: 1 },
          { match_id: "124", after: 1 },
        ]);
        expect(left.map(({ match_id, seq }) => [match_id, seq])).toEqual([
          ["123", 2],
          ["123", 3],
        ]);
      });
    });

    describe("a stale write", () => {
      test("is refused and leaves nothing, also of the matches that were up to date", async () => {
        const start = written([announcement(), event()]);
        await store.commit([start.write]);
        const faster = written([event()], { at: 2, from: start.played });
        const slower = written([event(), event()], { at: 2, from: start.played });
        await store.commit([faster.write]);

        const bystander = ofMatch("124", written([event()]).write);
        await expect(store.commit([bystander, slower.write])).rejects.toThrow(StaleWriteError);
        expect(await store.entriesAfter([{ match_id: "123", after: 0 }])).toEqual(faster.played.log);
        const loaded = await store.load(["123", "124"]);
        expect([...loaded.keys()]).toEqual(["123"]);
        expect(loaded.get("123")?.state).toEqual(faster.played.state);
      });

      test("is one whose match had not begun when it was loaded", async () => {
        await store.commit([written([event()]).write]);
        await expect(store.commit([written([event()], { at: 2 }).write])).rejects.toThrow(StaleWriteError);
      });

      test("is one that only moves the position of a match that has gone on", async () => {
        const first = written([event()]);
        await store.commit([first.write]);
        await store.commit([written([event()], { at: 2, from: first.played }).write]);
        const late = {
          ...first.write,
          entries: [],
          revisions: [],
          position: { sequence_number: "3", item: 0 },
        };
        await expect(store.commit([late])).rejects.toThrow(StaleWriteError);
      });

      test("is one that would store a version of an event twice", async () => {
        const first = written([EVENT]);
        await store.commit([first.write]);
        const again = written([event()], { at: 2, from: first.played }).write;
        const entries = again.entries.map((entry) => ({ ...entry, item: EVENT }));
        await expect(store.commit([{ ...again, entries, revisions: [0] }])).rejects.toThrow(StaleWriteError);
      });
    });
  });
}
