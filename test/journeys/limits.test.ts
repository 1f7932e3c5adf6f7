import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, STATUS, teams, upTo } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";
import type { Frame, Viewer } from "../support/viewer.ts";

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

const answering = (id: unknown) => (frame: Frame) => frame.id === id;

async function privileged(query = ""): Promise<Viewer> {
  const token = await journey.system.issueToken({ user: "ann", scope: "touchline:private" });
  return journey.viewer(`?token=${token}${query}`);
}

/** Entries of a match: its kick-off, a pass, a goal, a pass, a card. */
async function played(match: string, viewer: Viewer): Promise<void> {
  await journey.send(STATUS, teams(match, { status: "first_half" }));
  const types = ["pass", "goal", "pass", "card"];
  await journey.send(
    EVENTS,
    types.map((event_type) => goal(match, { event_type })),
  );
  await viewer.next(({ match_id, seq }) => match_id === match && seq === 5);
}

describe("a message", () => {
  it.each<[string, unknown, string]>([
    ["that is no JSON", "{", "bad_request"],
    ["that is none of the known ones", { action: "dance", id: 1 }, "bad_request"],
    ["of more than 4 KiB", { action: "ping", id: 1, padding: "x".repeat(5_000) }, "bad_request"],
    [
      "with a filter of no event",
      { action: "subscribe", id: 1, channels: ["all"], filter: { types: ["x"] } },
      "bad_request",
    ],
    ["to a channel that is none", { action: "subscribe", id: 1, channels: ["match:"] }, "unknown_channel"],
    ["to leave a channel that is none", { action: "unsubscribe", id: 1, channels: ["x"] }, "unknown_channel"],
    [
      "to a channel that needs a token",
      { action: "subscribe", id: 1, channels: ["private-all"] },
      "unauthorized_channel",
    ],
    ["with a token that is none", { action: "authenticate", id: 1, token: "x.y.z" }, "unauthorized_channel"],
    ["about members of what has none", { action: "presence", id: 1, channel: "match:1" }, "bad_request"],
    ["about the history of what has none", { action: "history", id: 1, channel: "all" }, "bad_request"],
    [
      "about a private history",
      { action: "history", id: 1, channel: "private-match:1" },
      "unauthorized_channel",
    ],
    [
      "to more than 100 channels",
      { action: "subscribe", id: 1, channels: upTo(101).map((n) => `match:${n}`) },
      "too_many_channels",
    ],
  ])("%s is refused, and the connection stays", async (_, message, code) => {
    const viewer = await journey.viewer();
    viewer.send(message);
    expect(await viewer.next(({ type }) => type === "error")).toMatchObject({
      code,
      message: expect.any(String),
    });
    viewer.send({ action: "ping", id: "after" });
    await viewer.next(answering("after"));
  });

  it("beyond ten in a second is refused, and those of the next second are answered again", async () => {
    const viewer = await journey.viewer();
    let sent = 0;
    // Again and again: the first of them may find the functions asleep, and so come to be counted one by one.
    await eventually(async () => {
      for (const _ of upTo(40)) viewer.send({ action: "ping", id: sent++ });
      await eventually(() => expect(viewer.frames).toHaveLength(sent));
      expect(viewer.of("error")).not.toEqual([]);
    });
    expect(new Set(viewer.of("error").map(({ code }) => code))).toEqual(new Set(["rate_limited"]));
    expect(viewer.of("pong").length).toBeGreaterThanOrEqual(10);
    await eventually(async () => {
      const id = `later-${viewer.frames.length}`;
      viewer.send({ action: "ping", id });
      expect(await viewer.next(answering(id))).toMatchObject({ type: "pong" });
    });
  });

  it("of a connection nothing is known of any more is answered by sending it elsewhere", async () => {
    const viewer = await journey.viewer();
    const tables = journey.system.template.ofType("AWS::DynamoDB::Table");
    const TableName = tables.find(({ logicalId }) =>
      logicalId.startsWith("LiveSocketsAudienceConnections"),
    )?.ref;
    const { Items = [] } = await journey.call("dynamodb", "Scan", { TableName });
    for (const { connection_id } of Items as { connection_id: unknown }[])
      await journey.call("dynamodb", "DeleteItem", { TableName, Key: { connection_id } });
    viewer.send({ action: "ping" });
    expect(await viewer.next(({ type }) => type === "reconnect")).toMatchObject({
      within_ms: expect.any(Number),
    });
  });
});

describe("channels", () => {
  it("are the same by their hierarchical names", async () => {
    const match = matchId();
    const league = `league-${match}`;
    const names = [
      "sports.football",
      `sports.football.leagues.${league}`,
      `sports.football.leagues.${league}.matches.${match}`,
      "sports.football.teams.10",
    ];
    const viewer = await journey.viewer();
    viewer.send({ action: "subscribe", id: 1, channels: names });
    expect(await viewer.next(answering(1))).toMatchObject({
      channels: names,
      recovered: { [`sports.football.leagues.${league}.matches.${match}`]: false },
    });
    await journey.send(STATUS, teams(match));
    await journey.send(EVENTS, goal(match));
    await viewer.next(({ match_id, type }) => match_id === match && type === "score_update");
    expect(viewer.of("match_event")).toMatchObject([{ channel: `match:${match}`, seq: 2 }]);
    viewer.send({ action: "unsubscribe", channels: [names[0], `match:${match}`, names[1], names[3]] });
    await viewer.next(({ type }) => type === "unsubscribed");
    viewer.send({ action: "ping", id: 2 });
    expect(await viewer.next(answering(2))).toMatchObject({ positions: {} });
  });

  it("that are private carry every entry, and those of the same viewer that are public nothing more", async () => {
    const match = matchId();
    const viewer = await privileged();
    viewer.send({ action: "subscribe", channels: [`match:${match}`, `private-match:${match}`, "all"] });
    await viewer.next(({ type }) => type === "subscribed");
    await played(match, viewer);
    await viewer.next(({ type, seq }) => type === "match_event" && seq === 5);
    const told = viewer.of("match_event").filter(({ match_id }) => match_id === match);
    expect(told.map(({ channel, seq, prev_seq }) => `${channel} ${seq} ${prev_seq}`)).toEqual(
      [2, 3, 4, 5].map((seq) => `private-match:${match} ${seq} ${seq - 1}`),
    );
    viewer.send({ action: "ping", id: 1 });
    expect(await viewer.next(answering(1))).toMatchObject({ positions: { [`private-match:${match}`]: 5 } });
  });

  it("can be filtered, now, when coming back, and when looking back", async () => {
    const match = matchId();
    const channel = `match:${match}`;
    const filter = { types: ["card"] };
    const [all, some] = [await journey.viewer(), await journey.viewer()];
    all.send({ action: "subscribe", channels: [channel] });
    some.send({ action: "subscribe", channels: [channel], filter });
    for (const one of [all, some]) await one.next(({ type }) => type === "subscribed");
    await played(match, all);
    await some.next(({ seq }) => seq === 5);
    const told = (viewer: Viewer) =>
      viewer.frames
        .filter(({ match_id, type }) => match_id === match && type !== "stats_update")
        .map(({ type, seq }) => `${type} ${seq}`);
    expect(told(some)).toEqual(["match_update 1", "match_status 1", "score_update 3", "match_event 5"]);
    expect(told(all).slice(2)).toEqual(["match_event 3", "score_update 3", "match_event 5"]);

    const back = await journey.viewer();
    back.send({ action: "subscribe", id: 1, channels: [channel], filter, after_seq: { [channel]: 0 } });
    expect(await back.next(answering(1))).toMatchObject({ recovered: { [channel]: true } });
    await back.next(({ seq }) => seq === 5);
    expect(told(back)).toEqual(told(some));
    back.send({ action: "history", id: 2, channel });
    const { frames } = await back.next(answering(2));
    expect((frames as Frame[]).map(({ type, seq }) => `${type} ${seq}`)).toEqual(told(some));
    back.send({ action: "subscribe", id: 3, channels: [channel], filter: { types: ["substitution"] } });
    await back.next(answering(3));
    back.send({ action: "ping", id: 4 });
    expect(await back.next(answering(4))).toMatchObject({ positions: { [channel]: 3 } });
  });
});

describe("a bare WebSocket", () => {
  it("comes back with the position it has, and is told what it missed", async () => {
    const match = matchId();
    const stayed = await journey.viewer(`?match=${match}`);
    await stayed.next(({ type }) => type === "subscribed");
    await played(match, stayed);
    await stayed.next(({ type, seq }) => type === "match_event" && seq === 5);
    for (const query of [
      `?match=${match}&after_seq=3`,
      `?channels=match:${match},all&after_seq=match:${match}:3`,
    ]) {
      const back = await journey.viewer(query);
      await back.next(({ seq }) => seq === 5);
      expect(back.frames[0]).toMatchObject({ type: "subscribed", recovered: { [`match:${match}`]: true } });
      expect(back.frames.slice(1).map(({ type, seq }) => `${type} ${seq}`)).toEqual(["match_event 5"]);
    }
    for (const bad of ["x", "-1", "match:1:", `${match}:1.5`])
      await expect(journey.viewer(`?match=${match}&after_seq=${bad}`)).rejects.toThrow("refused: 400");
  });

  it("that takes batches gets all that answers a message as one", async () => {
    const match = matchId();
    const stayed = await journey.viewer(`?match=${match}`);
    await stayed.next(({ type }) => type === "subscribed");
    await played(match, stayed);
    const viewer = await journey.viewer("?batch=1");
    const channel = `match:${match}`;
    viewer.send({ action: "subscribe", channels: [channel], after_seq: { [channel]: 0 } });
    const { frames } = await viewer.next(({ type }) => type === "batch");
    expect((frames as Frame[]).map(({ type, seq }) => `${type} ${seq ?? ""}`)).toEqual([
      "subscribed ",
      "match_update 1",
      "match_status 1",
      "match_event 3",
      "score_update 3",
      "match_event 5",
    ]);
    expect(viewer.frames).toHaveLength(1);
  });

  it("is answered in the dialect it asked for", async () => {
    const flat = await journey.viewer("?dialect=flat");
    flat.send({ action: "subscribe_all", id: 1 });
    expect(await flat.next(answering(1))).toMatchObject({ type: "SUBSCRIBED", subscription: "all_matches" });
    flat.send({ action: "dance" });
    expect(await flat.next(({ type }) => type === "ERROR")).toMatchObject({ code: "bad_request" });
    const laravel = await journey.viewer("?dialect=laravel");
    laravel.send({ action: "ping", id: 1 });
    expect(await laravel.next(({ event }) => event === "pong")).toMatchObject({ data: { id: 1 } });
  });
});
