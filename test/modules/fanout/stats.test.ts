import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDue, statsInterval, statsUpdateOf } from "../../../modules/fanout/stats.ts";
import type { FeedItem } from "../../../modules/match/event.ts";
import { publicationsOf } from "../../../modules/match/publication.ts";
import { snapshot } from "../../../modules/match/state.ts";
import { privateView } from "../../../modules/match/view.ts";
import type { SentStats } from "../../../modules/ports/matches.ts";
import { announcement, event, NOW, report } from "../../support/items.ts";
import { type Played, play } from "../../support/play.ts";

const SECOND = 1_000;

function newsAfter(items: readonly FeedItem[], last: SentStats | null = null, at = NOW) {
  const { state, log } = play(items);
  return { state, news: statsUpdateOf(state, publicationsOf(state, log), last, new Date(at)) };
}

function earlier(at: number, sent: SentStats): SentStats {
  return { ...sent, at: new Date(Date.parse(NOW) - at).toISOString() };
}

describe("statistics", () => {
  it("are told to the viewers of the match, at the position they are at", () => {
    const { state, news } = newsAfter([announcement(), event(), event({ event_type: "pass" })]);
    const [frame, ...others] = news?.publication.frames ?? [];
    expect(others).toEqual([]);
    expect(frame).toMatchObject({
      type: "stats_update",
      channel: "match:123",
      seq: 2,
      prev_seq: 2,
      data: snapshot(state).stats,
      state: { home_score: 1 },
    });
    expect(frame && privateView(frame, news?.publication.seq ?? 0)).toMatchObject({
      channel: "private-match:123",
      seq: 3,
      prev_seq: 3,
    });
    expect(news?.publication).toMatchObject({ public: true, urgent: false });
    expect(news?.publication.topics).toContain("league:premier-league");
  });

  it("are no news before anything was counted, nor a second time", () => {
    expect(newsAfter([announcement(), report({ status: "first_half" })]).news).toBeUndefined();
    const { news } = newsAfter([announcement(), event()]);
    expect(newsAfter([announcement(), event()], news?.sent ?? null).news).toBeUndefined();
    expect(
      newsAfter([announcement(), event(), event({ event_type: "corner" })], news?.sent ?? null).news,
    ).toBeDefined();
  });

  it("are no news of a push that tells nothing", () => {
    const { state } = play([announcement(), event()]);
    expect(statsUpdateOf(state, [], null, new Date(NOW))).toBeUndefined();
  });

  it.each<[string, FeedItem[]]>([
    ["the whistle", [event({ event_type: "period_end" })]],
    ["half-time", [report({ status: "half_time" })]],
    ["the end", [report({ status: "finished" })]],
  ])("are not put off at %s", (_, end) => {
    const items = [announcement(), report({ status: "first_half" }), event()];
    const before = newsAfter(items).news;
    const after = newsAfter([...items, ...end]).news;
    if (!before || !after) throw new Error("no news");
    expect(isDue(before, earlier(1, before.sent), SECOND)).toBe(false);
    expect(isDue(after, earlier(1, before.sent), SECOND)).toBe(true);
  });

  it.each([
    [0, 1_000, SECOND],
    [1_000, 1_000, SECOND],
    [100_000, 5_000, 20 * SECOND],
  ])("go to %d viewers with %d posts a second every %d ms", (viewers, posts, interval) => {
    expect(statsInterval(viewers, posts)).toBe(interval);
  });

  it("come at most once an interval, the newest each time, whatever happens when", () => {
    const steps = fc.array(
      fc.record({
        pause: fc.integer({ min: 0, max: 3 * SECOND }),
        type: fc.constantFrom("goal" as const, "corner" as const, "foul" as const, "duel" as const),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: SECOND, max: 5 * SECOND }), (all, interval) => {
        let played: Played = play([announcement(), report({ status: "first_half" })]);
        let sent: SentStats | null = null;
        let told: unknown = snapshot(played.state).stats;
        let now = Date.parse(NOW);
        const times: number[] = [];
        for (const { pause, type } of all) {
          now += pause;
          const before = played.log.length;
          played = play([event({ event_type: type })], played);
          const publications = publicationsOf(played.state, played.log.slice(before));
          const news = statsUpdateOf(played.state, publications, sent, new Date(now));
          if (!news) expect(told).toEqual(snapshot(played.state).stats);
          if (!news || !isDue(news, sent, interval)) continue;
          ({ sent } = news);
          told = news.publication.frames[0]?.data;
          expect(told).toEqual(snapshot(played.state).stats);
          times.push(now);
        }
        const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
        expect(gaps.every((gap) => gap >= interval)).toBe(true);
      }),
    );
  });
});
