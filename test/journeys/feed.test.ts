import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, STATUS, teams, upTo } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

describe("from a vendor's post to a viewer's frame", () => {
  it("takes one event, an array and a batch of 500, each stored once and in order", async () => {
    const match = matchId();
    const viewer = await journey.viewer(`?match=${match}`);
    const batch = Array.from({ length: 500 }, () => goal(match, { event_type: "shot" }));
    for (const body of [goal(match), [goal(match), goal(match)], { events: batch }]) {
      expect(await journey.send(EVENTS, body)).toMatchObject({ status: 202, body: { duplicates: 0 } });
    }
    await viewer.next(({ seq, type }) => type === "match_event" && seq === 503);
    expect(viewer.of("match_event").map(({ seq }) => seq)).toEqual(upTo(503));
    expect((await journey.log(match)).map(({ seq }) => seq)).toEqual(upTo(503));
  });

  it("shows the score with its teams, and takes a cancelled goal back", async () => {
    const match = matchId();
    const viewer = await journey.viewer(`?match=${match}`);
    const header = goal(match, { detail: "header" });
    await journey.send(STATUS, teams(match, { status: "first_half" }));
    await journey.send(EVENTS, [header, goal(match, { detail: "own_goal" })]);
    await journey.send(EVENTS, { ...header, operation: "update", minute: 13, player_id: "789" });
    await journey.send(EVENTS, { ...header, operation: "void" });
    await viewer.next(({ seq, type }) => seq === 5 && type === "score_update");

    const scores = viewer.of("score_update").map(({ data }) => data);
    expect(scores).toEqual([
      { home_team_score: 1, away_team_score: 0, reason: "goal" },
      { home_team_score: 1, away_team_score: 1, reason: "goal" },
      { home_team_score: 0, away_team_score: 1, reason: "void" },
    ]);
    const told = viewer.of("match_event").map(({ data }) => [data.operation, data.minute, data.home_team]);
    expect(told).toEqual([
      ["create", 12, "Reds"],
      ["create", 12, "Reds"],
      ["update", 13, "Reds"],
      ["void", 12, "Reds"],
    ]);
    expect((await journey.get(`/api/v1/matches/${match}`)).body).toMatchObject({
      home_score: 0,
      away_score: 1,
      status: "first_half",
      live: true,
      seq: 5,
      home_team: { id: "10", name: "Reds" },
    });
  });

  it("corrects score and status as a feed says, and lists the match by them", async () => {
    const match = matchId();
    const viewer = await journey.viewer(`?match=${match}`);
    await journey.send(STATUS, teams(match, { status: "second_half", home_score: 2, away_score: 1 }));
    await journey.send(STATUS, { match_id: match, status: "finished", home_score: 2, away_score: 2 });
    await viewer.next(({ data }) => data?.old_status === "second_half");
    expect(viewer.of("score_update").at(-1)?.data).toEqual({
      home_team_score: 2,
      away_team_score: 2,
      reason: "correction",
    });
    const listed = async (query: string) => {
      const { body } = await journey.get(`/api/v1/matches?league=league-${match}${query}`);
      return (body as { matches: { match_id: string }[] }).matches.map(({ match_id }) => match_id);
    };
    expect(await listed("")).toEqual([match]);
    expect(await listed("&status=finished")).toEqual([match]);
    expect(await listed("&status=live")).toEqual([]);
  });

  it("a batch sent again changes nothing, with or without a webhook-id", async () => {
    const match = matchId();
    const viewer = await journey.viewer(`?match=${match}`);
    const batch = { events: Array.from({ length: 20 }, () => goal(match)) };
    await journey.send(EVENTS, batch);
    await viewer.next(({ seq }) => seq === 20);
    await journey.send(EVENTS, batch);
    await journey.send(EVENTS, batch);
    await journey.send(EVENTS, goal(match, { event_id: "last" }));
    await viewer.next(({ seq }) => seq === 21);
    expect(await journey.log(match)).toHaveLength(21);
    expect(viewer.of("match_event").map(({ seq }) => seq)).toEqual(upTo(21));
  });
});

describe("the log", () => {
  it("is read in pages that continue where the last one ended", async () => {
    const match = matchId();
    await journey.send(
      EVENTS,
      Array.from({ length: 7 }, () => goal(match, { event_id: randomUUID() })),
    );
    await eventually(async () => expect(await journey.log(match)).toHaveLength(7));
    const seen: number[] = [];
    let after = 0;
    for (let page = 0; page < 4; page += 1) {
      const { body } = await journey.get(`/api/v1/matches/${match}/events?after_seq=${after}&limit=3`);
      const { events, next_after_seq } = body as { events: { seq: number }[]; next_after_seq: number };
      seen.push(...events.map(({ seq }) => seq));
      after = next_after_seq;
    }
    expect(seen).toEqual(upTo(7));
    expect(after).toBe(7);
  });

  it("of a match nobody has heard of is 404", async () => {
    expect(await journey.get("/api/v1/matches/nobody/events")).toMatchObject({ status: 404 });
  });
});
