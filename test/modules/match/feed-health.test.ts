import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { feedStatusOf, healthyNotice, withFeedSeen } from "../../../modules/match/feed-health.ts";
import type { FeedNotice, FeedStatus } from "../../../modules/match/feed-notice.ts";
import { framesOf } from "../../../modules/match/frame.ts";
import type { MatchState } from "../../../modules/match/state.ts";
import type { Status } from "../../../modules/match/status.ts";
import { announcement, event, NOW, report } from "../../support/items.ts";
import { play } from "../../support/play.ts";

const minutes = (count: number) => count * 60_000;

function notice(status: FeedStatus, fields: Partial<FeedNotice> = {}) {
  const feed: FeedNotice = { provider: "custom", match_id: "123", status, occurred_at: NOW, ...fields };
  return { kind: "feed" as const, feed };
}

const LIVE = play([announcement({ status: "first_half" })]);
const told = ({ log }: typeof LIVE) =>
  log.flatMap(({ item }) => (item.kind === "feed" ? [`${item.feed.provider} ${item.feed.status}`] : []));

describe("the health of a feed by its silence", () => {
  it.each<[Status, number, FeedStatus]>([
    ["first_half", minutes(5) - 1, "healthy"],
    ["first_half", minutes(5), "stale"],
    ["penalty_shootout", minutes(20) - 1, "stale"],
    ["second_half", minutes(20), "down"],
    ["half_time", minutes(20) - 1, "healthy"],
    ["half_time", minutes(20), "stale"],
    ["extra_time_break", minutes(35), "down"],
    ["scheduled", minutes(600), "healthy"],
    ["finished", minutes(600), "healthy"],
    ["suspended", minutes(600), "healthy"],
  ])("in %s, %i ms ago is %s", (status, silentMs, expected) => {
    expect(feedStatusOf(status, silentMs)).toBe(expected);
  });
});

describe("a notice", () => {
  it("is an entry that public channels see, with a frame, and changes nothing else", () => {
    const after = play([notice("stale")], LIVE);
    const entry = after.log.at(-1);
    expect(entry).toMatchObject({ seq: 2, public: true, prev_public_seq: 1, changes: {} });
    expect(entry && framesOf(entry, after.state)).toMatchObject([
      { type: "feed_status", seq: 2, prev_seq: 1, data: { provider: "custom", status: "stale" } },
    ]);
    const { seq, public_seq, positions, feed_trouble, ...rest } = after.state;
    expect([seq, public_seq, positions["*"], feed_trouble]).toEqual([
      2,
      2,
      2,
      { provider: "custom", status: "stale" },
    ]);
    expect(LIVE.state).toMatchObject(rest);
  });

  it("that repeats the last one is no entry; one of a worse or better health is", () => {
    const repeated = ["stale", "stale", "down", "down", "healthy", "healthy", "stale"] as const;
    const after = play(
      repeated.map((status) => notice(status)),
      LIVE,
    );
    expect(told(after)).toEqual(["custom stale", "custom down", "custom healthy", "custom stale"]);
  });

  it("of a feed that has sent something since is out of date", () => {
    const state = withFeedSeen(LIVE.state, "custom", "2024-11-20T10:29:50.000Z");
    const late = notice("stale", { silent_since: "2024-11-20T10:24:00.000Z" });
    expect(told(play([late], { ...LIVE, state }))).toEqual([]);
    const right = notice("stale", { silent_since: "2024-11-20T10:29:50.000Z" });
    expect(told(play([right], { ...LIVE, state }))).toEqual(["custom stale"]);
  });

  it("of one feed is out of date if another feed of the match has sent something since", () => {
    const state = withFeedSeen(LIVE.state, "opta", "2024-11-20T10:29:50.000Z");
    const late = notice("down", { silent_since: "2024-11-20T10:24:00.000Z" });
    expect(told(play([late], { ...LIVE, state }))).toEqual([]);
  });

  it.each<Status>(["scheduled", "finished", "suspended"])("of a match that is %s is none", (status) => {
    expect(told(play([notice("down")], play([announcement({ status })])))).toEqual([]);
  });

  it("is in the log like all else: replayed, it gives the same state", () => {
    const played = play([notice("stale"), event(), notice("healthy"), notice("down")], LIVE);
    expect(play(played.log.map(({ item }) => item)).state).toEqual(played.state);
  });
});

describe("noting when a feed sends something", () => {
  it("is noted twice a minute at most, of live matches, and not of what a person enters", () => {
    const first = withFeedSeen(LIVE.state, "opta", NOW);
    expect(first.heard).toEqual({ opta: NOW });
    expect(withFeedSeen(first, "opta", "2024-11-20T10:30:29.999Z")).toBe(first);
    expect(withFeedSeen(first, "opta", "2024-11-20T10:30:30.000Z").heard).toEqual({
      opta: "2024-11-20T10:30:30.000Z",
    });
    expect(withFeedSeen(LIVE.state, "manual", NOW)).toBe(LIVE.state);
    const over = play([report({ status: "finished" })], LIVE).state;
    expect(withFeedSeen(over, "opta", NOW)).toBe(over);
  });

  it("ends the trouble viewers know of, and nothing else", () => {
    expect(healthyNotice(LIVE.state, "opta", NOW)).toBeUndefined();
    const { state } = play([notice("down")], LIVE);
    expect(healthyNotice(state, "manual", NOW)).toBeUndefined();
    expect(healthyNotice(state, "opta", NOW)).toMatchObject({ provider: "opta", status: "healthy" });
  });
});

test("whatever is found, viewers are told of changes only, and never that a match out of play is in trouble", () => {
  const step = fc.oneof(
    fc.constantFrom<FeedStatus>("healthy", "stale", "down").map((status) => notice(status)),
    fc
      .constantFrom<Status>("first_half", "half_time", "finished", "suspended")
      .map((status) => report({ status })),
    fc.constant(event({ event_type: "pass" })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (items) => {
      const { log } = play(items, LIVE);
      let last: FeedStatus = "healthy";
      let status: MatchState["status"] = "first_half";
      for (const { item, state } of log) {
        if (item.kind === "feed") {
          expect(item.feed.status).not.toBe(last);
          if (item.feed.status !== "healthy") expect(["first_half", "half_time"]).toContain(status);
          last = item.feed.status;
        }
        status = state.status;
      }
    }),
  );
});
