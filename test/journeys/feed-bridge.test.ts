import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { livescore, match, goal as scored } from "../modules/providers/allsports/allsports-bodies.ts";
import {
  entry,
  goal,
  message,
  status,
  timeline,
  URN,
  whistle,
} from "../modules/providers/sportradar/sportradar-bodies.ts";
import { eventually } from "../support/eventually.ts";
import { type Journey, startJourney } from "../support/journey.ts";
import { synthesized } from "../support/synthesized.ts";
import { startLineFeed, startSocketFeed, type VendorFeed } from "../support/vendor-feeds.ts";
import {
  BAD_DAY,
  type Call,
  type Reply,
  startVendorServer,
  type VendorServer,
} from "../support/vendor-server.ts";
import type { Viewer } from "../support/viewer.ts";

const KEY = "k3y-that-nobody-may-see";
const SPORTRADAR = `sportradar-${URN}`;
const ALLSPORTS = "allsports-5001";
const HEARTBEAT = { heartbeat: { from: 1, to: 2, interval: 1, type: "events", package: "soccer-v4" } };

/** What the REST API has of the match while it is in play. */
function timelineOf(entries: Record<string, unknown>[], score: number[]) {
  return timeline(entries, status("1st_half", score), { generated_at: "2024-05-04T15:00:30+00:00" });
}

describe("streams that are held, from their bad day to the viewers' frames", () => {
  /** What each vendor's REST API would answer right now. */
  let timelineNow = timelineOf([], [0, 0]);
  let allsportsNow: (call: Call) => Reply = () => ({ body: livescore(match("0 - 0")) });
  const lines: string[] = [];
  let feeds: { allsports: VendorFeed; sportradar: VendorFeed; session: VendorFeed };
  let apis: { allsports: VendorServer; sportradar: VendorServer };
  let beats: NodeJS.Timeout;
  let journey: Journey;

  beforeAll(async () => {
    const [socket, door, session] = await Promise.all([startSocketFeed(), startLineFeed(), startLineFeed()]);
    feeds = { allsports: socket, sportradar: door, session };
    // Its door leads to where the stream is, every time.
    door.refuse(
      ...Array.from({ length: 50 }, () => ({ status: 302, headers: { location: `${session.url}/s` } })),
    );
    apis = {
      allsports: await startVendorServer((call) => allsportsNow(call)),
      sportradar: await startVendorServer(restOfSportradar),
    };
    beats = startBeats();
    const write = (_source: string, line: string) => void lines.push(line);
    journey = await startJourney({
      // With the bridge, which the other journeys do without.
      cloudAssembly: await synthesized("bridge", { bridge: { dev: ["allsports", "sportradar"] } }),
      bridgeKeys: {
        allsports: { key: KEY, url: apis.allsports.url, stream_url: `${socket.url}/live_events` },
        sportradar: { key: KEY, url: apis.sportradar.url, stream_url: `${door.url}/stream/events/subscribe` },
      },
      log: { info: write, warn: write, error: write },
    });
  });
  afterAll(async () => {
    clearInterval(beats);
    await journey.close();
    for (const one of [...Object.values(feeds), ...Object.values(apis)]) await one.close();
  });

  function startBeats(): NodeJS.Timeout {
    return setInterval(() => feeds.session.send(HEARTBEAT), 1_000);
  }
  function restOfSportradar({ path }: Call): Reply {
    if (path.includes("timeline")) return { body: timelineNow };
    const { timeline: _, ...summary } = timelineNow;
    return { body: { generated_at: "2024-05-04T18:00:00+00:00", summaries: [summary] } };
  }
  async function stands(id: string, expected: Record<string, unknown>): Promise<void> {
    await eventually(async () => {
      expect((await journey.get(`/api/v1/matches/${id}`)).body).toMatchObject(expected);
    });
  }
  const events = (id: string) =>
    journey.query<{ seq: number; event_type: string; operation: string }>(
      "select seq, event_type, operation from match_log where match_id = $1 and event_type is not null order by seq",
      [id],
    );
  const told = async (id: string) => (await events(id)).map((row) => `${row.operation} ${row.event_type}`);
  const said = (text: string, provider: string) =>
    lines.filter((line) => line.includes(`"${text}"`) && line.includes(`"${provider}"`)).length;
  /** Waits until the bridge has said it once more than before. */
  async function saysAgain(text: string, provider: string, act: () => unknown): Promise<void> {
    const before = said(text, provider);
    await act();
    await eventually(() => expect(said(text, provider)).toBeGreaterThan(before));
  }
  /** To whoever listens: what is sent while the bridge is not connected is lost, as it is at the vendor. */
  async function push(...messages: unknown[]): Promise<void> {
    await eventually(() => expect(feeds.session.open).toBeGreaterThan(0));
    feeds.session.send(...messages);
  }
  async function sawGoals(viewer: Viewer, id: string): Promise<void> {
    const goals = (await events(id)).filter(({ event_type }) => event_type === "goal");
    await eventually(() => {
      const seen = viewer.of("match_event").filter(({ data }) => data.event_type === "goal");
      expect([...new Set(seen.map(({ seq }) => seq))]).toEqual(goals.map(({ seq }) => seq));
    });
  }

  it("of lines: tells what was pushed and what was missed, once each", async () => {
    await stands(SPORTRADAR, { status: "first_half", home_score: 0 });
    const viewer = await journey.viewer(`?match=${SPORTRADAR}`);
    const first = message(goal(1, "12", [1, 0]), status("1st_half", [1, 0]));
    // The REST API is no further behind: its score would be the last one given.
    timelineNow = timelineOf([goal(1, "12", [1, 0])], [1, 0]);
    await push(first, first, "<html>We will be back soon</html>", first);
    await stands(SPORTRADAR, { home_score: 1, away_score: 0 });

    // Broken off in the midst of a goal that is never pushed again, and refused at first when it comes back.
    const second = goal(2, "30", [2, 0]);
    timelineNow = timelineOf([goal(1, "12", [1, 0]), second], [2, 0]);
    feeds.session.sendRaw(JSON.stringify(message(second, status("1st_half", [2, 0]))).slice(0, 60));
    feeds.session.refuse(BAD_DAY.serverError, { status: 429, headers: { "retry-after": "1" } });
    await saysAgain("caught up", "sportradar", () => feeds.session.drop());
    await stands(SPORTRADAR, { home_score: 2 });

    // What was taken back while nobody listened.
    const verdict = entry(3, "video_assistant_referee_over", "31", { description: "no_goal" });
    timelineNow = {
      ...timelineOf([goal(1, "12", [1, 0]), verdict], [1, 0]),
      generated_at: "2024-05-04T15:32:00+00:00",
    };
    await saysAgain("caught up", "sportradar", () => feeds.session.end());
    await stands(SPORTRADAR, { home_score: 1 });
    // It comes late, and is old.
    await push(first);

    const end = whistle(9, "match_ended", "16:50");
    const ended = status("ended", [1, 0], { status: "closed" });
    // Asked for as well: on a busy machine the bridge may just be connecting again.
    timelineNow = timeline([goal(1, "12", [1, 0]), verdict, end], ended);
    await push(message(end, ended));
    await stands(SPORTRADAR, { status: "finished", home_score: 1, away_score: 0 });
    expect((await told(SPORTRADAR)).filter((one) => one.endsWith("goal"))).toEqual([
      "create goal",
      "create goal",
      "void goal",
    ]);
    await sawGoals(viewer, SPORTRADAR);
    expect(feeds.sportradar.subscribed[0]?.headers["x-api-key"]).toBe(KEY);
    expect(JSON.stringify(feeds.session.subscribed)).not.toContain(KEY);
  });

  it("over a WebSocket: the newest that was said stands, whoever said it", async () => {
    const one = { goalscorers: [scored("12", "home", "1 - 0")] };
    const two = {
      goalscorers: [...one.goalscorers, scored("61", "home", "2 - 0", { home_scorer_id: "10" })],
    };
    allsportsNow = () => ({ body: livescore(match("0 - 0")) });
    feeds.allsports.send([match("0 - 0")]);
    await stands(ALLSPORTS, { home_score: 0, live: true });
    const viewer = await journey.viewer(`?match=${ALLSPORTS}`);
    feeds.allsports.send([match("1 - 0", one)], [match("1 - 0", one)], "[{", []);
    await stands(ALLSPORTS, { home_score: 1 });

    // The REST API is behind: it still has what was before, and answers slowly where it answers.
    const behind = livescore(match("0 - 0"));
    allsportsNow = () => BAD_DAY.slow(300, behind);
    apis.allsports.next(BAD_DAY.serverError, BAD_DAY.cutShort(behind), BAD_DAY.htmlPage);
    feeds.allsports.refuse({ status: 429 }, { status: 500 });
    const caughtUp = said("caught up", "allsports");
    await saysAgain("stream connected", "allsports", () => feeds.allsports.drop());
    feeds.allsports.send([match("2 - 0", two)]);
    await stands(ALLSPORTS, { home_score: 2 });
    await eventually(() => expect(said("caught up", "allsports")).toBeGreaterThan(caughtUp));

    // Over while nobody listened: the list does not have it any more.
    const ended = match("2 - 0", { ...two, event_status: "Finished" });
    allsportsNow = ({ query }) => ({ body: query.met === "Livescore" ? { success: 1 } : livescore(ended) });
    await saysAgain("caught up", "allsports", () => feeds.allsports.end());
    await stands(ALLSPORTS, { status: "finished", home_score: 2, away_score: 0 });
    expect(await told(ALLSPORTS)).toEqual(["create goal", "create goal"]);
    await sawGoals(viewer, ALLSPORTS);
    expect(feeds.allsports.subscribed[0]?.query).toMatchObject({ APIkey: KEY });
  });

  it("a bridge that dies is started again, and what was missed meanwhile is asked for", async () => {
    const other = (score: string) =>
      match(score, { event_key: 5002, event_away_team: "Elsewhere", away_team_key: 73 });
    allsportsNow = () => ({ body: livescore(other("0 - 0")) });
    feeds.allsports.send([other("0 - 0")]);
    await stands("allsports-5002", { home_score: 0 });
    allsportsNow = () => ({ body: livescore(other("1 - 0")) });
    expect(journey.system.tasks.kill("BridgeService")).toBe(1);
    await stands("allsports-5002", { home_score: 1 });
  });

  it("silence is noticed where heartbeats are missed, heartbeats are noted, and no line has a key", async () => {
    await saysAgain("silent", "sportradar", () => clearInterval(beats));
    beats = startBeats();
    await eventually(async () => {
      const { Items } = await journey.call("dynamodb", "Scan", { TableName: feedsTable() });
      const key = { pk: { S: "provider#sportradar" }, sk: { S: "alive" } };
      expect(Items).toContainEqual(expect.objectContaining(key));
    });
    expect(await journey.deadLetters()).toEqual([]);
    expect(lines.filter((line) => line.includes(KEY))).toEqual([]);
    expect(lines.filter((line) => line.includes("not authorized"))).toEqual([]);
  });

  function feedsTable(): string {
    const tables = journey.system.template.ofType("AWS::DynamoDB::Table");
    return tables.find(({ logicalId }) => logicalId.startsWith("FeedsJournal"))?.ref ?? "";
  }
});
