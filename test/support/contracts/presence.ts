import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { MEMBER_TIMEOUT_MS } from "../../../modules/match/pings.ts";
import type { Presence } from "../../../modules/ports/audience.ts";

const START = Date.parse("2024-11-20T10:00:00.000Z");

/**
 * What every `Presence` does.
 *
 * @param open gives a function that makes instances, each of which remembers for itself, over one store. `clock` is
 * in milliseconds since the epoch
 */
export function presenceContract(name: string, open: (clock: () => number) => () => Presence): void {
  describe(name, () => {
    let now = START;
    let channel = "";
    let instance: () => Presence;
    beforeEach(() => {
      now = START;
      channel = `presence-match:${randomUUID()}`;
      instance = open(() => now);
    });

    const present = async () => (await instance().members(channel)).present.map(({ id }) => id);

    describe("a member", () => {
      test("is a user, however many connections it has: comes with the first and leaves with the last", async () => {
        const presence = instance();
        expect(await presence.enter(channel, ANN, "a1=")).toBe(true);
        expect(await presence.enter(channel, ANN, "a2=")).toBe(false);
        expect(await presence.enter(channel, BOB, "b1=")).toBe(true);
        expect(await presence.members(channel)).toEqual({
          present: [{ id: "ann", name: "Ann" }, { id: "bob" }],
          gone: [],
        });
        expect(await presence.leave(channel, ANN.user_id, "a1=")).toBe(false);
        expect(await present()).toEqual(["ann", "bob"]);
        expect(await presence.leave(channel, ANN.user_id, "a2=")).toBe(true);
        expect(await presence.leave(channel, ANN.user_id, "a2=")).toBe(false);
        expect(await present()).toEqual(["bob"]);
      });

      test("is of one channel only", async () => {
        await instance().enter(channel, ANN, "a1=");
        expect(await instance().enter(`${channel}x`, ANN, "a1=")).toBe(true);
        await instance().leave(channel, ANN.user_id, "a1=");
        expect((await instance().members(`${channel}x`)).present).toHaveLength(1);
      });

      test("has the name it came with last", async () => {
        await instance().enter(channel, ANN, "a1=");
        await instance().enter(channel, { ...ANN, name: "Anna" }, "a2=");
        expect((await instance().members(channel)).present).toEqual([{ id: "ann", name: "Anna" }]);
        await instance().enter(channel, { user_id: ANN.user_id, sub: "ann" }, "a2=");
        expect((await instance().members(channel)).present).toEqual([{ id: "ann" }]);
      });

      test("comes once and leaves once, whoever does it at the same time", async () => {
        const ids = Array.from({ length: 12 }, (_, index) => `c${index}=`);
        const came = await Promise.all(ids.map((id) => instance().enter(channel, ANN, id)));
        expect(came.filter(Boolean)).toHaveLength(1);
        const left = await Promise.all(
          [...ids, ...ids].map((id) => instance().leave(channel, ANN.user_id, id)),
        );
        expect(left.filter(Boolean)).toHaveLength(1);
        expect(await present()).toEqual([]);
      });
    });

    describe("silence", () => {
      test("strikes a member off once, whoever notices", async () => {
        await instance().enter(channel, ANN, "a1=");
        await instance().enter(channel, BOB, "b1=");
        now += MEMBER_TIMEOUT_MS;
        await instance().enter(channel, BOB, "b1=");
        expect(await present()).toEqual(["ann", "bob"]);
        now += 1;
        const rolls = await Promise.all(Array.from({ length: 6 }, () => instance().members(channel)));
        expect(rolls.flatMap(({ gone }) => gone)).toEqual([{ id: "ann", name: "Ann" }]);
        for (const roll of rolls) expect(roll.present).toEqual([{ id: "bob" }]);
        expect(await instance().enter(channel, ANN, "a1=")).toBe(true);
      });

      test("of one connection is no silence of the user", async () => {
        await instance().enter(channel, ANN, "a1=");
        now += MEMBER_TIMEOUT_MS + 1;
        await instance().enter(channel, ANN, "a2=");
        expect(await instance().members(channel)).toEqual({
          present: [{ id: "ann", name: "Ann" }],
          gone: [],
        });
        // And does not keep the user there: nothing was heard of the first for long.
        expect(await instance().leave(channel, ANN.user_id, "a2=")).toBe(true);
      });
    });

    describe("the count", () => {
      test("is nobody's before it is taken, and then what was recorded last", async () => {
        expect(await instance().memberCount(channel)).toEqual({ members: 0, at: 0 });
        const presence = instance();
        expect(await presence.claimCount(channel, START - 1_000)).toBe(true);
        await presence.recordCount(channel, 123);
        expect(await presence.memberCount(channel)).toEqual({ members: 123, at: START });
        expect(await instance().memberCount(channel)).toEqual({ members: 123, at: START });
      });

      test("is taken by one of all who want to", async () => {
        const claims = await Promise.all(
          Array.from({ length: 8 }, () => instance().claimCount(channel, START - 1_000)),
        );
        expect(claims.filter(Boolean)).toHaveLength(1);
        now += 999;
        expect(await instance().claimCount(channel, now - 1_000)).toBe(false);
        now += 1;
        expect(await instance().claimCount(channel, now - 1_000)).toBe(true);
      });
    });
  });
}

function user(sub: string, name?: string) {
  return { user_id: `https://issuer.example/ ${sub}`, sub, ...(name === undefined ? {} : { name }) };
}

const ANN = user("ann", "Ann");
const BOB = user("bob");
