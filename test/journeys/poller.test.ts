import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { livescore, match } from "../modules/providers/allsports/allsports-bodies.ts";
import { fixture, fixtures, goal } from "../modules/providers/api-football/api-football-bodies.ts";

import { eventually } from "../support/eventually.ts";
import { type Journey, startJourney } from "../support/journey.ts";
import {
  BAD_DAY,
  type Call,
  type Reply,
  startVendorServer,
  type VendorServer,
} from "../support/vendor-server.ts";
import { firstSeen } from "../support/viewer.ts";

const KEY = "k3y-that-nobody-may-see";
const MATCH = "api-football-5001";
const OTHER = "allsports-5001";
const OVER = { short: "FT", long: "Match Finished", elapsed: 90 };
const PER_MINUTE = 40;
/** The budget, as the vendor tells it with each answer. */
const QUOTA = { "x-ratelimit-limit": String(PER_MINUTE), "x-ratelimit-requests-limit": "100000" };

const ENVELOPE: Reply = {
  body: { get: "fixtures", errors: { requests: "You have reached the limit" }, results: 0, response: [] },
};
const first = goal(12);
const second = goal(61, { player: { id: 10, name: "T. Ten" } });
const NIL = fixtures(fixture([0, 0], [], { status: { short: "1H", elapsed: 10 } }));
const ONE = fixtures(fixture([1, 0], [first]));
const TWO = fixtures(fixture([2, 0], [first, second]));
const ended = fixtures(fixture([1, 0], [first], { status: OVER }));

function isList({ query }: Call): boolean {
  return query.live === "all";
}

describe("a vendor that is polled, from its bad day to the viewers' frames", () => {
  /** What the list of live matches has right now; each body has a tag of its own. */
  let inPlay: unknown = NIL;
  let otherAnswers: (call: Call) => Reply = () => ({ body: livescore(match("0 - 0")) });
  const lines: string[] = [];
  let vendor: VendorServer;
  let other: VendorServer;
  let elsewhere: VendorServer;
  let journey: Journey;

  beforeAll(async () => {
    elsewhere = await startVendorServer(() => ({ body: TWO }));
    vendor = await startVendorServer((call) => ({
      headers: QUOTA,
      gzip: true,
      ...(isList(call) ? { body: inPlay, etag: `"${JSON.stringify(inPlay).length}"` } : { body: ended }),
    }));
    other = await startVendorServer((call) => otherAnswers(call));
    const write = (_source: string, line: string) => void lines.push(line);
    journey = await startJourney({
      pollKeys: {
        "api-football": { key: KEY, url: vendor.url, interval_s: 1 },
        allsports: { key: KEY, url: other.url, interval_s: 1 },
      },
      // Far more often than a poll takes: invocations overlap all the time.
      minuteMs: 5_000,
      log: { info: write, warn: write, error: write },
    });
  });
  afterAll(async () => {
    await journey.close();
    for (const server of [vendor, other, elsewhere]) await server.close();
  });

  /** Waits for so many more polls of the list. */
  async function polled(count: number): Promise<void> {
    const before = vendor.calls.filter(isList).length;
    await eventually(() => expect(vendor.calls.filter(isList).length).toBeGreaterThanOrEqual(before + count));
  }
  async function stands(expected: Record<string, unknown>): Promise<void> {
    await eventually(async () => {
      expect((await journey.get(`/api/v1/matches/${MATCH}`)).body).toMatchObject(expected);
    });
  }
  const events = () =>
    journey.query<{ seq: number; event_type: string; operation: string }>(
      "select seq, event_type, operation from match_log where match_id = $1 and event_type is not null order by seq",
      [MATCH],
    );

  it("tells a goal once, whatever the vendor does between", async () => {
    await stands({ status: "first_half", home_score: 0 });
    const viewer = await journey.viewer(`?match=${MATCH}`);
    inPlay = ONE;
    await stands({ home_score: 1, away_score: 0 });

    // After each of these a good answer, which must change nothing.
    vendor.next(
      BAD_DAY.serverError,
      BAD_DAY.htmlPage,
      ENVELOPE,
      BAD_DAY.cutShort(TWO),
      BAD_DAY.brokenOff(TWO),
    );
    await polled(6);
    vendor.next(BAD_DAY.redirect(`${elsewhere.url}/fixtures?live=all`), BAD_DAY.slow(1_500, ONE), {
      body: "",
    });
    await polled(4);
    vendor.next(BAD_DAY.tooMany("2"));
    await polled(2);
    expect(await events()).toMatchObject([{ event_type: "goal", operation: "create" }]);

    inPlay = TWO;
    await stands({ home_score: 2 });
    inPlay = ONE;
    await stands({ home_score: 1 });
    expect(await events()).toMatchObject([
      { event_type: "goal", operation: "create" },
      { event_type: "goal", operation: "create" },
      { event_type: "goal", operation: "void" },
    ]);

    // The list no longer has it: only its own answer says how it ended.
    inPlay = fixtures();
    await stands({ status: "finished", home_score: 1, away_score: 0, live: false });
    const log = await events();
    await eventually(() => expect(firstSeen(viewer)).toEqual(log.map(({ seq }) => seq)));
    await viewer.next(({ type, state }) => type === "match_status" && state.status === "finished");
    expect(await journey.deadLetters()).toEqual([]);
    hasBeenFair();
  });

  /** It was not asked more than it allows, nor by two at once, and nobody else has seen the key. */
  function hasBeenFair(): void {
    expect(vendor.atOnce).toBe(1);
    for (const { at } of vendor.calls) {
      const minute = vendor.calls.filter((call) => call.at >= at && call.at < at + 60_000);
      expect(minute.length).toBeLessThanOrEqual(PER_MINUTE);
    }
    for (const { headers } of vendor.calls) expect(headers["x-apisports-key"]).toBe(KEY);
    expect(vendor.calls.filter((call) => !isList(call)).map(({ query }) => query.ids)).toContain("5001");
    expect(elsewhere.calls).toEqual([]);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes(KEY))).toEqual([]);
  }

  it("is given up while it is down, which is noted and holds up no other, and taken up again", async () => {
    const others = (expected: Record<string, unknown>) =>
      eventually(async () => {
        const { body } = await journey.get(`/api/v1/matches/${OTHER}`);
        expect(body).toMatchObject(expected);
      });
    await others({ home_score: 0, live: true });
    const before = other.calls.length;
    otherAnswers = () => BAD_DAY.serverError;
    await eventually(async () => {
      const { Items } = await journey.call("dynamodb", "Scan", { TableName: feedsTable(journey) });
      const key = { pk: { S: "provider#allsports" }, sk: { S: "unreachable" } };
      expect(Items).toContainEqual(expect.objectContaining(key));
    });
    // Two polls of three tries, and what was under way when it went down.
    expect(other.calls.length - before).toBeGreaterThanOrEqual(6);
    expect(other.calls.length - before).toBeLessThanOrEqual(8);

    otherAnswers = () => ({ body: livescore(match("1 - 0")) });
    await others({ home_score: 1 });
    // With nothing in play it has no list at all.
    otherAnswers = ({ query }) =>
      query.met === "Livescore"
        ? { body: { success: 1 } }
        : { body: livescore(match("1 - 0", { event_status: "Finished" })) };
    await others({ status: "finished", home_score: 1 });
  });
});

function feedsTable({ system }: Journey): string {
  const table = system.template
    .ofType("AWS::DynamoDB::Table")
    .find(({ logicalId }) => logicalId.startsWith("FeedsJournal"));
  return table?.ref ?? "";
}
