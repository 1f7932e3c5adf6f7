import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { forEachLimited } from "../../modules/runtime/for-each-limited.ts";
import { dice } from "../support/dice.ts";
import { EVENTS, goal, matchId, upTo } from "../support/feed.ts";
import { type Follower, follower } from "../support/follower.ts";
import { type Journey, startJourney } from "../support/journey.ts";
import { pushed } from "../support/pushed.ts";
import type { Frame } from "../support/viewer.ts";

const CLIENTS = 500;
const MATCHES = 20;
const MATCHES_EACH = 2;
/** Deliveries of each match; events, corrections and events taken back, one to four in each. */
const DELIVERIES = 8;
/** Connections lost while they are played. */
const LOSSES = 200;
/** Connections made at the same time. */
const AT_ONCE = 24;
/** Of asking for what is lacking: each brings nine of ten entries to those who lose the tenth. */
const MAX_ROUNDS = 60;

let journey: Journey;
beforeAll(async () => {
  journey = await startJourney();
});
afterAll(() => journey.close());

interface Client extends Follower {
  index: number;
  matches: readonly string[];
  seesEverything: boolean;
}

/** Some take batches, some see every entry, and every third loses frames or takes them in the wrong order. */
function clientOf(index: number, matches: readonly string[], token: string): Client {
  const roll = dice(index);
  const own = upTo(MATCHES_EACH).map((n) => matches[(index + n * 7) % matches.length] ?? "");
  const seesEverything = index % 10 === 0;
  const query = [...(index % 2 === 0 ? ["batch=1"] : []), ...(seesEverything ? [`token=${token}`] : [])];
  const client = follower(journey, own, {
    prefix: seesEverything ? "private-match" : "match",
    query: query.length > 0 ? `?${query.join("&")}` : "",
    mischief: index % 3 === 0 ? (frames) => lossy(frames, roll) : (frames) => frames,
  });
  return Object.assign(client, { index, matches: own, seesEverything });
}

/** Loses one entry of ten, and swaps one frame of five with the one before it. */
function lossy(frames: readonly Frame[], roll: () => number): Frame[] {
  const lost = new Set(frames.map(({ seq }) => seq).filter((seq) => seq !== undefined && roll() < 0.1));
  const taken: Frame[] = [];
  for (const frame of frames) {
    if (lost.has(frame.seq)) continue;
    taken.splice(roll() < 0.2 ? Math.max(0, taken.length - 1) : taken.length, 0, frame);
  }
  return taken;
}

/** A delivery of one to four events; one in five deliveries comes twice. */
function delivery(match: string, known: string[], roll: () => number) {
  return upTo(1 + Math.floor(roll() * 4)).map(() => {
    const old = known[Math.floor(roll() * known.length * 3)];
    if (old !== undefined) {
      const operation = roll() < 0.5 ? "void" : "update";
      return goal(match, { event_id: old, operation, minute: 1 + Math.floor(roll() * 90) });
    }
    const event = goal(match, { event_type: roll() < 0.3 ? "pass" : roll() < 0.5 ? "goal" : "card" });
    known.push(event.event_id);
    return event;
  });
}

/**
 * Plays a match as connections are lost, not as time goes by: so it does on any machine. @returns the id of its last
 * event
 */
async function feed(match: string, roll: () => number, reached: (part: number) => Promise<void>) {
  const known: string[] = [];
  for (const n of upTo(DELIVERIES)) {
    const events = delivery(match, known, roll);
    for (const _ of upTo(roll() < 0.2 ? 2 : 1)) expect((await journey.send(EVENTS, events)).status).toBe(202);
    await reached(n / DELIVERIES);
  }
  const last = goal(match);
  expect((await journey.send(EVENTS, last)).status).toBe(202);
  return last.event_id;
}

/** Loses connections and comes back, the clients in random turns; calls back for what that allows to go on. */
function churn(clients: readonly Client[]) {
  let losses = 0;
  let waiting: { from: number; go: () => void }[] = [];
  const roll = dice(1);
  const turns = upTo(LOSSES).map(() => Math.floor(roll() * clients.length));
  const busy = new Set<number>();
  const done = forEachLimited(turns, AT_ONCE, async (turn) => {
    const client = clients[turn];
    if (client && !busy.has(turn)) {
      busy.add(turn);
      if (roll() < 0.2) await client.askForAll();
      client.lose();
      await client.connect();
      busy.delete(turn);
    }
    losses += 1;
    for (const { go } of waiting.filter(({ from }) => from <= losses)) go();
    waiting = waiting.filter(({ from }) => from > losses);
  });
  const reached = (part: number) =>
    new Promise<void>((go) => {
      if (part * LOSSES <= losses) go();
      else waiting.push({ from: part * LOSSES, go });
    });
  return { reached, done };
}

it(`${CLIENTS} clients of ${MATCHES} matches, who lose connections and frames, each have the log that Postgres has`, async () => {
  const matches = upTo(MATCHES).map(() => matchId());
  const token = await journey.system.issueToken({ scope: "touchline:private" });
  const clients = upTo(CLIENTS).map((index) => clientOf(index, matches, token));
  await forEachLimited(clients, AT_ONCE, async (client) => void (await client.connect()));
  const { reached, done } = churn(clients);
  const played = matches.map(
    async (match, index) => [match, await feed(match, dice(100 + index), reached)] as const,
  );
  const [ends] = await Promise.all([Promise.all(played), done]);

  const logs = await stored(new Map(ends));
  // Before it, some were given a snapshot because what they lacked was still being written. The answer to this comes
  // after all of those; from here on, the recent frames have everything.
  await forEachLimited(clients, AT_ONCE, async (client) => void (await client.ask()));
  const given = snapshotsOf(clients);
  let rest = clients;
  for (let round = 0; round < MAX_ROUNDS && rest.length > 0; round += 1) {
    await setTimeout(250);
    rest = rest.filter((client) => !isWhole(client, logs));
    await forEachLimited(rest, AT_ONCE, async (client) => void (await client.ask()));
  }
  expect(rest.map(({ index }) => index)).toEqual([]);
  expect(snapshotsOf(clients)).toBe(given);
}, 600_000);

function snapshotsOf(clients: readonly Client[]): number {
  return clients.reduce((sum, client) => sum + client.snapshots, 0);
}

/** The logs of the matches, once all of it is pushed. @param last the id of the last event of each match */
async function stored(last: ReadonlyMap<string, string>): Promise<Map<string, Row[]>> {
  await pushed(journey, last);
  const logs = new Map<string, Row[]>();
  for (const match of last.keys()) {
    const log = "select seq, event_id, public from match_log where match_id = $1 order by seq";
    logs.set(match, await journey.query<Row>(log, [match]));
    expect(logs.get(match)?.length).toBeGreaterThan(DELIVERIES);
  }
  return logs;
}

function isWhole(client: Client, logs: ReadonlyMap<string, readonly Row[]>): boolean {
  return client.matches.every((match) => {
    const rows = logs.get(match) ?? [];
    const seen = rows.filter((row) => client.seesEverything || row.public);
    return (
      JSON.stringify(client.log(match)) ===
      JSON.stringify(seen.map(({ seq, event_id }) => ({ seq, event_id })))
    );
  });
}

interface Row {
  seq: number;
  event_id: string;
  public: boolean;
}
