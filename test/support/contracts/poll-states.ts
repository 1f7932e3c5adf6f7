import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { LostLeaseError, type PollStates } from "../../../modules/ports/vendors.ts";

const NOW = Date.parse("2026-07-19T12:00:00Z");

/** What every `PollStates` does. */
export function pollStatesContract(name: string, open: () => PollStates): void {
  describe(name, () => {
    let states: PollStates;
    let provider: string;
    beforeEach(() => {
      states = open();
      provider = `vendor-${randomUUID()}`;
    });

    test("give what was kept the next time", async () => {
      expect(await states.take(provider, "a", NOW, NOW + 10)).toEqual({ content: undefined });
      await states.keep(provider, "a", "one");
      await states.release(provider, "a", "two");
      expect(await states.take(provider, "b", NOW, NOW + 10)).toEqual({ content: "two" });
    });

    test("are held by one at a time, each provider's apart", async () => {
      const all = ["a", "b", "c", "d", "e"].map((holder) => states.take(provider, holder, NOW, NOW + 10));
      const taken = (await Promise.all(all)).filter((one) => one !== undefined);
      expect(taken).toHaveLength(1);
      expect(await states.take(`${provider}-2`, "f", NOW, NOW + 10)).toBeDefined();
    });

    test("cannot be taken from whoever holds them before the time is over", async () => {
      await states.take(provider, "a", NOW, NOW + 10);
      await states.keep(provider, "a", "one");
      expect(await states.take(provider, "b", NOW + 9, NOW + 20)).toBeUndefined();
      expect(await states.take(provider, "b", NOW + 10, NOW + 20)).toEqual({ content: "one" });
    });

    test("are not written any more by whoever has lost them", async () => {
      await states.take(provider, "a", NOW, NOW + 10);
      await states.take(provider, "b", NOW + 10, NOW + 20);
      await states.keep(provider, "b", "of b");
      await expect(states.keep(provider, "a", "of a")).rejects.toThrow(LostLeaseError);
      await expect(states.release(provider, "a", "of a")).rejects.toThrow(LostLeaseError);
      await states.release(provider, "b", "of b");
      await expect(states.keep(provider, "a", "of a")).rejects.toThrow(LostLeaseError);
      await expect(states.keep(provider, "b", "again")).rejects.toThrow(LostLeaseError);
      expect(await states.take(provider, "c", NOW + 10, NOW + 20)).toEqual({ content: "of b" });
    });

    test("can be written by their holder after its time, as long as nobody else has come", async () => {
      await states.take(provider, "a", NOW, NOW + 10);
      await states.keep(provider, "a", "late");
      expect(await states.take(provider, "b", NOW + 100, NOW + 110)).toEqual({ content: "late" });
    });

    test("are taken twice by one holder as if once, where the first answer was lost", async () => {
      await states.take(provider, "a", NOW, NOW + 10);
      await states.keep(provider, "a", "one");
      expect(await states.take(provider, "a", NOW, NOW + 20)).toEqual({ content: "one" });
      expect(await states.take(provider, "b", NOW + 15, NOW + 30)).toBeUndefined();
    });
  });
}
