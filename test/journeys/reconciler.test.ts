import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, STATUS, teams } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";

const COMMAND = fileURLToPath(new URL("../../local/cli/reconcile/cli.ts", import.meta.url));
/** Puts a record of its own into a stream, which anybody but us could only by mistake. */
const POISON = ["{ no json", JSON.stringify({ v: 1, match_id: "other" })];

let journey: Journey;
const started = new Date(Date.now() - 60_000).toISOString();
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

/** `npm run reconcile`, as whoever typed it sees it. */
async function reconcile(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, "--from", started, ...args], {
    env: { PATH: process.env.PATH, TOUCHLINE_DATA: journey.dataDir },
  });
  return stdout
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("reading"))
    .join("; ");
}

async function put(match: string, data: string): Promise<void> {
  await journey.call("kinesis", "PutRecord", {
    StreamName: journey.system.template.ofType("AWS::Kinesis::Stream")[0]?.ref,
    PartitionKey: match,
    Data: Buffer.from(data).toString("base64"),
  });
}

async function entries(match: string, count: number) {
  const read = () => journey.query("select * from match_log where match_id = $1 order by seq", [match]);
  await eventually(async () => expect(await read()).toHaveLength(count));
  return read();
}

describe("reading the stream again", () => {
  it("changes nothing that was right, passes over poison, and says so twice", async () => {
    const match = matchId();
    const viewer = await journey.viewer(`?match=${match}`);
    const disallowed = goal(match, { minute: 30 });
    await journey.send(STATUS, teams(match, { status: "first_half" }));
    await journey.send(EVENTS, [goal(match), goal(match, { event_type: "card", detail: "yellow" })]);
    for (const poison of POISON) await put(match, poison);
    await journey.send(EVENTS, disallowed);
    await journey.send(EVENTS, { ...disallowed, operation: "void" });
    await journey.send(STATUS, { match_id: match, status: "half_time", home_score: 1, away_score: 0 });
    const log = await entries(match, 6);
    await viewer.next(({ seq, type }) => seq === 6 && type === "match_status");
    const told = viewer.frames.length;

    for (const _ of [1, 2]) {
      expect(await reconcile("--match", match)).toBe(
        "7 records of 1 match read again: nothing to correct; 2 records and items cannot be processed, and were passed over",
      );
    }
    // Whatever was put on the stream by it would be stored before this.
    await journey.send(EVENTS, goal(match, { minute: 50 }));
    expect((await entries(match, 7)).slice(0, 6)).toEqual(log);
    await viewer.next(({ seq, type }) => seq === 7 && type === "match_status");
    // Statistics are told when there is time, and have no entry of their own.
    const since = viewer.frames.slice(told).filter(({ type }) => type !== "stats_update");
    const said = since.map(({ seq, type }) => `${seq} ${type}`);
    expect(said).toEqual(["7 match_event", "7 score_update", "7 match_status"]);
  });

  it("brings in, in order and once, what the database had refused before it was mended", async () => {
    const match = matchId();
    const refused = goal(match, { player_id: "9", minute: 20 });
    await journey.send(STATUS, teams(match, { status: "first_half" }));
    await entries(match, 1);
    await journey.query(
      `alter table match_log add constraint broken check (event_id is distinct from '${refused.event_id}')`,
    );
    await journey.send(EVENTS, refused);
    await eventually(async () =>
      expect(await journey.deadLetters()).toContainEqual(
        expect.objectContaining({ reason: "rejected", partition_key: match }),
      ),
    );
    await journey.query("alter table match_log drop constraint broken");
    await journey.send(EVENTS, goal(match, { event_type: "card", detail: "red" }));
    await entries(match, 2);
    const viewer = await journey.viewer(`?match=${match}`);

    expect(await reconcile("--match", match, "--dry-run")).toBe(
      "3 records of 1 match read again: would be corrected: 1 thing in 1 match",
    );
    expect(await reconcile("--match", match)).toBe(
      "3 records of 1 match read again: corrected: 1 thing in 1 match",
    );
    const frame = await viewer.next(({ type }) => type === "score_update");
    expect(frame).toMatchObject({ seq: 3, data: { home_team_score: 1, away_team_score: 0, reason: "goal" } });
    expect((await entries(match, 3)).at(-1)).toMatchObject({
      event_id: refused.event_id,
      operation: "create",
    });
    expect(await reconcile("--match", match)).toBe("4 records of 1 match read again: nothing to correct");
  });

  it("keeps what it signs with from everybody else, and says what is wrong", async () => {
    expect((await stat(join(journey.dataDir, "operator.json"))).mode & 0o777).toBe(0o600);
    await expect(reconcile("--match", "no such id!")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("match_id"),
    });
    const elsewhere = { env: { PATH: process.env.PATH, TOUCHLINE_DATA: join(journey.dataDir, "another") } };
    await expect(
      promisify(execFile)(process.execPath, [COMMAND, "--from", started], elsewhere),
    ).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^Nothing is running .*npm start/) });
  });
});
