import { describe, expect, it } from "vitest";
import { feedHealth, healthOf } from "../../../lambdas/operations/health.ts";
import type { FeedCounts, FeedReport, LiveFeed } from "../../../modules/ports/feed-health.ts";

const NOW = new Date("2024-11-20T10:33:20.000Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const NONE: FeedCounts = { received: 0, processed: 0, duplicate: 0, failed: 0, latency_ms: 0 };

function live(minutes: number, fields: Partial<LiveFeed> = {}): LiveFeed {
  return { match_id: "123", provider: "opta", status: "first_half", heard_at: ago(minutes), ...fields };
}

function statusOf(report: Partial<FeedReport>, ...matches: LiveFeed[]) {
  return healthOf({ counts: NONE, ...report }, matches, NOW).status;
}

describe("a provider's feed", () => {
  it("is counted over the last hour, and none is left out", async () => {
    const asked: string[] = [];
    const body = await feedHealth(
      ["opta", "custom"],
      {
        live: async () => [live(6), live(1, { match_id: "124" }), live(6, { provider: "custom" })],
        report: async (provider, since) => {
          asked.push(`${provider} ${since.toISOString()}`);
          if (provider === "custom") return { counts: NONE };
          const counts = { received: 12, processed: 8, duplicate: 3, failed: 1, latency_ms: 1_000 };
          return { counts, heard_at: ago(1) };
        },
      },
      NOW,
    );
    expect(asked).toEqual(["opta 2024-11-20T09:30:00.000Z", "custom 2024-11-20T09:30:00.000Z"]);
    expect(body).toEqual({
      timestamp: "2024-11-20T10:33:20.000Z",
      since: "2024-11-20T09:30:00.000Z",
      providers: {
        opta: {
          status: "healthy",
          events_received: 12,
          events_processed: 8,
          events_failed: 1,
          events_duplicate: 3,
          average_latency_ms: 125,
          last_event_time: "2024-11-20T10:32:20.000Z",
          time_since_last_ms: 60_000,
          live_matches: 2,
          silent_matches: 1,
        },
        custom: {
          status: "stale",
          events_received: 0,
          events_processed: 0,
          events_failed: 0,
          events_duplicate: 0,
          average_latency_ms: null,
          last_event_time: null,
          time_since_last_ms: null,
          live_matches: 1,
          silent_matches: 1,
        },
      },
    });
  });

  it("is healthy without a match in play, however long ago it was heard", () => {
    expect(statusOf({ heard_at: ago(600) })).toBe("healthy");
  });

  it("is stale once all its matches in play are silent, and down once that has gone on for long", () => {
    expect(statusOf({}, live(4.9))).toBe("healthy");
    expect(statusOf({}, live(5))).toBe("stale");
    expect(statusOf({}, live(30), live(1))).toBe("healthy");
    expect(statusOf({}, live(30), live(6))).toBe("stale");
    expect(statusOf({}, live(20), live(30))).toBe("down");
    expect(statusOf({ alive_at: ago(1) }, live(30))).toBe("healthy");
  });

  it("is down while it cannot be reached, and if nothing it sends is fit for use", () => {
    expect(statusOf({ unreachable_until: ago(-1) }, live(0))).toBe("down");
    expect(statusOf({ unreachable_until: ago(1) }, live(0))).toBe("healthy");
    expect(statusOf({ counts: { ...NONE, received: 3, failed: 3 } })).toBe("down");
    expect(statusOf({ counts: { ...NONE, received: 2, failed: 2 } })).toBe("healthy");
    expect(statusOf({ counts: { ...NONE, received: 9, failed: 8, duplicate: 1 } })).toBe("healthy");
  });
});
