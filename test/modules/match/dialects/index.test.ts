import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusal, subscribed, unsubscribed } from "../../../../modules/match/control-frame.ts";
import { batchesOf, inDialect } from "../../../../modules/match/dialects/index.ts";
import type { FeedItem } from "../../../../modules/match/event.ts";
import { framesOf, type MatchFrame, snapshotFrame, statsFrame } from "../../../../modules/match/frame.ts";
import { snapshot } from "../../../../modules/match/state.ts";
import { privateView } from "../../../../modules/match/view.ts";
import { announcement, event, NOW, report } from "../../../support/items.ts";
import { play } from "../../../support/play.ts";

const KICK_OFF = announcement({ kick_off: "2024-11-20T20:00:00.000Z" });
const STARTED = report({ status: "first_half", minute: 1 });
const NAMED = { metadata: { player_name: "Ada Nine", related_player_name: "Bea Ten" } };

/** The frames of the last of `items`, as `framesOf` makes them. */
function framesAfter(...items: FeedItem[]): MatchFrame[] {
  const { state, log } = play(items);
  const last = log.at(-1);
  return last ? framesOf(last, state) : [];
}

function said(dialect: "flat" | "laravel", frames: readonly MatchFrame[]): unknown[] {
  return frames.flatMap((frame) => inDialect(frame, dialect) ?? []);
}

const ABOUT = {
  match_id: "123",
  home_team: "Reds",
  away_team: "Blues",
  league_id: "premier-league",
  timestamp: NOW,
};

describe("flat", () => {
  it("reports the start of a match", () => {
    expect(said("flat", framesAfter(KICK_OFF, STARTED))).toEqual([
      { type: "MATCH_STARTED", ...ABOUT, league: "Premier League", start_time: "2024-11-20 20:00" },
    ]);
  });

  it.each([
    ["its own", "10", "open_play", "home", "1-0"],
    ["an own goal", "10", "own_goal", "away", "0-1"],
  ])("says a goal and the score, %s", (_, team_id, detail, team, score) => {
    const goal = event({ team_id, detail, minute: 45, extra_minute: 2, player_id: "9", ...NAMED });
    expect(said("flat", framesAfter(KICK_OFF, STARTED, goal))).toEqual([
      { type: "GOAL_SCORED", ...ABOUT, minute: "45+2", scorer: "Ada Nine", team, score },
      { type: "SCORE_UPDATE", ...ABOUT, score, status: "1st Half" },
    ]);
  });

  it.each([
    ["yellow", "yellow card"],
    [undefined, "yellow card"],
    ["second_yellow", "red card"],
    ["red", "red card"],
  ])("says a card that is %s", (detail, card_type) => {
    const card = event({ event_type: "card", detail, team_id: "11", player_id: "9" });
    expect(said("flat", framesAfter(KICK_OFF, STARTED, card))).toEqual([
      { type: "CARD_ISSUED", ...ABOUT, minute: "12", player: "9", team: "away", card_type },
    ]);
  });

  it("names the players who come on and go off", () => {
    const change = event({ event_type: "substitution", ...NAMED });
    expect(said("flat", framesAfter(KICK_OFF, STARTED, change))).toEqual([
      {
        type: "SUBSTITUTION",
        ...ABOUT,
        minute: "12",
        player_in: "Ada Nine",
        player_out: "Bea Ten",
        team: "home",
      },
    ]);
  });

  it("reports the end of a match, with the score at half-time", () => {
    const items = [
      KICK_OFF,
      STARTED,
      event(),
      report({ status: "half_time" }),
      report({ status: "second_half" }),
    ];
    const end = [event({ period: "second_half", minute: 80, team_id: "11" }), report({ status: "finished" })];
    expect(said("flat", framesAfter(...items, ...end))).toEqual([
      {
        type: "MATCH_ENDED",
        match_id: "123",
        home_team: "Reds",
        home_team_key: "10",
        away_team: "Blues",
        away_team_key: "11",
        final_score: "1-1",
        halftime_score: "1-0",
        league: "Premier League",
        league_key: "premier-league",
        country: "",
        timestamp: NOW,
      },
    ]);
  });

  it("sends a snapshot as a score, and nothing for types it does not have", () => {
    const { state } = play([KICK_OFF, STARTED, event()]);
    expect(inDialect(snapshotFrame(snapshot(state), state.public_seq, NOW), "flat")).toEqual({
      type: "SCORE_UPDATE",
      ...ABOUT,
      score: "1-0",
      status: "1st Half",
    });
    expect(inDialect(statsFrame(state, NOW), "flat")).toBeUndefined();
    const goal = event({ event_id: "taken-back" });
    const voided = event({ event_id: "taken-back", operation: "void" });
    expect(said("flat", framesAfter(KICK_OFF))).toEqual([]);
    expect(said("flat", framesAfter(KICK_OFF, STARTED, report({ status: "half_time" })))).toEqual([]);
    expect(said("flat", framesAfter(KICK_OFF, STARTED, goal, voided))).toMatchObject([
      { type: "SCORE_UPDATE", score: "0-0" },
    ]);
    expect(said("flat", framesAfter(KICK_OFF, event({ period: "penalty_shootout" })).slice(0, 1))).toEqual(
      [],
    );
  });

  it("answers as it is documented, and refuses in words", () => {
    expect(inDialect(subscribed(["live:all"], NOW), "flat")).toEqual({
      type: "SUBSCRIBED",
      subscription: "all_matches",
    });
    expect(inDialect(subscribed(["match:1", "match:2"], NOW, 7), "flat")).toEqual({
      type: "SUBSCRIBED",
      id: 7,
      subscription: "match:1,match:2",
    });
    expect(inDialect({ type: "pong", timestamp: NOW, positions: {} }, "flat")).toEqual({ type: "PONG" });
    expect(inDialect(refusal("bad_request", "No.", NOW), "flat")).toMatchObject({
      type: "ERROR",
      code: "bad_request",
    });
  });
});

describe("laravel", () => {
  const CHANNEL = "sports.football.leagues.premier-league.matches.123";

  it("sends a snapshot or a score as an update of the match", () => {
    const { state } = play([KICK_OFF, STARTED, event({ minute: 75, period: "second_half" })]);
    const update = {
      event: "match.update",
      channel: CHANNEL,
      data: {
        match_id: "123",
        sport_id: "football",
        league_id: "premier-league",
        status: "live",
        home_team: { id: "10", name: "Reds", score: 1 },
        away_team: { id: "11", name: "Blues", score: 0 },
        period: "2nd Half",
        time: "75:00",
        last_updated: NOW,
      },
    };
    expect(inDialect(snapshotFrame(snapshot(state), 3, NOW), "laravel")).toEqual(update);
    const goal = event({ minute: 75, period: "second_half" });
    expect(said("laravel", framesAfter(KICK_OFF, STARTED, goal))[1]).toEqual(update);
  });

  it("sends an event with its score and the time played", () => {
    const goal = event({ event_id: "e", detail: "penalty", minute: 75, second: 30, ...NAMED });
    expect(said("laravel", framesAfter(KICK_OFF, STARTED, goal))[0]).toEqual({
      event: "match.event",
      channel: CHANNEL,
      data: {
        match_id: "123",
        event_id: "e",
        event_type: "goal",
        operation: "create",
        team_id: "10",
        player_name: "Ada Nine",
        time: "74:30",
        description: "Goal from penalty kick",
        home_score: 1,
        away_score: 0,
        timestamp: NOW,
      },
    });
  });

  it.each<[Parameters<typeof event>[0], string]>([
    [{ detail: "open_play" }, "Goal"],
    [{ event_type: "card" }, "Yellow card"],
    [{ event_type: "card", detail: "second_yellow" }, "Second yellow card"],
    [{ event_type: "var", detail: "goal_cancelled" }, "VAR: goal cancelled"],
    [{ event_type: "period_end" }, "Period end"],
  ])("describes %j as %s", (fields, description) => {
    expect(said("laravel", framesAfter(KICK_OFF, event(fields)))[0]).toMatchObject({ data: { description } });
  });

  it("sends the status of a match in play as live, and any other as it is", () => {
    const status = (...items: FeedItem[]) => said("laravel", framesAfter(KICK_OFF, ...items));
    const data = (previous_status: string, new_status: string) => [
      {
        event: "match.status",
        channel: CHANNEL,
        data: { match_id: "123", previous_status, new_status, timestamp: NOW },
      },
    ];
    expect(status(report({ status: "first_half" }))).toEqual(data("scheduled", "live"));
    expect(status(STARTED, report({ status: "half_time" }))).toEqual(data("live", "half_time"));
    expect(status(STARTED, report({ status: "finished" }))).toEqual(data("live", "finished"));
  });

  it("names the channel by what it knows, and the private one as such", () => {
    const nameless = framesAfter(event())[0] as MatchFrame;
    expect(inDialect(nameless, "laravel")).toMatchObject({ channel: "match:123" });
    const named = framesAfter(KICK_OFF, event())[0] as MatchFrame;
    expect(inDialect(privateView(named, 2), "laravel")).toMatchObject({ channel: `private-${CHANNEL}` });
    expect(inDialect(privateView(nameless, 2), "laravel")).toMatchObject({ channel: "private-match:123" });
  });

  it("answers with events of their own name", () => {
    expect(inDialect(unsubscribed(["all"], NOW, "u"), "laravel")).toEqual({
      event: "unsubscribed",
      data: { id: "u", timestamp: NOW, channels: ["all"] },
    });
  });
});

describe("batches", () => {
  it("hold every frame, in order, in as few messages as API Gateway takes", () => {
    const some = fc.array(
      fc.string({ maxLength: 12 }).map((text) => JSON.stringify({ text: text.repeat(4_000) })),
    );
    fc.assert(
      fc.property(some, (frames) => {
        const batches = batchesOf(frames, "touchline");
        const inside = batches.flatMap((batch) => {
          const { type, frames: several } = JSON.parse(batch);
          return type === "batch" ? several.map((frame: unknown) => JSON.stringify(frame)) : [batch];
        });
        expect(inside).toEqual(frames);
        expect(
          batches.every((batch) => Buffer.byteLength(batch) <= 128 * 1024 || !batch.startsWith('{"type"')),
        ).toBe(true);
        for (const [index, batch] of batches.entries()) {
          const next = batches[index + 1];
          if (next) expect(Buffer.byteLength(batch) + Buffer.byteLength(next)).toBeGreaterThan(120_000);
        }
      }),
    );
  });
});
