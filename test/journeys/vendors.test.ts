import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";

/** Real bodies, which belong to their vendors and are not part of the project. */
const FOLDER = join(import.meta.dirname, "../../../shared/vendor-data");
const here = existsSync(FOLDER);

function body(file: string): Buffer {
  const bytes = readFileSync(join(FOLDER, file));
  return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

const XML = { "content-type": "application/xml" };

describe.skipIf(!here)("a real match, from the vendor's own body to the snapshot", () => {
  let journey: Journey;
  onSharedSystem.beforeAll(({ running }) => {
    journey = journeyThrough(running);
  });
  afterAll(() => journey.close());

  async function expectMatch(id: string, expected: Record<string, unknown>) {
    await eventually(async () => {
      expect((await journey.get(`/api/v1/matches/${id}`)).body).toMatchObject(expected);
    });
  }

  it.each<[string, { path: string; file: string; headers?: Record<string, string> }[], string, object]>([
    [
      "StatsBomb, France 4-2 Croatia",
      [
        { path: "statsbomb", file: "statsbomb/matches.json" },
        { path: "statsbomb?match=8658", file: "statsbomb/events-8658.json.gz" },
      ],
      "statsbomb-8658",
      { home_score: 4, away_score: 2, status: "finished" },
    ],
    [
      "Opta F24, Athletic Club 2-1 Leganés",
      [{ path: "opta", file: "opta/f24-23-2018-1009316.xml.gz", headers: XML }],
      "opta-1009316",
      { home_score: 2, away_score: 1, status: "finished" },
    ],
    [
      "Sportradar, Manchester City 2-1 Brighton",
      [{ path: "sportradar", file: "sportradar/timeline.json.gz" }],
      "sportradar-sr:sport_event:41763009",
      { home_score: 2, away_score: 1, status: "finished" },
    ],
    [
      "Football-Data.org, Troyes 1-1 Marseille",
      [{ path: "football-data", file: "football-data/match-unfolded.json" }],
      "football-data-330299",
      { home_score: 1, away_score: 1 },
    ],
    [
      "API-Football, Atlético 2-1 Inter",
      [{ path: "api-football", file: "api-football/fixtures-penalties.json.gz" }],
      "api-football-1149519",
      {
        home_score: 2,
        away_score: 1,
        status: "finished",
        stats: { home: { shots: 23, possession: 47, xg: 2.73 }, away: { shots: 15 } },
      },
    ],
  ])("%s", async (_, deliveries, match, expected) => {
    for (const { path, file, headers } of deliveries) {
      expect(await journey.send(`/webhooks/${path}`, body(file), headers)).toMatchObject({ status: 202 });
    }
    await expectMatch(match, { ...expected, live: false });
    expect(await journey.deadLetters(match)).toEqual([]);
  });

  it("an error envelope is refused", async () => {
    const answer = await journey.send("/webhooks/api-football", body("api-football/injuries-error.json"));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "invalid_payload" } } });
  });
});
