import { describe, expect, test } from "vitest";
import { POLLED_IDS, type PolledId } from "../../../modules/providers/ids.ts";
import { pollingOf } from "../../../modules/providers/polled.ts";
import { urlOf, type VendorCall } from "../../../modules/providers/polling.ts";

const KEY = "k3y";
const NOW = new Date("2026-07-19T12:00:00Z");

/** The call as it goes out. */
function sent(id: PolledId, question: VendorCall) {
  const { url, signed } = pollingOf(id);
  const { headers = {}, ...rest } = signed(question, KEY);
  return { url: urlOf(url, rest), headers };
}

describe("API-Football", () => {
  const { live, matches, perCall, quotaOf } = pollingOf("api-football");

  test("is asked for all live fixtures with the key in a header", () => {
    expect(sent("api-football", live)).toEqual({
      url: "https://v3.football.api-sports.io/fixtures?live=all",
      headers: { "x-apisports-key": KEY },
    });
  });

  test("is asked for twenty fixtures at a time", () => {
    expect(perCall).toBe(20);
    expect(sent("api-football", matches(["1", "2"], NOW)).url).toBe(
      "https://v3.football.api-sports.io/fixtures?ids=1-2",
    );
  });

  test("reads its limits from headers", () => {
    const headers: Record<string, string> = {
      "x-ratelimit-limit": "300",
      "x-ratelimit-remaining": "299",
      "x-ratelimit-requests-limit": "7500",
      "x-ratelimit-requests-remaining": "7499",
    };
    const quota = quotaOf((name) => headers[name]);
    expect(quota).toEqual({ perMinute: 300, leftInMinute: 299, perDay: 7500, leftInDay: 7499 });
  });

  test.each(["", "many", "-1", "1.5", "1e9", "99999999999"])("reads no limit from %j", (text) => {
    expect(quotaOf(() => text)).toEqual({});
  });
});

describe("Football-Data.org", () => {
  const { live, matches, quotaOf } = pollingOf("football-data");
  const unfolded = { "x-unfold-goals": "true", "x-unfold-bookings": "true", "x-unfold-subs": "true" };

  test("is asked for matches with what happened in them, the key in a header", () => {
    expect(sent("football-data", live)).toEqual({
      url: "https://api.football-data.org/v4/matches?status=LIVE",
      headers: { ...unfolded, "x-auth-token": KEY },
    });
    expect(sent("football-data", matches(["1", "2"], NOW))).toEqual({
      url: "https://api.football-data.org/v4/matches?ids=1%2C2",
      headers: { ...unfolded, "x-auth-token": KEY },
    });
  });

  test("reads the calls left in the minute, and when it ends", () => {
    const headers: Record<string, string> = {
      "x-requests-available-minute": "9",
      "x-requestcounter-reset": "60",
    };
    expect(quotaOf((name) => headers[name])).toEqual({ leftInMinute: 9, minuteEndsIn: 60 });
  });
});

describe("AllSportsAPI", () => {
  const { live, matches, isEmptyLive } = pollingOf("allsports");

  test("is asked with the key in the query", () => {
    expect(sent("allsports", live)).toEqual({
      url: `https://apiv2.allsportsapi.com/football/?met=Livescore&timezone=UTC&APIkey=${KEY}`,
      headers: {},
    });
  });

  test("is asked for one match of the last days", () => {
    const { searchParams } = new URL(sent("allsports", matches(["77"], NOW)).url);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      met: "Fixtures",
      matchId: "77",
      from: "2026-07-17",
      to: "2026-07-20",
    });
  });

  test.each([
    ['{"success":1}', true],
    ['{"success":1,"result":[]}', false],
    ['{"error":"1","result":[{"msg":"Wrong key"}]}', false],
    ["{}", false],
    ["<html>", false],
  ])("says by %s that nothing is in play: %s", (body, expected) => {
    expect(isEmptyLive?.(body)).toBe(expected);
  });
});

describe("Sportradar", () => {
  test("is asked for summaries, and for the timeline of each match", () => {
    const { live, matches } = pollingOf("sportradar");
    const base = "https://api.sportradar.com/soccer/trial/v4/en";
    expect(sent("sportradar", live)).toEqual({
      url: `${base}/schedules/live/summaries.json`,
      headers: { "x-api-key": KEY },
    });
    expect(sent("sportradar", matches(["sr:sport_event:7"], NOW)).url).toBe(
      `${base}/sport_events/sr:sport_event:7/timeline.json`,
    );
    expect(sent("sportradar", matches(["../../x?y"], NOW)).url).toBe(
      `${base}/sport_events/..%2F..%2Fx%3Fy/timeline.json`,
    );
  });
});

test.each(POLLED_IDS)("%s is asked at an https address that can be replaced", (id) => {
  const { url, live, signed } = pollingOf(id);
  expect(url).toMatch(/^https:/);
  const { headers: _, ...rest } = signed(live, KEY);
  expect(urlOf("http://127.0.0.1:8080/base/", rest)).toMatch(/^http:\/\/127\.0\.0\.1:8080\/base\/[a-z]/);
});
