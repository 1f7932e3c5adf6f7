import { afterAll, describe, expect, it } from "vitest";
import { EVENTS, goal, matchId, STATUS, teams } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

describe("a viewer", () => {
  it("who subscribes gets the snapshot, then every frame after it", async () => {
    const match = matchId();
    await journey.send(STATUS, teams(match, { status: "first_half", home_score: 1, away_score: 0 }));
    const early = await journey.viewer(`?match=${match}`);
    await early.next(({ type, seq }) => type === "match_update" && seq === 1);

    const viewer = await journey.viewer();
    viewer.send({ action: "subscribe", id: 7, channels: [`match:${match}`] });
    const answer = await viewer.next(({ type }) => type === "subscribed");
    expect(answer).toMatchObject({
      id: 7,
      channels: [`match:${match}`],
      recovered: { [`match:${match}`]: false },
    });
    const snapshot = await viewer.next(({ type }) => type === "match_update");
    expect(snapshot).toMatchObject({ seq: 1, state: { home_score: 1, away_score: 0, status: "first_half" } });

    await journey.send(EVENTS, goal(match));
    expect(await viewer.next(({ type }) => type === "match_event")).toMatchObject({ seq: 2, prev_seq: 1 });

    viewer.send({ action: "ping", id: "p" });
    expect(await viewer.next(({ type }) => type === "pong")).toMatchObject({
      id: "p",
      positions: { [`match:${match}`]: 2 },
    });
  });

  it("who subscribes while connecting is greeted with the snapshot as well", async () => {
    const match = matchId();
    await journey.send(STATUS, teams(match, { status: "half_time" }));
    const first = await journey.viewer(`?match=${match}`);
    await first.next(({ state }) => state?.status === "half_time");
    const viewer = await journey.viewer(`?channels=match:${match},all`);
    await viewer.next(({ type }) => type === "subscribed");
    expect(await viewer.next(({ type }) => type === "match_update")).toMatchObject({
      data: { status: "half_time", home_team: { id: "10", name: "Reds" } },
    });
  });

  it("who unsubscribes hears no more of it", async () => {
    const [left, stayed] = [matchId(), matchId()];
    const viewer = await journey.viewer(`?match=${left}&match=${stayed}`);
    await viewer.next(({ type }) => type === "subscribed");
    viewer.send({ action: "unsubscribe", channels: [`match:${left}`] });
    await viewer.next(({ type }) => type === "unsubscribed");
    await journey.send(EVENTS, [goal(left), goal(left)]);
    await journey.send(EVENTS, goal(stayed));
    await viewer.next(({ match_id }) => match_id === stayed);
    expect(viewer.frames.filter(({ match_id }) => match_id === left)).toEqual([]);
  });

  it("of several channels of a match gets each frame once", async () => {
    const match = matchId();
    const viewer = await journey.viewer();
    const channels = [`match:${match}`, `league:league-${match}`, "team:10", "live:all", "all"];
    viewer.send({ action: "subscribe", channels });
    await viewer.next(({ type }) => type === "subscribed");
    await journey.send(STATUS, teams(match, { status: "first_half" }));
    await journey.send(EVENTS, [goal(match), goal(match)]);
    await viewer.next(
      ({ match_id, seq, type }) => match_id === match && seq === 3 && type === "score_update",
    );
    const seqs = viewer.of("match_event").filter(({ match_id }) => match_id === match);
    expect(seqs.map(({ seq }) => seq)).toEqual([2, 3]);
  });

  it.each(["league", "team", "live:all", "all"])("of the channel %s hears of the match", async (name) => {
    const match = matchId();
    const team = `team-${match}`;
    const channel = { league: `league:league-${match}`, team: `team:${team}` }[name] ?? name;
    const viewer = await journey.viewer(`?channels=${channel}`);
    await viewer.next(({ type }) => type === "subscribed");
    await journey.send(STATUS, teams(match, { status: "first_half", home_team: { id: team } }));
    await journey.send(EVENTS, goal(match));
    expect(
      await viewer.next(({ match_id, type }) => match_id === match && type === "match_event"),
    ).toMatchObject({
      channel: `match:${match}`,
    });
  });

  it("of live matches sees a match end, and nothing of it after that", async () => {
    const match = matchId();
    const viewer = await journey.viewer();
    viewer.send({ action: "subscribe_all" });
    await viewer.next(({ type }) => type === "subscribed");
    await journey.send(STATUS, teams(match, { status: "second_half" }));
    await journey.send(STATUS, { match_id: match, status: "finished" });
    await journey.send(STATUS, { match_id: match, home_score: 9, away_score: 9 });
    const other = matchId();
    await journey.send(EVENTS, goal(other));
    await viewer.next(({ match_id }) => match_id === other);
    // A goal may overtake what is less urgent of another match.
    await viewer.next(({ match_id, state }) => match_id === match && state?.status === "finished");
    const told = viewer.frames.filter(({ match_id }) => match_id === match);
    expect(told.at(-1)).toMatchObject({ type: "match_status", data: { status: "finished" } });
  });
});

describe("what is refused", () => {
  it.each<[string, unknown, string]>([
    ["what is no JSON", "goal!", "bad_request"],
    ["an action nobody knows", { action: "dance" }, "bad_request"],
    ["no channels", { action: "subscribe", channels: [] }, "bad_request"],
    ["a long message", { action: "ping", filler: "x".repeat(5_000) }, "bad_request"],
    ["a channel that does not exist", { action: "subscribe", channels: ["weather"] }, "unknown_channel"],
    ["a private channel", { action: "subscribe", channels: ["private-match:1"] }, "unauthorized_channel"],
    ["101 channels", { action: "subscribe", channels: channels(101) }, "too_many_channels"],
  ])("%s is answered with an error frame, and the connection stays", async (_, message, code) => {
    const viewer = await journey.viewer();
    viewer.send(message);
    expect(await viewer.next(({ type }) => type === "error")).toMatchObject({
      code,
      message: expect.any(String),
    });
    viewer.send({ action: "ping" });
    await viewer.next(({ type }) => type === "pong");
  });

  it.each<[string, string, number]>([
    ["a channel that does not exist", "?channels=weather", 400],
    ["a private channel", "?channels=private-match:1", 401],
  ])("%s while connecting refuses the handshake", async (_, query, status) => {
    await expect(journey.viewer(query)).rejects.toThrow(`refused: ${status}`);
  });
});

function channels(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `match:m${index}`);
}
