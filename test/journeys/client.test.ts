import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import Echo from "laravel-echo";
import Echo1 from "laravel-echo-1";
import type { Browser } from "playwright-core";
import { firstValueFrom, from, take, toArray } from "rxjs";
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { TouchlineConnector } from "../../client/echo/index.ts";
import { type Channel, type MatchFrame, Touchline, type TouchlineOptions } from "../../client/src/index.ts";
import { CHROMIUM, launchChromium } from "../support/chromium.ts";
import { dice } from "../support/dice.ts";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, STATUS, teams, upTo } from "../support/feed.ts";
import { type FragileSockets, fragileSockets } from "../support/fragile-socket.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";

let journey: Journey;
const clients: Touchline[] = [];
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => journey.close());

function connect(options: TouchlineOptions = {}): Touchline {
  const client = new Touchline(journey.system.wsUrl, options);
  client.on("error", () => {});
  clients.push(client);
  return client;
}

const tokenFor = (user: string, expiresInSeconds = 3600) =>
  journey.system.issueToken({
    user,
    name: user.toUpperCase(),
    channels: ["private-*", "presence-*"],
    expiresInSeconds,
  });

async function send(path: string, body: unknown): Promise<void> {
  expect((await journey.send(path, body)).status).toBe(202);
}

function collected(channel: Channel): MatchFrame[] {
  const frames: MatchFrame[] = [];
  channel.on("frame", (frame) => frames.push(frame));
  return frames;
}

const ready = (channel: Channel) =>
  new Promise<void>((resolve) => {
    channel.on("subscribed", () => resolve());
  });

/** `seq` of each entry, and its event, in the order they were told. */
function entries(frames: readonly MatchFrame[]): { seq: number; event_id: string | null }[] {
  const log = new Map<number, string | null>();
  for (const frame of frames) {
    if (frame.seq === frame.prev_seq) continue;
    log.set(frame.seq, frame.type === "match_event" ? frame.data.event_id : (log.get(frame.seq) ?? null));
  }
  return Array.from(log, ([seq, event_id]) => ({ seq, event_id }));
}

const PUBLIC = "select seq, event_id from match_log where match_id = $1 and public order by seq";
const publicLog = (match: string) => journey.query<{ seq: number; event_id: string | null }>(PUBLIC, [match]);

/** As if the server had never heard of anybody. */
async function forgetConnections(): Promise<void> {
  const { TableName, rows } = await connectionRows();
  for (const Key of rows) await journey.call("dynamodb", "DeleteItem", { TableName, Key });
}

/** The keys of the table of connections. */
async function connectionRows(): Promise<{ TableName: string; rows: Record<string, unknown>[] }> {
  const tables = journey.system.template.ofType("AWS::DynamoDB::Table");
  const table = tables.find(({ logicalId }) => logicalId.includes("Connections"));
  if (!table) throw new Error("no table of connections");
  const TableName = table.ref;
  const { KeySchema } = table.properties as { KeySchema: { AttributeName: string }[] };
  const { Items } = await journey.call("dynamodb", "Scan", { TableName });
  const rows = (Items as Record<string, unknown>[]).map((row) =>
    Object.fromEntries(KeySchema.map(({ AttributeName }) => [AttributeName, row[AttributeName]])),
  );
  return { TableName, rows };
}

describe("in Node", () => {
  test.each([
    ["the global WebSocket", undefined],
    ["that of ws", NodeWebSocket],
  ])("a match is its snapshot, then what happens, with %s", async (_, WebSocket) => {
    const match = matchId();
    await send(STATUS, teams(match, { status: "first_half", minute: 1 }));
    await send(EVENTS, [goal(match), goal(match, { team_id: "11" })]);
    await eventually(async () => expect(await publicLog(match)).toHaveLength(3));
    const channel = connect(WebSocket ? { WebSocket } : {}).match(match);
    const frames = collected(channel);
    const told: string[] = [];
    channel.on("goal", ({ data, state }) =>
      told.push(`${data.home_team} ${state.home_score}-${state.away_score}`),
    );
    await eventually(() => expect(channel.state).toMatchObject({ home_score: 1, away_score: 1, live: true }));
    await send(EVENTS, [
      goal(match, { minute: 20 }),
      goal(match, { event_type: "card", detail: "red", minute: 21 }),
    ]);
    await eventually(() => expect(frames.some(({ seq }) => seq === 5)).toBe(true));
    expect(frames[0]).toMatchObject({ type: "match_update", data: { home_team: { name: "Reds" } } });
    expect(entries(frames)).toEqual((await publicLog(match)).slice(3));
    expect(told).toEqual(["Reds 2-1"]);
    expect(channel.state).toMatchObject({ home_score: 2, away_score: 1 });
  });

  it("a filter lets through its events, and what is no event", async () => {
    const match = matchId();
    await send(STATUS, teams(match));
    const client = connect();
    const [goals, all] = [client.match(match, { types: ["goal"] }), connect().match(match)];
    const [some, every] = [collected(goals), collected(all)];
    await Promise.all([ready(goals), ready(all)]);
    const types = ["card", "goal", "shot", "goal", "card"];
    await send(
      EVENTS,
      types.map((event_type) => goal(match, { event_type })),
    );
    await eventually(() => expect(every.filter(({ type }) => type === "match_event")).toHaveLength(5));
    await eventually(() => expect(some.filter(({ type }) => type === "score_update")).toHaveLength(2));
    const events = some.flatMap((frame) => (frame.type === "match_event" ? frame.data.event_type : []));
    expect(events).toEqual(["goal", "goal"]);
  });

  it("a league, its teams and everything in play get each frame once, and a loop can be left", async () => {
    const [match, other] = [matchId(), matchId()];
    const client = connect();
    const league = collected(client.league(`league-${match}`));
    const team = collected(client.team("10"));
    const loop = firstValueFrom(from(client.live()).pipe(take(2), toArray()));
    await ready(client.league(`league-${match}`));
    for (const id of [match, other]) await send(STATUS, teams(id, { status: "first_half" }));
    await send(EVENTS, [goal(match), goal(other)]);
    const goals = (frames: readonly MatchFrame[], id: string) =>
      frames.filter(({ type, match_id }) => type === "match_event" && match_id === id);
    await eventually(() => expect([goals(team, match).length, goals(team, other).length]).toEqual([1, 1]));
    expect([goals(league, match).length, league.some(({ match_id }) => match_id === other)]).toEqual([
      1,
      false,
    ]);
    expect(await loop).toHaveLength(2);
  });

  it("history goes back as far as there is any", async () => {
    const match = matchId();
    await send(
      EVENTS,
      upTo(7).map((minute) => goal(match, { minute })),
    );
    await eventually(async () => expect(await publicLog(match)).toHaveLength(7));
    const channel = connect().match(match);
    await eventually(async () => expect(entries((await channel.history()).frames)).toHaveLength(7));
    const page = await channel.history({ limit: 3, before: 6 });
    expect([entries(page.frames).map(({ seq }) => seq), page.more]).toEqual([[3, 4, 5], true]);
    await expect(connect().live().history()).rejects.toMatchObject({ code: "bad_request" });
  });

  it("private channels show every event to whom they may, and say no to others", async () => {
    const match = matchId();
    const allowed = connect({ token: () => tokenFor("ada") }).match(match, { private: true });
    const frames = collected(allowed);
    const refusals: unknown[] = [];
    connect()
      .match(match, { private: true })
      .on("error", ({ code, channel }) => refusals.push([code, channel]));
    await ready(allowed);
    await send(EVENTS, [
      goal(match, { event_type: "pass" }),
      goal(match),
      goal(match, { event_type: "tackle" }),
    ]);
    await eventually(() => expect(entries(frames)).toHaveLength(3));
    expect(entries(frames)).toEqual(await journey.log(match));
    await eventually(() => expect(refusals).toEqual([["unauthorized_channel", `private-match:${match}`]]));
  });

  it("a token is renewed before it expires, and the frames never stop", async () => {
    const match = matchId();
    const reasons: string[] = [];
    // A quarter of it is left for the renewal, which takes its time on a busy machine.
    const LIFE_S = 12;
    const token = (reason: string) => {
      reasons.push(reason);
      return tokenFor("ada", reasons.length === 1 ? LIFE_S : 3600);
    };
    const channel = connect({ token }).match(match, { private: true });
    const frames = collected(channel);
    await ready(channel);
    await setTimeout((LIFE_S + 1) * 1_000);
    await send(EVENTS, [goal(match)]);
    await eventually(() => expect(entries(frames)).toHaveLength(1));
    expect(reasons).toEqual(["connect", "expiring"]);
  });

  it("members of a presence channel see one another", async () => {
    const match = matchId();
    const [ada, bob] = [connect({ token: () => tokenFor("ada") }), connect({ token: () => tokenFor("bob") })];
    const heard: unknown[] = [];
    const here = new Promise<readonly { id: string }[]>((resolve) => {
      ada.presence(`match:${match}`).on("here", resolve);
    });
    expect((await here).map(({ id }) => id)).toHaveLength(1);
    const channel = ada
      .presence(`match:${match}`)
      .on("join", ({ name }) => heard.push(["join", name]))
      .on("leave", ({ name }) => heard.push(["leave", name]));
    const theirs = bob.presence(`match:${match}`);
    theirs.on("here", () => {});
    await eventually(() => expect(theirs.count).toBe(2));
    await eventually(() => expect(heard).toEqual([["join", "BOB"]]));
    theirs.close();
    await eventually(() =>
      expect(heard).toEqual([
        ["join", "BOB"],
        ["leave", "BOB"],
      ]),
    );
    expect(channel.count).toBe(1);
  });

  it("a connection the server has lost track of is replaced before it is dropped", async () => {
    const match = matchId();
    const client = connect({ pingEvery: 1_000 });
    const states: string[] = [];
    const channel = client.match(match);
    const frames = collected(channel);
    await ready(channel);
    client.on("state", (state) => states.push(state));
    await send(EVENTS, [goal(match)]);
    await eventually(() => expect(entries(frames)).toHaveLength(1));
    await forgetConnections();
    await eventually(async () => expect((await connectionRows()).rows).not.toEqual([]));
    await send(EVENTS, [goal(match), goal(match)]);
    // By what was missed, or by a snapshot where that was still being written.
    await eventually(async () => {
      const log = await publicLog(match);
      expect(log).toHaveLength(3);
      expect(Math.max(...frames.map(({ seq }) => seq))).toBe(log.at(-1)?.seq);
    });
    await send(EVENTS, [goal(match)]);
    await eventually(async () => {
      const log = await publicLog(match);
      expect(log).toHaveLength(4);
      expect(entries(frames).at(-1)).toEqual(log.at(-1));
    });
    expect(states).toEqual([]);
  });
});

describe("6 clients of 2 matches, whose connections break and whose frames are lost, repeated and swapped", () => {
  async function feed(match: string, roll: () => number): Promise<void> {
    const known: string[] = [];
    for (let sent = 0; sent < 80; ) {
      const events = upTo(1 + Math.floor(roll() * 4)).map(() => {
        sent += 1;
        const old = known[Math.floor(roll() * known.length * 3)];
        if (old !== undefined)
          return goal(match, { event_id: old, operation: roll() < 0.5 ? "void" : "update" });
        const event = goal(match, { event_type: roll() < 0.3 ? "pass" : roll() < 0.6 ? "goal" : "card" });
        known.push(event.event_id);
        return event;
      });
      await send(EVENTS, events);
      await setTimeout(roll() * 60);
    }
  }

  /** All of a match that was told, what a snapshot stood for fetched as history. */
  async function assembled(channel: Channel, frames: MatchFrame[]) {
    const told = entries(frames);
    if (!frames.some((frame) => frame.seq === frame.prev_seq && frame.type === "match_update")) return told;
    const pages: MatchFrame[] = [];
    for (let more = true, before = Number.MAX_SAFE_INTEGER; more; ) {
      const page = await channel.history({ before, limit: 100 });
      pages.unshift(...page.frames);
      before = page.frames[0]?.seq ?? 0;
      more = page.more;
    }
    const all = new Map([...entries(pages), ...told].map((entry) => [entry.seq, entry]));
    return [...all.values()].sort((a, b) => a.seq - b.seq);
  }

  it("have the log that Postgres has, in order and each frame once", async () => {
    const matches = [matchId(), matchId()];
    const viewers = upTo(6).map((seed) => {
      const sockets = fragileSockets(dice(seed));
      const client = connect({ WebSocket: sockets.WebSocket, pingEvery: 500 });
      const channels = matches.map((match) => client.match(match));
      return { sockets, channels, frames: channels.map(collected), roll: dice(100 + seed) };
    });
    await Promise.all(viewers.flatMap(({ channels }) => channels.map(ready)));
    let isOver = false;
    const restless = async ({ sockets, roll }: { sockets: FragileSockets; roll: () => number }) => {
      while (!isOver) {
        await setTimeout(roll() * 3_000);
        sockets.breakOff();
      }
    };
    const losing = viewers.map(restless);
    await Promise.all(matches.map((match, index) => feed(match, dice(200 + index))));
    isOver = true;
    await Promise.all(losing);

    for (const [index, match] of matches.entries()) {
      const log = await publicLog(match);
      expect(log.length).toBeGreaterThan(30);
      for (const { channels, frames } of viewers) {
        const [channel, told] = [channels[index], frames[index] ?? []];
        if (!channel) throw new Error("no such channel");
        await eventually(async () => expect(await assembled(channel, told)).toEqual(log));
        const regular = told.filter(({ seq, prev_seq }) => seq !== prev_seq);
        const keys = regular.map(({ seq, type }) => `${seq} ${type}`);
        expect(new Set(keys).size).toBe(keys.length);
        expect(regular.map(({ seq }) => seq)).toEqual(regular.map(({ seq }) => seq).sort((a, b) => a - b));
        const last = await journey.get(`/api/v1/matches/${match}`);
        expect(channel.state).toMatchObject({ home_score: (last.body as { home_score: number }).home_score });
      }
    }
    expect(viewers.every(({ sockets }) => sockets.made > 1)).toBe(true);
  });
});

/** As much of Echo as both versions have, whose types differ. */
interface AnyEcho {
  channel(name: string): AnyChannel;
  private(name: string): AnyChannel;
  join(name: string): AnyChannel;
  leaveAllChannels(): void;
  disconnect(): void;
}
interface AnyChannel {
  listen(event: string, callback: (data: Record<string, unknown>) => void): AnyChannel;
  here(callback: (users: { name: string }[]) => void): AnyChannel;
  joining(callback: (user: { name: string }) => void): AnyChannel;
  leaving(callback: (user: { name: string }) => void): AnyChannel;
}

describe.each([
  ["1.19", Echo1],
  ["2", Echo],
])("Laravel Echo %s", (_, EchoClass) => {
  const echoOf = (bearerToken: string) => {
    const Class = EchoClass as unknown as new (options: object) => AnyEcho;
    return new Class({ broadcaster: TouchlineConnector, host: journey.system.wsUrl, bearerToken });
  };

  it("hears a match as from a Laravel server: public, private, and with others", async () => {
    const match = matchId();
    const name = `sports.football.leagues.league-${match}.matches.${match}`;
    await send(STATUS, teams(match, { status: "first_half", minute: 1 }));
    const heard: unknown[] = [];
    const echo = echoOf(await tokenFor("ada"));
    const other = echoOf(await tokenFor("bob"));
    echo.channel(`sports.football.leagues.league-${match}`).listen("MatchUpdate", ({ home_team }) => {
      heard.push(["update", (home_team as { score: number }).score]);
    });
    echo.private(name).listen("MatchEvent", ({ event_type }) => heard.push(event_type));
    const users: unknown[] = [];
    echo
      .join(`presence-${name}`)
      .here((all) => users.push(all.map((user) => user.name)))
      .joining((user) => users.push(`${user.name} came`))
      .leaving((user) => users.push(`${user.name} went`))
      .listen(".match.status", ({ new_status }) => heard.push(new_status));
    try {
      await eventually(() => expect(users).toEqual([["ADA"]]));
      other.join(name);
      await eventually(() => expect(users).toEqual([["ADA"], "BOB came"]));
      await send(EVENTS, [goal(match, { event_type: "pass" }), goal(match)]);
      await send(STATUS, teams(match, { status: "half_time" }));
      await eventually(() => expect(heard).toEqual(expect.arrayContaining(["pass", "goal", "half_time"])));
      await eventually(() => expect(heard).toContainEqual(["update", 1]));
      other.leaveAllChannels();
      await eventually(() => expect(users).toEqual([["ADA"], "BOB came", "BOB went"]));
    } finally {
      echo.disconnect();
      other.disconnect();
    }
  });
});

if (!CHROMIUM) console.warn("The client is not tested in a browser: no chromium or google-chrome on PATH.");

describe.skipIf(!CHROMIUM)("in Chromium", () => {
  let browser: Browser;
  let script: string;
  beforeAll(async () => {
    const entry = fileURLToPath(new URL("../../client/src/index.ts", import.meta.url));
    const built = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: "iife",
      globalName: "touchline",
      target: "es2022",
      write: false,
    });
    script = built.outputFiles[0]?.text ?? "";
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it("a match is its snapshot, then what happens, across a lost connection, and others see who is there", async () => {
    const match = matchId();
    await send(STATUS, teams(match, { status: "first_half", minute: 1 }));
    await eventually(async () => expect(await publicLog(match)).toHaveLength(1));
    const page = await browser.newPage();
    await page.addScriptTag({ content: script });
    await page.addScriptTag({ content: PAGE });
    await page.evaluate(`watch(${JSON.stringify([journey.system.wsUrl, match, await tokenFor("eve")])})`);
    const seen = () => page.evaluate("seen") as Promise<unknown[]>;
    await eventually(async () => expect(await seen()).toContainEqual(["here", "EVE"]));
    await eventually(async () => expect(await seen()).toContainEqual(["snapshot", "Reds"]));
    await send(EVENTS, [goal(match)]);
    await eventually(async () => expect(await seen()).toContainEqual(["goal", 2]));
    await page.evaluate("breakOff()");
    await send(EVENTS, [goal(match, { event_type: "pass" }), goal(match), goal(match)]);
    await eventually(async () => expect(await seen()).toContainEqual(["goal", 5]));
    const told = await seen();
    expect(told.filter((one) => Array.isArray(one) && one[0] === "goal")).toEqual([
      ["goal", 2],
      ["goal", 4],
      ["goal", 5],
    ]);
    expect(told.filter((one) => Array.isArray(one) && one[0] === "state").flat()).toEqual(
      ["connected", "reconnecting", "connected"].flatMap((state) => ["state", state]),
    );
    const ada = connect({ token: () => tokenFor("ada") }).presence(`match:${match}`);
    ada.on("here", () => {});
    await eventually(() => expect(ada.count).toBe(2));
    await page.close();
    await eventually(() => expect(ada.count).toBe(1));
  });
});

/** What the page does: it has the client as `touchline`, and nothing to build it with. */
const PAGE = `
const seen = [];
const sockets = [];
class Socket extends WebSocket {
  constructor(url) { super(url); sockets.push(this); }
}
function watch([url, match, token]) {
  const client = new touchline.Touchline(url, { token, WebSocket: Socket });
  client.on("state", (state) => seen.push(["state", state]));
  client.match(match)
    .on("snapshot", ({ data }) => seen.push(["snapshot", data.home_team.name]))
    .on("goal", ({ seq }) => seen.push(["goal", seq]));
  client.presence("match:" + match).on("here", ([member]) => seen.push(["here", member.name]));
}
function breakOff() {
  for (const socket of sockets) socket.close();
}
`;
