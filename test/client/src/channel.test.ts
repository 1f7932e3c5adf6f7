import { from } from "rxjs";
import { describe, expect, it, test } from "vitest";
import { LATE_WITHIN, LONGEST_PAUSE, MAX_CHANNELS, RESEND_AFTER } from "../../../client/src/codes.ts";
import type { TouchlineError } from "../../../client/src/error.ts";
import type { MatchFrame } from "../../../client/src/frames.ts";
import { type End, event, names, score, settled, snapshot, status, testClient } from "../test-client.ts";

/** A client that follows match 1 from position 3, and what it was told. */
async function following(types?: readonly "goal"[]) {
  const it = testClient();
  const frames: MatchFrame[] = [];
  const channel = it.client.match("1", types ? { types } : {});
  channel.on("frame", (frame) => frames.push(frame));
  const end = await it.opened();
  await end.grant();
  await end.say(snapshot(3));
  return { ...it, it, channel, end, frames };
}

describe("a match", () => {
  it("is a snapshot, then what happens: live frames that come first wait, and none comes twice", async () => {
    const it = testClient();
    const frames: MatchFrame[] = [];
    it.client.match("1").on("frame", (frame) => frames.push(frame));
    const end = await it.opened();
    await end.say(event(4), event(5));
    await end.grant();
    await end.say(event(6));
    expect(frames).toEqual([]);
    await end.say(snapshot(4), event(5), event(7));
    expect(names(frames)).toEqual(["match_update 4", "match_event 5", "match_event 6", "match_event 7"]);
  });

  it("nobody has heard of has no snapshot, and begins with its first frame", async () => {
    const it = testClient();
    const frames: MatchFrame[] = [];
    it.client.match("1").on("frame", (frame) => frames.push(frame));
    const end = await it.opened();
    await end.grant();
    await end.say(event(1), event(2));
    expect(names(frames)).toEqual(["match_event 1", "match_event 2"]);
  });

  it("has listeners for event types, frame types and snapshots, and a state that follows", async () => {
    const it = testClient();
    const heard: string[] = [];
    const channel = it.client.match(1);
    expect(channel.state).toBeUndefined();
    channel
      .on("goal", ({ data }) => heard.push(`goal ${data.event_id}`))
      .on("card", () => heard.push("card"))
      .on("score_update", ({ data }) => heard.push(`${data.home_team_score}-${data.away_team_score}`))
      .on("snapshot", ({ data }) => heard.push(`snapshot ${data.home_team?.name}`))
      .on("match_status", ({ data }) => heard.push(data.status))
      .on("subscribed", ({ recovered }) => heard.push(`recovered ${recovered}`));
    const end = await it.opened();
    await end.grant();
    const state = { home_score: 1, minute: 2 };
    await end.say(
      snapshot(3),
      event(4, 3, { state }),
      score(4, 3, { state }),
      status(5, 4, { state: { status: "half_time" } }),
    );
    expect(heard).toEqual(["recovered false", "snapshot Reds", "goal e4", "1-0", "half_time"]);
    expect(channel.state).toMatchObject({
      seq: 5,
      status: "half_time",
      live: true,
      league: { name: "A League" },
    });
    const stats = { home: { goals: 1 }, away: { goals: 0 } };
    await end.say({ ...snapshot(5, { state: { status: "half_time" } }), type: "stats_update", data: stats });
    expect(channel.state?.stats).toEqual(stats);
  });

  it("is subscribed to while somebody listens, in as few messages as may be", async () => {
    const it = testClient();
    const end = await it.opened();
    const [one, two] = [it.client.match("1"), it.client.match("1")];
    const [a, b] = [() => {}, () => {}];
    one.on("goal", a).on("card", b);
    it.client.match("2").on("goal", a);
    two.on("goal", a);
    await settled();
    expect(end.sent).toMatchObject([{ action: "subscribe", channels: ["match:1", "match:2"] }]);
    await end.grant();
    one.off("goal", a).off("card", b);
    await settled();
    expect(end.sent).toEqual([]);
    two.off("goal", a);
    await settled();
    expect(end.take("unsubscribe").channels).toEqual(["match:1"]);
  });

  it("sends one message at a time, since answers to two may cross", async () => {
    const it = testClient();
    const end = await it.opened();
    const listener = () => {};
    const one = it.client.match("1").on("goal", listener);
    await settled();
    one.off("goal", listener);
    it.client.match("2").on("goal", listener);
    await settled();
    expect(end.sent).toHaveLength(1);
    await end.grant();
    expect(end.sent).toMatchObject([{ action: "subscribe", channels: ["match:2"] }]);
    await end.grant();
    expect(end.take("unsubscribe").channels).toEqual(["match:1"]);
  });

  it("gives those who come later the snapshot as it is by then, and nothing it has", async () => {
    const { it, end } = await following();
    await end.say(event(4, 3, { state: { home_score: 1 } }), event(6));
    const frames: MatchFrame[] = [];
    it.client.match("1").on("frame", (frame) => frames.push(frame));
    await settled();
    expect(frames).toMatchObject([{ type: "match_update", seq: 4, data: { home_score: 1, seq: 4 } }]);
    await end.say(event(4), event(5));
    expect(names(frames)).toEqual(["match_update 4", "match_event 5", "match_event 6"]);
    expect(end.sent).toEqual([]);
  });

  it("forgets all when the last one goes, and begins anew", async () => {
    const { it, channel, end } = await following();
    channel.close();
    await settled();
    end.take("unsubscribe");
    expect(channel.state).toBeUndefined();
    it.client.match("1").on("goal", () => {});
    await settled();
  });
});

describe("what is missing", () => {
  it("is asked for after a while in which it may come by itself, and then given in order", async () => {
    const { clock, end, frames } = await following();
    await end.say(event(6), event(5));
    await clock.advance(LATE_WITHIN);
    expect(end.sent).toEqual([]);
    await clock.advance(LATE_WITHIN);
    expect(end.sent).toMatchObject([{ channels: ["match:1"], after_seq: { "match:1": 3 } }]);
    await end.grant(true);
    await end.say(event(4));
    expect(names(frames)).toEqual(["match_update 3", "match_event 4", "match_event 5", "match_event 6"]);
    await clock.advance(60_000);
    expect(() => end.take("subscribe")).toThrow();
  });

  it("is seen from the positions of a pong, too", async () => {
    const { clock, end } = await following();
    await end.say({ type: "pong", positions: { "match:1": 3, "match:2": 9 } });
    await clock.advance(LONGEST_PAUSE);
    expect(() => end.take("subscribe")).toThrow();
    await end.say({ type: "pong", positions: { "match:1": 5 } });
    await clock.advance(2 * LATE_WITHIN);
    expect(end.take("subscribe").after_seq).toEqual({ "match:1": 3 });
  });

  it("is asked for again with growing pauses while it does not come, and then given up for the snapshot", async () => {
    const { clock, end, frames } = await following();
    await end.say(event(6));
    const asked: unknown[] = [];
    for (let tries = 0; tries < 5; tries += 1) {
      while (end.sent.every(({ action }) => action !== "subscribe")) await clock.advance(50);
      const { after_seq, id } = end.take("subscribe");
      asked.push(after_seq);
      const recovered = { "match:1": tries < 4 };
      await end.say({ type: "subscribed", id, channels: ["match:1"], recovered });
    }
    const after = { "match:1": 3 };
    expect(asked).toEqual([after, after, after, after, {}]);
    await end.say(snapshot(5));
    expect(names(frames)).toEqual(["match_update 3", "match_update 5", "match_event 6"]);
  });

  it("that cannot be replayed is replaced by the snapshot, whatever was held", async () => {
    const { it, clock, end, frames, channel } = await following();
    await end.say(event(9));
    await end.drop();
    await clock.advance(250);
    await it.end.open();
    await it.end.grant(false);
    await it.end.say(event(10), snapshot(8, { state: { home_score: 4 } }));
    expect(names(frames)).toEqual(["match_update 3", "match_update 8", "match_event 9", "match_event 10"]);
    expect(channel.state?.seq).toBe(10);
  });

  it("is not forgotten while there is no connection, and no try is counted", async () => {
    const { it, end, clock } = await following();
    await end.say(event(9));
    await end.drop();
    for (let tries = 0; tries < 6; tries += 1) {
      await clock.advance(20_000);
      await it.end.drop();
    }
    await clock.advance(20_000);
    await it.end.open();
    expect(it.end.take("subscribe").after_seq).toEqual({ "match:1": 3 });
  });

  it("is nothing where the snapshot is older than the live frames that were joined on", async () => {
    const { it, end, clock, frames } = await following();
    await end.drop();
    await clock.advance(250);
    await it.end.open();
    await it.end.say(event(4), event(5));
    await it.end.grant(false);
    await it.end.say(snapshot(4), event(6));
    expect(names(frames)).toEqual(["match_update 3", "match_event 4", "match_event 5", "match_event 6"]);
  });

  it("is everything where the log is another one", async () => {
    const { it, end, clock, frames } = await following();
    await end.drop();
    await clock.advance(250);
    await it.end.open();
    await it.end.grant(false);
    await it.end.say(snapshot(1), event(2));
    expect(names(frames)).toEqual(["match_update 3", "match_update 1", "match_event 2"]);
  });

  it("of frames that come with the same entry is put where it belongs, in a batch", async () => {
    const { end, frames } = await following();
    const batch = [event(5), score(5, 4), event(4), score(4, 3), event(4)];
    await end.say({ type: "batch", frames: batch });
    expect(names(frames).slice(1)).toEqual([
      "match_event 4",
      "score_update 4",
      "match_event 5",
      "score_update 5",
    ]);
  });
});

describe("after a reconnection", () => {
  it("everything is subscribed to and recovered from where it was, live frames waiting their turn", async () => {
    const { it, end, clock, frames } = await following();
    await end.say(event(4), event(6));
    await end.drop();
    await clock.advance(250);
    await it.end.open();
    const { after_seq, id } = it.end.take("subscribe");
    expect(after_seq).toEqual({ "match:1": 4 });
    await it.end.say({ type: "subscribed", id, channels: ["match:1"], recovered: { "match:1": true } });
    await it.end.say(event(8), event(5), event(6), event(7), event(8));
    expect(names(frames)).toEqual(["match_update 3", ...[4, 5, 6, 7, 8].map((seq) => `match_event ${seq}`)]);
  });

  it("matches that are followed by their league are asked for as well, for as long as that takes", async () => {
    const it = testClient();
    const goals: number[] = [];
    it.client.league("l").on("goal", ({ seq }) => goals.push(seq));
    const end = await it.opened();
    await end.grant();
    await end.say(event(41), event(42));
    await end.drop();
    await it.clock.advance(250);
    await it.end.open();
    const { channels, after_seq, id } = it.end.take("subscribe");
    expect(channels).toEqual(["match:1", "league:l"]);
    expect(after_seq).toEqual({ "match:1": 42 });
    await it.end.say(
      { type: "subscribed", id, channels, recovered: { "match:1": true } },
      event(43),
      event(44),
    );
    expect(it.end.take("unsubscribe").channels).toEqual(["match:1"]);
    expect(goals).toEqual([41, 42, 43, 44]);
  });
});

describe("a filter", () => {
  it("goes to the server, for all who listen to a channel together, and each gets its own", async () => {
    const it = testClient();
    const [goals, cards]: [string[], string[]] = [[], []];
    it.client.match("1", { types: ["goal", "var"] }).on("frame", (frame) => goals.push(...names([frame])));
    it.client.match("1", { types: ["card"] }).on("match_event", (frame) => cards.push(...names([frame])));
    const end = await it.opened();
    expect(end.sent).toMatchObject([{ filter: { types: ["card", "goal", "var"] } }]);
    await end.grant();
    await end.say(snapshot(3), event(9, 8), event(12, 11, { event_type: "card" }), score(13, 12));
    expect(goals).toEqual(["match_update 3", "match_event 9", "score_update 13"]);
    expect(cards).toEqual(["match_event 12"]);
    it.client.match("1").on("shot", () => {});
    await settled();
    const { after_seq, ...message } = end.take("subscribe");
    expect([after_seq, "filter" in message]).toEqual([{ "match:1": 13 }, false]);
  });

  it("makes positions in pongs the only sign of a loss", async () => {
    const { end, clock, frames } = await following(["goal"]);
    await end.say(event(9, 8));
    await clock.advance(LONGEST_PAUSE);
    expect(() => end.take("subscribe")).toThrow();
    await end.say({ type: "pong", positions: { "match:1": 11 } });
    await clock.advance(2 * LATE_WITHIN);
    expect(end.take("subscribe").after_seq).toEqual({ "match:1": 9 });
    await end.say(event(11, 10), event(10, 9));
    expect(names(frames)).toEqual(["match_update 3", "match_event 9", "match_event 11", "match_event 10"]);
  });

  it("does not keep replayed frames from coming before live ones", async () => {
    const { it, end, clock, frames } = await following(["goal"]);
    await end.drop();
    await clock.advance(250);
    await it.end.open();
    await it.end.grant(true);
    await it.end.say(event(20, 19), event(9, 8), event(15, 14));
    await clock.advance(LATE_WITHIN);
    expect(names(frames)).toEqual(["match_update 3", "match_event 9", "match_event 15", "match_event 20"]);
  });
});

describe("wide channels", () => {
  it("get the frames of theirs, each once, by league, team, play and all", async () => {
    const it = testClient();
    const heard: string[] = [];
    const listen = (name: string, channel: ReturnType<typeof it.client.all>) =>
      channel.on("match_event", ({ match_id, seq }) => heard.push(`${name} ${match_id}/${seq}`));
    listen("league", it.client.league("l"));
    listen("other", it.client.league("other"));
    listen("team", it.client.team("a"));
    listen("live", it.client.live());
    listen("all", it.client.all());
    const end = await it.opened();
    await end.grant();
    const elsewhere = { match_id: "2", match: { league: { id: "other" }, away_team: { id: "z" } } };
    await end.say(event(7), event(7), event(3, 2, { ...elsewhere, state: { status: "finished" } }));
    await end.say(event(4, 3, { ...elsewhere, state: { status: "finished" } }));
    expect(heard).toEqual([
      ...["league 1/7", "team 1/7", "live 1/7", "all 1/7"],
      // What ended it may well have been in play.
      ...["other 2/3", "live 2/3", "all 2/3"],
      ...["other 2/4", "all 2/4"],
    ]);
  });

  it("notice what is missing of a match they have seen, and ask for it", async () => {
    const it = testClient();
    const goals: number[] = [];
    it.client.live({ types: ["goal"] }).on("goal", ({ seq }) => goals.push(seq));
    it.client.live().on("card", () => {});
    const end = await it.opened();
    await end.grant();
    await end.say(event(41), event(44));
    await it.clock.advance(2 * LATE_WITHIN);
    const { channels, id, after_seq } = end.take("subscribe");
    expect([channels, after_seq]).toEqual([["match:1"], { "match:1": 41 }]);
    await end.say({ type: "subscribed", id, channels, recovered: { "match:1": true } }, event(42), event(43));
    end.take("unsubscribe");
    expect(goals).toEqual([41, 42, 43, 44]);
  });

  it("go on beside the snapshot of one of their matches", async () => {
    const it = testClient();
    const [all, one]: [MatchFrame[], MatchFrame[]] = [[], []];
    it.client.all().on("frame", (frame) => all.push(frame));
    const end = await it.opened();
    await end.grant();
    await end.say(event(41));
    it.client.match("1").on("frame", (frame) => one.push(frame));
    await settled();
    expect(end.sent).toMatchObject([{ channels: ["match:1"], after_seq: {} }]);
    await end.grant(false);
    await end.say(snapshot(43), event(42), event(43), event(44));
    expect(names(all)).toEqual([41, 42, 43, 44].map((seq) => `match_event ${seq}`));
    expect(names(one)).toEqual(["match_update 43", "match_event 44"]);
  });
});

describe("private channels", () => {
  const private_ = { channel: "private-match:1" };

  it("show every event, and what public ones show of it to public listeners", async () => {
    const it = testClient({ token: "t" });
    const [open, closed]: [MatchFrame[], MatchFrame[]] = [[], []];
    it.client.match("1").on("frame", (frame) => open.push(frame));
    it.client.match("1", { private: true }).on("frame", (frame) => closed.push(frame));
    const end = await it.opened();
    expect(end.sent).toMatchObject([{ channels: ["private-match:1"] }]);
    await end.grant();
    const pass = { ...private_, event_type: "pass" } as const;
    await end.say(snapshot(3, private_), event(4, 3, pass), event(5, 4, private_), event(6, 5, pass));
    expect(names(open)).toEqual(["match_update 3", "match_event 5"]);
    expect(names(closed)).toEqual(["match_update 3", ...[4, 5, 6].map((seq) => `match_event ${seq}`)]);
    expect(it.errors).toEqual([]);
  });

  it("that are refused leave the others alone, and are tried again with another token", async () => {
    const it = testClient({ token: "t" });
    const refusals: TouchlineError[] = [];
    const open: MatchFrame[] = [];
    it.client.match("1").on("frame", (frame) => open.push(frame));
    it.client.match("2").on("goal", () => {});
    const channel = it.client.match("1", { private: true }).on("goal", () => {});
    channel.on("error", (error) => refusals.push(error));
    const end = await it.opened();
    expect(end.sent).toMatchObject([{ channels: ["private-match:1", "match:2"] }]);
    await end.refuse("unauthorized_channel");
    expect(end.sent).toMatchObject([{ channels: ["private-match:1"] }]);
    const { id } = end.sent[0] ?? {};
    await end.refuse("unauthorized_channel");
    expect(refusals).toMatchObject([
      { code: "unauthorized_channel", id, channel: "private-match:1", message: "no" },
    ]);
    await grantAll(end);
    await end.say(snapshot(3), event(4));
    expect(names(open)).toEqual(["match_update 3", "match_event 4"]);
    const done = it.client.authenticate("better");
    await settled();
    await end.say({ type: "authenticated", id: end.take("authenticate").id });
    await done;
    expect(end.take("subscribe")).toMatchObject({
      channels: ["private-match:1"],
      after_seq: { "private-match:1": 4 },
    });
  });

  it("that are refused are tried again on the next connection", async () => {
    const it = testClient();
    const refusals: string[] = [];
    it.client.match("1", { private: true }).on("error", ({ code }) => refusals.push(code));
    const end = await it.opened();
    await end.refuse("unauthorized_channel");
    await it.clock.advance(RESEND_AFTER);
    expect(end.sent).toEqual([]);
    await end.drop();
    await it.clock.advance(250);
    await it.end.open();
    await it.end.refuse("unauthorized_channel");
    expect(refusals).toEqual(["unauthorized_channel", "unauthorized_channel"]);
  });

  it("the server takes away, since the token has expired, are had again with the next one", async () => {
    const it = testClient({ token: "t" });
    const refusals: string[] = [];
    const channel = it.client.match("1", { private: true });
    const frames: MatchFrame[] = [];
    channel.on("frame", (frame) => frames.push(frame)).on("error", ({ code }) => refusals.push(code));
    const end = await it.opened();
    await end.grant();
    await end.say(snapshot(3, private_), { type: "unsubscribed", channels: ["private-match:1"] });
    await end.refuse("unauthorized_channel");
    const done = it.client.authenticate("better");
    await settled();
    await end.say({ type: "authenticated", id: end.take("authenticate").id });
    await done;
    expect(end.sent).toMatchObject([{ after_seq: { "private-match:1": 3 } }]);
    await end.grant(true);
    await end.say(event(4, 3, private_));
    expect([refusals, names(frames)]).toEqual([
      ["unauthorized_channel"],
      ["match_update 3", "match_event 4"],
    ]);
  });

  it("go on where the public one was", async () => {
    const { it, end, frames } = await following();
    const all: MatchFrame[] = [];
    it.client.match("1", { private: true }).on("frame", (frame) => all.push(frame));
    await settled();
    const { id, after_seq } = end.take("subscribe");
    expect(after_seq).toEqual({ "private-match:1": 3 });
    const channels = ["private-match:1"];
    await end.say({ type: "subscribed", id, channels, recovered: { "private-match:1": true } });
    expect(end.take("unsubscribe").channels).toEqual(["match:1"]);
    const pass = { ...private_, event_type: "pass" } as const;
    // One that was on its way already, and comes again in its place.
    await end.say(event(5, 3), event(4, 3, pass), event(5, 4, private_));
    expect(names(all)).toEqual(["match_update 3", "match_event 4", "match_event 5"]);
    expect(names(frames)).toEqual(["match_update 3", "match_event 5"]);
  });
});

async function grantAll(end: End): Promise<void> {
  while (end.sent.some(({ action }) => action === "subscribe")) await end.grant();
}

describe("limits", () => {
  it("of a message are kept, whatever the names", async () => {
    const it = testClient();
    const ids = Array.from({ length: MAX_CHANNELS }, (_, n) => `${n}`.padEnd(128, "x"));
    for (const id of ids) it.client.match(id).on("goal", () => {});
    const end = await it.opened();
    const asked: string[] = [];
    while (end.sent.length > 0) {
      const [message] = end.sent;
      expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(4096);
      asked.push(...(message?.action === "subscribe" ? message.channels : []));
      await end.grant();
    }
    expect(asked).toEqual(ids.map((id) => `match:${id}`));
  });
});

describe("a listener that throws", () => {
  it("does not keep others from being told, and is an error", async () => {
    const { channel, end, errors } = await following();
    const told: number[] = [];
    const oops = new Error("oops");
    channel.on("goal", () => {
      throw oops;
    });
    channel.on("goal", ({ seq }) => told.push(seq));
    channel.subscribe(() => {
      throw oops;
    });
    await end.say(event(4), event(5));
    expect(told).toEqual([4, 5]);
    expect(errors.map(({ code, cause }) => [code, cause])).toEqual(Array(5).fill(["listener", oops]));
  });

  it("may take itself and others away", async () => {
    const { channel, end } = await following();
    const told: number[] = [];
    const second = ({ seq }: MatchFrame) => told.push(seq);
    const first = () => void channel.off("goal", first).off("goal", second);
    channel.on("goal", first).on("goal", second);
    await end.say(event(4), event(5));
    expect(told).toEqual([4]);
  });
});

describe("a loop", () => {
  it("gets the snapshot and each frame, and unsubscribes when it is left", async () => {
    const it = testClient();
    const end = await it.opened();
    const loop = (async () => {
      const seen: MatchFrame[] = [];
      for await (const frame of it.client.match("1")) if (seen.push(frame) === 3) return seen;
    })();
    await settled();
    await end.grant();
    await end.say(snapshot(3), event(4), event(5), event(6));
    expect(names((await loop) ?? [])).toEqual(["match_update 3", "match_event 4", "match_event 5"]);
    await settled();
    end.take("unsubscribe");
  });

  it("ends with its signal, with the client, and with what was refused", async () => {
    const it = testClient();
    const abort = new AbortController();
    const all = async (frames: AsyncIterable<MatchFrame>) => {
      for await (const _ of frames);
      return "ended";
    };
    const end = await it.opened();
    const aborted = all(it.client.match("1").frames({ signal: abort.signal }));
    const whole = all(it.client.match("2", { signal: abort.signal }));
    const refused = all(it.client.match("3", { private: true }));
    refused.catch(() => {});
    const closed = all(it.client.match("4"));
    await settled();
    await end.refuse("unauthorized_channel");
    await end.grant();
    await end.grant();
    await end.refuse("unauthorized_channel");
    await expect(refused).rejects.toMatchObject({ code: "unauthorized_channel", channel: "private-match:3" });
    abort.abort();
    await expect(Promise.all([aborted, whole])).resolves.toEqual(["ended", "ended"]);
    await grantAll(end);
    expect(end.take("unsubscribe").channels).toEqual(["match:1", "match:2"]);
    it.client.close();
    await expect(closed).resolves.toBe("ended");
  });

  it("that is far too slow fails rather than grow without end", async () => {
    const { channel, end } = await following();
    const frames = channel.frames();
    await end.say(...Array.from({ length: 10_005 }, (_, n) => event(n + 4)));
    await expect(
      (async () => {
        for await (const _ of frames);
      })(),
    ).rejects.toMatchObject({ code: "overflow" });
  });
});

test("RxJS takes a channel as it is, and unsubscribes", async () => {
  const it = testClient();
  const seen: MatchFrame[] = [];
  const subscription = from(it.client.match("1")).subscribe((frame) => seen.push(frame));
  const end = await it.opened();
  await end.grant();
  await end.say(snapshot(3), event(4));
  expect(names(seen)).toEqual(["match_update 3", "match_event 4"]);
  subscription.unsubscribe();
  await settled();
  end.take("unsubscribe");
});

test("an Observable tells of its end and of a refusal", async () => {
  const it = testClient();
  const told: string[] = [];
  const observer = {
    complete: () => told.push("complete"),
    error: (error: unknown) => told.push(String(error)),
  };
  from(it.client.match("1")).subscribe(observer);
  from(it.client.match("2", { private: true })).subscribe(observer);
  const end = await it.opened();
  await end.refuse("unauthorized_channel");
  await end.grant();
  await end.refuse("unauthorized_channel");
  it.client.close();
  expect(told).toEqual(["TouchlineError: no", "complete"]);
});

test("a signal ends one listener, or all of a channel", async () => {
  const it = testClient();
  const [one, all] = [new AbortController(), new AbortController()];
  const told: string[] = [];
  const channel = it.client.match("1", { signal: all.signal });
  channel.on("goal", () => told.push("one"), { signal: one.signal });
  channel.on("goal", () => told.push("other"));
  const end = await it.opened();
  await end.grant();
  await end.say(snapshot(3));
  one.abort();
  await end.say(event(4));
  all.abort();
  await end.say(event(5));
  end.take("unsubscribe");
  channel.on("goal", () => told.push("late"));
  await settled();
  expect([told, end.sent]).toEqual([["other"], []]);
});
