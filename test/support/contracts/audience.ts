import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Audience } from "../../../modules/ports/audience.ts";
import type { Bearer } from "../../../modules/ports/tokens.ts";

const START = Date.parse("2024-11-20T10:00:00.000Z");
const FORMAT = { dialect: "touchline", batch: false } as const;
const PLAIN = { connected_at: new Date(START), ...FORMAT };

/**
 * What every `Audience` does.
 *
 * @param open gives one that forgets a connection however young it is; `clock` is in milliseconds since the epoch
 */
export function audienceContract(name: string, open: (clock: () => number) => Audience): void {
  describe(name, () => {
    let now = START;
    let audience: Audience;
    let match = "";
    let id = "";
    beforeEach(() => {
      now = START;
      audience = open(() => now);
      match = randomUUID();
      id = `${randomUUID()}=`;
    });

    async function idsOn(channel: string): Promise<string[]> {
      return ((await audience.subscribers([channel])).get(channel) ?? []).map((one) => one.id).toSorted();
    }

    test("knows a connection with what it was opened with and subscribed to", async () => {
      const goals = { channel: `match:${match}`, types: ["goal"] } as const;
      await audience.open(id, PLAIN, [goals]);
      await audience.subscribe(id, [{ channel: `league:${match}` }]);
      expect(await audience.connection(id)).toEqual({
        ...PLAIN,
        subscriptions: new Map([
          [`match:${match}`, { types: ["goal"] }],
          [`league:${match}`, {}],
        ]),
      });
      const found = await audience.subscribers([`match:${match}`, `league:${match}`, `team:${match}`]);
      expect(found.get(`match:${match}`)).toEqual([{ id, ...FORMAT, types: ["goal"] }]);
      expect(found.get(`league:${match}`)).toEqual([{ id, ...FORMAT }]);
      expect(found.get(`team:${match}`)).toEqual([]);
    });

    test("takes the filter that was said last", async () => {
      const channel = `match:${match}`;
      await audience.open(id, PLAIN, [{ channel, types: ["goal"] }]);
      await audience.subscribe(id, [{ channel, types: ["card"] }]);
      expect((await audience.subscribers([channel])).get(channel)).toEqual([
        { id, ...FORMAT, types: ["card"] },
      ]);
      await audience.subscribe(id, [{ channel }]);
      expect((await audience.subscribers([channel])).get(channel)).toEqual([{ id, ...FORMAT }]);
    });

    test("keeps the format in which a connection wants its frames", async () => {
      const format = { dialect: "laravel", batch: true } as const;
      await audience.open(id, { ...PLAIN, ...format }, [{ channel: `match:${match}` }]);
      expect((await audience.subscribers([`match:${match}`])).get(`match:${match}`)).toEqual([
        { id, ...format },
      ]);
    });

    test("ends the subscriptions that are named, and only those", async () => {
      await audience.open(id, PLAIN, [{ channel: `match:${match}` }, { channel: `league:${match}` }]);
      await audience.unsubscribe(id, [`match:${match}`, "match:other"]);
      await audience.unsubscribe("nobody", [`league:${match}`]);
      expect([...((await audience.connection(id))?.subscriptions.keys() ?? [])]).toEqual([`league:${match}`]);
      expect(await idsOn(`match:${match}`)).toEqual([]);
      expect(await idsOn(`league:${match}`)).toEqual([id]);
    });

    test("forgets a connection once, and says what it was", async () => {
      await audience.open(id, PLAIN, [{ channel: `match:${match}` }]);
      const forgotten = await audience.forget(id);
      expect([...(forgotten?.subscriptions.keys() ?? [])]).toEqual([`match:${match}`]);
      expect(await audience.forget(id)).toBeUndefined();
      expect(await audience.connection(id)).toBeUndefined();
      expect(await idsOn(`match:${match}`)).toEqual([]);
    });

    test("subscribes no connection that is not there, and renews none", async () => {
      await expect(audience.subscribe(id, [{ channel: `match:${match}` }])).rejects.toThrow();
      await expect(audience.renew(id, bearer(START))).rejects.toThrow();
      expect(await audience.connection(id)).toBeUndefined();
      expect(await idsOn(`match:${match}`)).toEqual([]);
      expect(await audience.countMessage(id, new Date(START))).toBeUndefined();
    });

    test("posts to private channels until the token expires, and again with a newer one", async () => {
      const channel = `private-match:${match}`;
      await audience.open(id, { ...PLAIN, bearer: bearer(START + 60_000) }, [{ channel }]);
      expect(await idsOn(channel)).toEqual([id]);
      now = START + 60_000;
      expect(await idsOn(channel)).toEqual([]);
      await audience.renew(id, bearer(START + 120_000));
      expect(await idsOn(channel)).toEqual([id]);
      expect((await audience.connection(id))?.bearer).toEqual(bearer(START + 120_000));
    });

    test("counts the messages of each second, and knows when the one before came", async () => {
      await audience.open(id, PLAIN);
      const count = async (ms: number) => {
        const { messages, last } = (await audience.countMessage(id, new Date(START + ms))) ?? {};
        return [messages, last && last.getTime() - START];
      };
      expect(await count(5_100)).toEqual([1, 0]);
      expect(await count(5_900)).toEqual([2, 5_000]);
      expect(await count(7_000)).toEqual([1, 5_000]);
    });

    test("divides into segments: each connection is in one", async () => {
      const channel = `match:${match}`;
      const ids = Array.from({ length: 20 }, (_, index) => `${match}-${index}=`);
      await Promise.all(ids.map((one) => audience.open(one, PLAIN, [{ channel }])));
      const parts = await Promise.all(
        [0, 1, 2, 3].map(async (index) => {
          const found = await audience.subscribers([channel], { index, of: 4 });
          return (found.get(channel) ?? []).map((one) => one.id);
        }),
      );
      expect(parts.flat().toSorted()).toEqual(ids.toSorted());
    });

    test("says of a channel where nobody ever was that nobody is there", async () => {
      expect(await audience.sizes([`match:${match}`])).toEqual(new Map([[`match:${match}`, 0]]));
    });
  });
}

function bearer(expires_at: number): Bearer {
  return { user_id: "issuer ann", sub: "ann", scopes: [], channels: [], expires_at };
}
