import { expect, test } from "vitest";
import { event, names, snapshot, testClient } from "../test-client.ts";

const ada = { id: "u1", name: "Ada" };
const bob = { id: "u2", name: "Bob" };
const eve = { id: "u3" };

test("members are told who is here, who comes and who goes, each change once", async () => {
  const it = testClient({ token: "t" });
  const told: unknown[] = [];
  const channel = it.client.presence("match:1");
  channel
    .on("here", (members) => told.push(["here", ...members.map(({ id }) => id)]))
    .on("join", ({ id }) => told.push(["join", id]))
    .on("leave", ({ id }) => told.push(["leave", id]))
    .on("count", (count) => told.push(count));
  const end = await it.opened();
  expect(end.sent).toMatchObject([{ action: "subscribe", channels: ["presence-match:1"] }]);
  await end.grant();
  const here = { type: "presence_state", channel: "presence-match:1", count: 2, members: [ada, bob] };
  const joined = { type: "presence_join", channel: "presence-match:1", count: 3, member: eve };
  const left = { type: "presence_leave", channel: "presence-match:1", count: 2, member: bob };
  await end.say(here, joined, joined, left, left);
  expect(told).toEqual([["here", "u1", "u2"], 2, ["join", "u3"], 3, ["leave", "u2"], 2]);
  expect([...channel.members.values()]).toEqual([ada, eve]);
  expect(channel.count).toBe(2);
});

test("where there are too many to name, there is their number, also from pongs", async () => {
  const it = testClient({ token: "t" });
  const counts: number[] = [];
  const channel = it.client.presence("live:all").on("count", (count) => counts.push(count));
  const end = await it.opened();
  await end.grant();
  const state = { type: "presence_state", channel: "presence-live:all" };
  await end.say({ ...state, count: 2, members: [ada, bob] }, { ...state, count: 101 });
  await end.say({ type: "pong", positions: {}, members: { "presence-live:all": 140 } });
  expect([counts, channel.members.size, channel.count]).toEqual([[2, 101, 140], 0, 140]);
});

test("who is on a presence channel sees every event, as on a private one", async () => {
  const it = testClient({ token: "t" });
  const frames: string[] = [];
  it.client.presence("match:1").on("frame", (frame) => frames.push(...names([frame])));
  const end = await it.opened();
  await end.grant();
  const channel = "private-match:1";
  await end.say(
    snapshot(3, { channel }),
    event(4, 3, { channel, event_type: "pass" }),
    event(5, 4, { channel }),
  );
  expect(frames).toEqual(["match_update 3", "match_event 4", "match_event 5"]);
});
