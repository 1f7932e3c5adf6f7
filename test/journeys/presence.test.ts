import { crc32 } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, upTo } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";
import type { Frame, Viewer } from "../support/viewer.ts";

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

/** A connection of a user, on nothing yet. */
async function userOf(user: string, query = ""): Promise<Viewer> {
  const token = await journey.system.issueToken({
    user,
    name: user.toUpperCase(),
    channels: ["presence-*", "private-*"],
  });
  return journey.viewer(`?token=${token}${query}`);
}

async function join(user: string, channel: string): Promise<Viewer> {
  const viewer = await userOf(user);
  viewer.send({ action: "subscribe", channels: [channel] });
  await viewer.next(({ type }) => type === "presence_state");
  return viewer;
}

/** Members seen at a time, in ms, as the functions write them: one request in place of a connection each. */
async function seat(channel: string, users: readonly string[], seen: number): Promise<void> {
  const tables = journey.system.template.ofType("AWS::DynamoDB::Table");
  const table = tables.find(({ logicalId }) => logicalId.startsWith("LiveSocketsAudienceSubscriptions"));
  const puts = users.map((user) => ({
    PutRequest: {
      Item: {
        pk: { S: `${channel}#members#${crc32(user) % 4}` },
        sk: { S: user },
        id: { S: user },
        [`c#${user}=`]: { N: String(seen) },
        version: { N: "1" },
        ttl: { N: String(Math.ceil(seen / 1000) + 750) },
      },
    },
  }));
  for (let at = 0; at < puts.length; at += 25)
    await journey.call("dynamodb", "BatchWriteItem", {
      RequestItems: { [table?.ref ?? ""]: puts.slice(at, at + 25) },
    });
}

function changes(viewer: Viewer): string[] {
  return viewer.frames
    .filter(({ type }) => type === "presence_join" || type === "presence_leave")
    .map(({ type, member, count }) => `${type} ${(member as { id: string }).id} ${count}`);
}

const is = (wanted: string, id?: string) => (frame: Frame) =>
  frame.type === wanted && (id === undefined || (frame.member as { id: string }).id === id);

describe("members of a presence channel", () => {
  it("are told who is there, who comes and who goes, each user once", async () => {
    const channel = `presence-match:${matchId()}`;
    const ann = await join("ann", channel);
    expect(ann.of("presence_state")).toMatchObject([
      { channel, count: 1, members: [{ id: "ann", name: "ANN" }] },
    ]);
    const bob = await join("bob", channel);
    const members = [
      { id: "ann", name: "ANN" },
      { id: "bob", name: "BOB" },
    ];
    expect(bob.of("presence_state")).toMatchObject([{ channel, count: 2, members }]);
    const tab = await join("bob", channel);
    bob.close();
    tab.send({ action: "ping", id: 1 });
    expect(await tab.next(is("pong"))).toMatchObject({ id: 1, members: { [channel]: 2 } });
    tab.send({ action: "unsubscribe", channels: [channel] });
    await tab.next(is("unsubscribed"));
    await ann.next(is("presence_leave", "bob"));

    ann.send({ action: "presence", id: "who", channel });
    const state = await ann.next(({ type, id }) => type === "presence_state" && id === "who");
    expect(state).toMatchObject({ channel, count: 1, members: [{ id: "ann", name: "ANN" }] });
    expect(changes(ann)).toEqual(["presence_join bob 2", "presence_leave bob 1"]);
  });

  it("who come while connecting are greeted, and who just vanish have left", async () => {
    const match = matchId();
    const channel = `presence-match:${match}`;
    const ann = await join("ann", channel);
    const bob = await userOf("bob", `&channels=${channel}`);
    expect(await bob.next(is("presence_state"))).toMatchObject({ count: 2 });
    expect(bob.frames[0]).toMatchObject({ type: "subscribed", channels: [channel] });
    await ann.next(is("presence_join", "bob"));
    bob.close();
    await ann.next(is("presence_leave", "bob"));
    expect(changes(ann)).toEqual(["presence_join bob 2", "presence_leave bob 1"]);
  });

  it("see every event of the match, detail events too", async () => {
    const match = matchId();
    const ann = await join("ann", `presence-match:${match}`);
    await journey.send(EVENTS, [goal(match, { event_type: "pass" }), goal(match)]);
    await ann.next(({ seq, type }) => type === "match_event" && seq === 2);
    expect(ann.of("match_event")).toMatchObject([
      { channel: `private-match:${match}`, seq: 1, prev_seq: 0, data: { event_type: "pass" } },
      { channel: `private-match:${match}`, seq: 2, prev_seq: 1 },
    ]);
  });

  it("hear of a ghost when one of them pings, once", async () => {
    const channel = `presence-match:${matchId()}`;
    const [ann, bob] = [await join("ann", channel), await join("bob", channel)];
    await seat(channel, ["ghost"], Date.now() - 120_000);
    await eventually(() => {
      for (const viewer of [ann, bob]) viewer.send({ action: "ping" });
      for (const viewer of [ann, bob]) expect(viewer.of("presence_leave")).not.toEqual([]);
    });
    ann.send({ action: "presence", id: "who", channel });
    await ann.next(({ id }) => id === "who");
    for (const viewer of [ann, bob])
      expect(changes(viewer).filter((line) => line.includes("ghost"))).toEqual(["presence_leave ghost 2"]);
  });

  it("are counted only, where they are more than a hundred", async () => {
    const channel = `presence-match:${matchId()}`;
    await seat(
      channel,
      upTo(99).map((index) => `fan-${index}`),
      Date.now(),
    );
    const first = await join("u-0", channel);
    expect(first.of("presence_state")).toMatchObject([{ count: 100, members: expect.any(Array) }]);
    const second = await join("u-1", channel);
    expect(second.of("presence_state")[0]).toMatchObject({ channel, count: 101 });
    expect(second.of("presence_state")[0]).not.toHaveProperty("members");
    first.send({ action: "presence", id: "who", channel });
    expect(await first.next(({ id }) => id === "who")).toEqual({
      type: "presence_state",
      id: "who",
      channel,
      count: 101,
      timestamp: expect.any(String),
    });
    await first.next(({ type, count, members }) => type === "presence_state" && count === 101 && !members);
    // Within a second: until then a function may go by the last count it read.
    await eventually(async () => {
      const id = `pong-${first.frames.length}`;
      first.send({ action: "ping", id });
      expect(await first.next((frame) => frame.id === id)).toMatchObject({ members: { [channel]: 101 } });
    });
    expect(changes(first)).toEqual([]);
  });
});

describe("nobody else is told", () => {
  it.each([
    ["who is not on the channel", { channels: ["presence-*"] }],
    ["whose token does not allow it", { channels: ["private-*"] }],
    ["without a token", undefined],
  ])("%s", async (_, claims) => {
    const channel = `presence-match:${matchId()}`;
    await join("ann", channel);
    const token = claims && (await journey.system.issueToken({ user: "eve", ...claims }));
    const eve = await journey.viewer(token ? `?token=${token}` : "");
    eve.send({ action: "presence", id: 1, channel });
    expect(await eve.next(is("error"))).toMatchObject({ id: 1, code: "unauthorized_channel" });
    if (claims?.channels[0] === "presence-*") return;
    eve.send({ action: "subscribe", id: 2, channels: [channel] });
    expect(await eve.next(({ id }) => id === 2)).toMatchObject({
      type: "error",
      code: "unauthorized_channel",
    });
  });
});
