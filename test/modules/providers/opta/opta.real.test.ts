import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type MatchEvent, streamItem } from "../../../../modules/match/event.ts";
import { decode, events, items, matchAfter, scoreAfter, standing } from "./opta-bodies.ts";

const FOLDER = new URL("../../../../../shared/vendor-data/", import.meta.url);
const F24 = "opta/f24-23-2018-1009316.xml.gz";
const F7 = "opta/f7-23-2018-1009316.xml.gz";
const MA3 = "opta-sdapi/ma3.json.gz";
const MA1 = "opta-sdapi/ma1.json.gz";

function read(file: string): string {
  return gunzipSync(readFileSync(new URL(file, FOLDER))).toString();
}

function of(type: MatchEvent["event_type"], ...bodies: string[]): MatchEvent[] {
  return standing(...bodies).filter(({ event_type }) => event_type === type);
}

const there = existsSync(FOLDER);

describe.skipIf(!there)(there ? "real files" : "real files: skipped, no ../shared/vendor-data", () => {
  test("all that comes of them is canonical", () => {
    for (const file of [F24, F7, MA3, MA1]) {
      const bad = items(read(file)).filter((item) => !streamItem.safeParse(item).success);
      expect(bad).toEqual([]);
    }
  });

  test("F24: Athletic Club 2-1 Leganes, 9 cards, 6 substitutions, 23 deleted events", () => {
    const body = read(F24);
    expect(scoreAfter(body)).toEqual([2, 1]);
    expect(matchAfter(body).state.status).toBe("finished");
    expect([of("card", body).length, of("substitution", body).length, of("goal", body).length]).toEqual([
      9, 6, 3,
    ]);
    expect(events(body).filter(({ operation }) => operation === "void")).toHaveLength(23);
    // Three happened before kick-off, and each substitution is two.
    expect(decode(body)).toMatchObject({ received: 1665 - 3 - 6 + 2, duplicates: 0 });
  });

  test("F7: the same goals, cards and substitutions, as far as it has them", () => {
    const [detailed, summary] = [read(F24), read(F7)];
    expect(scoreAfter(summary)).toEqual([2, 1]);
    const known = new Map(standing(detailed).map((event) => [event.event_id, event]));
    expect(events(summary)).toHaveLength(3 + 9 + 6);
    for (const event of events(summary)) {
      const { event_type, period, second, team_id, player_id, related_player_id } = event;
      expect(known.get(event.event_id)).toMatchObject({
        event_type,
        period,
        second,
        team_id,
        player_id,
        ...(related_player_id === undefined ? {} : { related_player_id }),
      });
    }
  });

  test.each([
    ["F24, F7", [F24, F7]],
    ["F7, F24, F7", [F7, F24, F7]],
  ])("%s: once each", (_order, files) => {
    const bodies = files.map(read);
    expect(scoreAfter(...bodies)).toEqual([2, 1]);
    expect([of("card", ...bodies).length, of("substitution", ...bodies).length]).toEqual([9, 6]);
    expect(matchAfter(...bodies).state.tallies).toMatchObject({
      "opta-174": { goals: 2, yellow_cards: 4, substitutions: 3 },
      "opta-957": { goals: 1, yellow_cards: 5, substitutions: 3 },
    });
  });

  test("MA3: Hamburger SV 2-1 Sandhausen, a penalty, a coach's card, a second yellow, 71 deleted events", () => {
    const body = read(MA3);
    expect(scoreAfter(body)).toEqual([2, 1]);
    expect(of("goal", body).map(({ detail }) => detail)).toEqual(["penalty", "open_play", "open_play"]);
    const cards = of("card", body);
    expect(cards.map(({ detail }) => detail).toSorted()).toEqual([
      "second_yellow",
      "yellow",
      "yellow",
      "yellow",
      "yellow",
    ]);
    expect(cards.filter(({ player_id }) => player_id === undefined)).toHaveLength(1);
    expect(of("substitution", body)).toHaveLength(9);
    const voids = events(body).filter(({ operation }) => operation === "void");
    expect(voids.filter(({ event_id }) => !event_id.startsWith("sub-"))).toHaveLength(71);
  });

  test.each([
    ["MA1", [MA1]],
    ["MA3, MA1", [MA3, MA1]],
    ["MA1, MA3, MA1", [MA1, MA3, MA1]],
  ])("%s: once each", (_order, files) => {
    const bodies = files.map(read);
    expect(scoreAfter(...bodies)).toEqual([2, 1]);
    expect([
      of("goal", ...bodies).length,
      of("card", ...bodies).length,
      of("substitution", ...bodies).length,
    ]).toEqual([3, 5, 9]);
  });
});
