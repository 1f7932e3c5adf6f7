import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, upTo } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";
import { firstSeen, type Viewer } from "../support/viewer.ts";

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

const killConsumer = () => journey.system.functions.kill("Consumer");

async function watched(): Promise<{ match: string; viewer: Viewer }> {
  const match = matchId();
  const viewer = await journey.viewer(`?match=${match}`);
  await viewer.next(({ type }) => type === "subscribed");
  return { match, viewer };
}

/** Sends single goals, one after the other; `strike` is called after each with how many there were. */
async function underFire(match: string, count: number, strike: (sent: number) => unknown) {
  for (const sent of upTo(count)) {
    const { status } = await journey.send(EVENTS, goal(match, { event_id: `${match}-${sent}` }));
    expect(status).toBe(202);
    await strike(sent);
  }
}

/** Each event once in the log, `seq` without holes, and a viewer that stayed has every frame, in order. */
async function expectWhole(match: string, viewer: Viewer, count: number) {
  await eventually(async () => expect(await journey.log(match)).toHaveLength(count));
  await viewer.next(({ seq, type }) => seq === count && type === "match_event");
  const log = await journey.log(match);
  expect(log.map(({ seq }) => seq)).toEqual(upTo(count));
  expect(new Set(log.map(({ event_id }) => event_id)).size).toBe(count);
  expect(firstSeen(viewer)).toEqual(upTo(count));
}

describe("a consumer that dies loses nothing and doubles nothing", () => {
  it.each<[string, { service: string; operation: string; nth?: number }]>([
    ["between store and push", { service: "dynamodb", operation: "PutItem" }],
    ["before it knows its viewers", { service: "dynamodb", operation: "BatchGetItem" }],
    ["before the first push", { service: "execute-api", operation: "POST" }],
    ["between two pushes", { service: "execute-api", operation: "POST", nth: 2 }],
  ])("%s", async (_, call) => {
    const { match, viewer } = await watched();
    const { happened } = journey.system.interrupt({ ...call, caller: "Consumer" }, killConsumer);
    await journey.send(EVENTS, [goal(match), goal(match), goal(match)]);
    await happened;
    await expectWhole(match, viewer, 3);
  });

  it("in the middle of the statement that stores", async () => {
    const { match, viewer } = await watched();
    const blocker = await lockLog();
    await journey.send(EVENTS, [goal(match), goal(match)]);
    await eventually(async () => {
      const waiting = await journey.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'");
      expect(waiting).not.toEqual([]);
    });
    expect(killConsumer()).toBeGreaterThan(0);
    await blocker.end();
    await expectWhole(match, viewer, 2);
  });

  it("again and again", async () => {
    const { match, viewer } = await watched();
    let killed = 0;
    await underFire(match, 40, async (sent) => {
      if (sent % 5 !== 0) return;
      await setTimeout((sent * 7) % 23);
      killed += killConsumer();
    });
    expect(killed).toBeGreaterThan(0);
    await expectWhole(match, viewer, 40);
  });
});

it("Postgres gone for five seconds under load, then back: all of it is there", async () => {
  const { match, viewer } = await watched();
  await underFire(match, 40, async (sent) => {
    if (sent === 10) await journey.system.postgres.stop();
    if (sent > 10 && sent <= 30) await setTimeout(250);
    if (sent === 30) await journey.system.postgres.start();
  });
  await expectWhole(match, viewer, 40);
  expect(await journey.deadLetters(match)).toEqual([]);
});

/** Holds up every write to the log until the connection ends. */
async function lockLog(): Promise<pg.Client> {
  const { host, port, database, owner, caPem } = journey.system.postgres;
  const client = new pg.Client({
    host,
    port,
    database,
    user: owner.username,
    password: owner.password,
    ssl: { ca: caPem },
  });
  await client.connect();
  await client.query("begin");
  await client.query("lock table match_log in exclusive mode");
  return client;
}
