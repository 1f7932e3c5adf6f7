import { expect, test } from "vitest";
import type { Fields } from "../../lambdas/log.ts";
import type { PostOutcome, StoredSnapshot } from "../../lambdas/ports.ts";
import { createHandler } from "../../lambdas/welcome/handler.ts";
import { ID, NOW, payload, stored } from "./rig.ts";

function welcome(outcomes: PostOutcome[], known: StoredSnapshot[] = [], fallback: PostOutcome = "delivered") {
  const said: string[] = [];
  const warned: (Fields | undefined)[] = [];
  let waited = 0;
  const handler = createHandler({
    snapshots: {
      get: async (ids) => {
        said.push(`read ${ids.join()}`);
        return new Map(known.map((one) => [one.snapshot.match_id, one]));
      },
    },
    gateway: {
      post: async (id, { body }) => {
        const outcome = outcomes.shift() ?? fallback;
        const { type, match_id = "" } = JSON.parse(body.toString());
        said.push(`${id === ID ? outcome : "astray"}: ${type}${match_id}`);
        return outcome;
      },
    },
    payloadOf: payload,
    log: { info: () => {}, warn: (_, fields) => warned.push(fields), error: () => {} },
    now: () => new Date(NOW),
    sleep: async (ms) => {
      waited += ms;
    },
  });
  const greet = () => handler({ connection_id: ID, channels: ["match:1", "all", "match:2"] });
  return { greet, handler, said, warned, waited: () => waited };
}

test("waits for the handshake, and reads the snapshots only after it", async () => {
  const { greet, said, waited } = welcome(["gone", "gone"], [stored("1", 5, 4), stored("2", 1, 1)]);
  await greet();
  expect(said).toEqual([
    "gone: subscribed",
    "gone: subscribed",
    "delivered: subscribed",
    "read 1,2",
    "delivered: match_update1",
    "delivered: match_update2",
  ]);
  expect(waited()).toBe(75);
});

test("gives a connection up that does not come within two seconds", async () => {
  const { greet, said, warned, waited } = welcome([], [stored("1", 1, 1)], "gone");
  await greet();
  expect(new Set(said)).toEqual(new Set(["gone: subscribed"]));
  expect(waited()).toBe(2_000);
  expect(warned).toEqual([]);
});

test("stops where the viewer leaves in the midst of it", async () => {
  const { greet, said } = welcome(["delivered", "gone"], [stored("1", 1, 1), stored("2", 1, 1)]);
  await greet();
  expect(said.at(-1)).toBe("gone: match_update1");
});

test("goes on after a frame that was lost, and logs how many were", async () => {
  const { greet, said, warned } = welcome(["failed"], [stored("1", 1, 1)]);
  await greet();
  expect(said.at(-1)).toBe("delivered: match_update1");
  expect(warned).toEqual([{ connection_id: ID, lost: 1 }]);
});

test("refuses what is no greeting", async () => {
  const { handler } = welcome([]);
  await expect(handler({ channels: ["all"] })).rejects.toThrow();
});
