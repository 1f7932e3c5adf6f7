import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, STATUS, teams } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { playRecorded } from "../support/recorded.ts";
import { onSharedSystem } from "../support/shared-system.ts";

/**
 * Clients as people have written them before, for servers of their own: the browser's WebSocket, a `switch`, and
 * nothing of this project. Only the address is ours.
 */

let journey: Journey;
const open: WebSocket[] = [];
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(async () => {
  for (const socket of open) socket.close();
  await journey.close();
});

function connect(query: string): WebSocket {
  const socket = new WebSocket(`${journey.system.wsUrl}${query}`);
  open.push(socket);
  return socket;
}

/** What such clients take a message to be, unchecked. */
interface Message {
  type: string;
  event: string;
  channel: string;
  match_id: string;
  timestamp: string;
  data: Record<string, unknown>;
  [field: string]: unknown;
}

describe("a client with one socket per match", () => {
  it("lists events, shows the score and follows the status without sending a message", async () => {
    const match = matchId();
    const events: Record<string, unknown>[] = [];
    let score: Record<string, unknown> = {};
    let status: unknown;
    let isOpen = false;

    const ws = connect(`?match=${match}`);
    ws.onopen = () => {
      isOpen = true;
    };
    ws.onmessage = ({ data }) => {
      const update: Message = JSON.parse(data);
      switch (update.type) {
        case "match_event":
          events.unshift(update.data);
          break;
        case "score_update":
          score = update.data;
          break;
        case "match_status":
          ({ status } = update.data);
          break;
      }
    };

    await eventually(() => expect(isOpen).toBe(true));
    await journey.send(STATUS, teams(match, { status: "first_half" }));
    await journey.send(EVENTS, {
      ...goal(match),
      minute: 45,
      extra_minute: 2,
      player_id: 789,
      position_x: 85.5,
      position_y: 45.2,
      metadata: '{"xG": 0.85}',
    });
    await eventually(() => {
      expect(status).toBe("first_half");
      expect(score).toMatchObject({ home_team_score: 1, away_team_score: 0 });
      expect(events).toMatchObject([
        {
          event_type: "goal",
          player_id: "789",
          minute: 45,
          extra_minute: 2,
          position_x: 85.5,
          position_y: 45.2,
        },
      ]);
    });
  });
});

describe("a client that subscribes by message", () => {
  it("hears of its match, its league and all live matches, until it has had enough", async () => {
    const match = matchId();
    const heard: Message[] = [];
    const ws = connect("");
    ws.onopen = () => {
      for (const channel of [`match:${match}`, "live:all", `league:league-${match}`])
        ws.send(JSON.stringify({ action: "subscribe", channels: [channel] }));
      ws.send(JSON.stringify({ action: "ping" }));
    };
    ws.onmessage = ({ data }) => heard.push(JSON.parse(data));
    const of = (type: string) => heard.filter((message) => message.type === type);
    await eventually(() => {
      expect(of("subscribed")).toHaveLength(3);
      expect(of("pong")).toHaveLength(1);
    });

    await journey.send(STATUS, teams(match, { status: "first_half" }));
    await journey.send(EVENTS, goal(match, { minute: 67 }));
    await eventually(() => {
      expect(of("match_update")).toMatchObject([
        { match_id: match, data: { home_team: { name: "Reds" }, away_team: { name: "Blues" }, league: {} } },
      ]);
      expect(of("match_status")).toMatchObject([{ data: { old_status: "scheduled", status: "first_half" } }]);
      expect(of("match_event")).toMatchObject([
        { match_id: match, data: { event_type: "goal", minute: 67 } },
      ]);
      for (const { timestamp } of heard) expect(new Date(timestamp).toISOString()).toBe(timestamp);
    });

    const channels = [`match:${match}`, "live:all", `league:league-${match}`];
    ws.send(JSON.stringify({ action: "unsubscribe", channels }));
    await eventually(() => expect(of("unsubscribed")).toHaveLength(1));
    const before = heard.length;
    await journey.send(EVENTS, goal(match));
    const other = await journey.viewer(`?match=${match}`);
    await other.next(({ state }) => state?.home_score === 2);
    ws.send(JSON.stringify({ action: "ping" }));
    await eventually(() => expect(of("pong")).toHaveLength(2));
    expect(heard.slice(before).map(({ type }) => type)).toEqual(["pong"]);
  });
});

describe("a client of flat messages", () => {
  it("follows all matches from kick-off to the end", async () => {
    const match = matchId();
    const heard: Message[] = [];
    const ws = connect("?dialect=flat");
    ws.onopen = () => {
      ws.send(JSON.stringify({ action: "subscribe_all" }));
      ws.send(JSON.stringify({ action: "ping" }));
    };
    ws.onmessage = ({ data }) => heard.push(JSON.parse(data));
    await eventually(() => {
      expect(heard).toContainEqual({ type: "SUBSCRIBED", subscription: "all_matches" });
      expect(heard).toContainEqual({ type: "PONG" });
    });

    await playRecorded(journey, match);
    const told = () => heard.filter(({ match_id }) => match_id === match);
    await eventually(() => expect(told().at(-1)).toMatchObject({ type: "MATCH_ENDED", final_score: "3-3" }));

    const fields: Record<string, string[]> = {
      MATCH_STARTED: ["home_team", "away_team", "league", "league_id", "start_time"],
      GOAL_SCORED: ["minute", "scorer", "team", "score", "home_team", "away_team", "league_id"],
      CARD_ISSUED: ["minute", "player", "team", "card_type", "home_team", "away_team", "league_id"],
      SUBSTITUTION: ["minute", "player_in", "player_out", "team", "home_team", "away_team", "league_id"],
      SCORE_UPDATE: ["home_team", "away_team", "score", "status", "league_id"],
    };
    const common = ["type", "match_id", "timestamp"];
    for (const message of told().slice(0, -1)) {
      expect(Object.keys(message).sort()).toEqual([...common, ...(fields[message.type] ?? [])].sort());
      for (const value of Object.values(message)) expect(value).toMatch(/./);
    }
    expect(new Set(told().map(({ type }) => type))).toEqual(new Set([...Object.keys(fields), "MATCH_ENDED"]));
  });
});

describe("a client of broadcast events", () => {
  it("listens by event on the channel of its league", async () => {
    const match = matchId();
    const league = `league-${match}`;
    const listeners: Record<string, Message["data"][]> = {
      "match.update": [],
      "match.event": [],
      "match.status": [],
    };
    let isSubscribed = false;
    const ws = connect(`?dialect=laravel&channels=sports.football.leagues.${league}`);
    ws.onmessage = ({ data }) => {
      const { event, channel, data: payload }: Message = JSON.parse(data);
      isSubscribed ||= event === "subscribed";
      if (channel?.startsWith(`sports.football.leagues.${league}`)) listeners[event]?.push(payload);
    };
    await eventually(() => expect(isSubscribed).toBe(true));
    await journey.send(STATUS, teams(match, { status: "first_half" }));
    await journey.send(EVENTS, goal(match, { detail: "penalty", metadata: { player_name: "Ada Nine" } }));
    await eventually(() => {
      expect(listeners["match.status"]).toMatchObject([{ previous_status: "scheduled", new_status: "live" }]);
      expect(listeners["match.event"]).toMatchObject([
        { event_type: "goal", player_name: "Ada Nine", description: "Goal from penalty kick", home_score: 1 },
      ]);
      expect(listeners["match.update"]?.at(-1)).toMatchObject({
        match_id: match,
        league_id: league,
        status: "live",
        home_team: { id: "10", name: "Reds", score: 1 },
        away_team: { id: "11", name: "Blues", score: 0 },
      });
    });
  });
});
