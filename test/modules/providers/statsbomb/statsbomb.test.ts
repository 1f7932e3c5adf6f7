import { describe, expect, it } from "vitest";
import { snapshot } from "../../../../modules/match/state.ts";
import { statsbomb } from "../../../../modules/providers/statsbomb/statsbomb.ts";
import { decode, feed, items, said } from "../reduced-feed.ts";
import {
  BLUES,
  elevens,
  happened,
  lineups,
  MATCH,
  MATCH_ID,
  match,
  REDS,
  shot,
  uuid,
  whistles,
} from "./statsbomb-bodies.ts";

function faultsOf(body: unknown, given: string | undefined = MATCH) {
  const decoded = decode(statsbomb, body, given === undefined ? {} : { match: given });
  if (decoded.outcome !== "invalid") throw new Error(decoded.outcome);
  return decoded.faults.map(({ path, reason }) => `${path} ${reason}`);
}

const opening = [...elevens(), ...whistles(3, "Half Start", "1/00:00")];

describe("the match", () => {
  it.each([
    ["events", opening],
    ["lineups", lineups()],
  ])("is not in %s, so that without ?match= they are refused", (of, body) => {
    expect(decode(statsbomb, body)).toEqual({
      outcome: "invalid",
      faults: [
        {
          path: "$",
          reason: `${of} do not say which match they are of: add ?match= with the vendor's match id`,
        },
      ],
    });
    expect(faultsOf(body, "no id")).toEqual(["$ ?match= must be the vendor's match id"]);
  });

  it("has its sides from a matches body, whatever the order of the lineups", () => {
    const played = feed(statsbomb, MATCH_ID);
    played.deliver([match()]);
    played.deliver(lineups(), { match: MATCH });
    expect(snapshot(played.state)).toMatchObject({
      home_team: { id: "statsbomb-10", name: "Reds" },
      away_team: { id: "statsbomb-11", name: "Blues" },
      league: { id: "statsbomb-7", name: "The O'Brien Cup" },
      status: "scheduled",
    });
  });

  it("is made known by its lineups, which tell nothing else of it", () => {
    const played = feed(statsbomb, MATCH_ID);
    expect(said(played.deliver(lineups(), { match: MATCH }))).toEqual(["report info"]);
    expect(played.deliver(lineups(), { match: MATCH })).toEqual([]);
    expect(snapshot(played.state)).toMatchObject({ home_team: null, away_team: null });
  });

  it("is counted from its events, whether its sides are known before or after them", () => {
    const goals = [
      shot(6, "1/10:00", "Goal"),
      shot(7, "1/20:00", "Goal", {}, { team: BLUES }),
      shot(8, "1/30:00", "Goal"),
    ];
    const [before, after] = [feed(statsbomb, MATCH_ID), feed(statsbomb, MATCH_ID)];
    before.deliver(match());
    before.deliver([...opening, ...goals], { match: MATCH });
    after.deliver([...opening, ...goals], { match: MATCH });
    after.deliver(match());
    for (const { state } of [before, after]) expect(state).toMatchObject({ home_score: 2, away_score: 1 });
  });

  it("of several in a body is the one of ?match=, or all of them", () => {
    const body = [match(), match({ match_id: 5002 })];
    expect(items(statsbomb, body)).toHaveLength(2);
    expect(items(statsbomb, body, { match: "5002" })).toMatchObject([
      { kind: "status", report: { match_id: "statsbomb-5002" } },
    ]);
    expect(faultsOf(body, "5003")).toEqual(["$ does not hold the match of ?match="]);
  });
});

describe("the status", () => {
  const half = (period: number) => whistles(10 * period, "Half Start", `${period}/00:00`);
  const end = (period: number) => whistles(10 * period + 2, "Half End", `${period}/50:00`);
  it.each([
    ["before kick-off", elevens(), "scheduled"],
    ["in the first half", [...half(1)], "first_half"],
    ["at half time", [...half(1), ...end(1)], "half_time"],
    ["in the second half", [...half(1), ...end(1), ...half(2)], "second_half"],
    ["after the second half", [...half(1), ...end(1), ...half(2), ...end(2)], "finished"],
    ["in extra time", [...half(2), ...end(2), ...half(3)], "extra_time_first_half"],
    ["between its halves", [...half(3), ...end(3)], "extra_time_half_time"],
    ["after extra time", [...half(4), ...end(4)], "finished"],
    ["in a shootout", [...end(4), ...half(5)], "penalty_shootout"],
    ["after a shootout", [...half(5), ...end(5)], "finished"],
  ])("%s", (_, body, status) => {
    const played = feed(statsbomb, MATCH_ID);
    played.deliver(body, { match: MATCH });
    expect(played.state.status).toBe(status);
  });
});

describe("a list that comes again", () => {
  const goal = shot(6, "1/10:00", "Goal");
  const carry = happened(7, "Carry", "1/11:00");

  function playing() {
    const played = feed(statsbomb, MATCH_ID);
    played.deliver(match());
    played.deliver([...opening, goal, carry], { match: MATCH });
    return played;
  }

  it("is a repeat, also in another order", () => {
    const again = [...opening, goal, carry].reverse();
    expect(playing().deliver(again, { match: MATCH, received_at: "2024-05-05T16:00:00.000Z" })).toEqual([]);
  });

  it("voids events it no longer has", () => {
    const played = playing();
    expect(said(played.deliver([...opening, carry], { match: MATCH }))).toEqual([
      "void 11' goal:open_play 9 0-0 (void)",
    ]);
  });

  it("corrects what it has otherwise", () => {
    const played = playing();
    const corrected = shot(6, "1/10:00", "Goal", {}, { team: BLUES, player: { id: 5, name: "Player 5" } });
    expect(said(played.deliver([...opening, corrected, carry], { match: MATCH }))).toEqual([
      "update 11' goal:open_play 5 0-1 (correction)",
    ]);
  });

  it("counts an id that is in it twice as a repeat, and takes the last", () => {
    const decoded = decode(statsbomb, [goal, { ...goal, team: BLUES }], { match: MATCH });
    expect(decoded).toMatchObject({ outcome: "items", received: 4, duplicates: 1 });
    expect(items(statsbomb, [goal, { ...goal, team: BLUES }], { match: MATCH })[0]).toMatchObject({
      event: { event_id: uuid(6), team_id: "statsbomb-11" },
    });
  });
});

describe("refused is", () => {
  it.each([
    [
      "an empty list, which would take back a match that is not collected yet",
      [],
      ["$ must hold at least one record"],
    ],
    ["an error of the API", { message: "Not found." }, ["message the vendor says: Not found."]],
    ["an object", { events: [] }, ["$ must be an array of events, lineups or matches"]],
    [
      "a list of something else",
      [{ event_uuid: uuid(1), freeze_frame: [] }],
      ["[0] must be one of events, lineups or matches"],
    ],
    ["a lineup without a team", [{ lineup: [] }], ["[0].team_id is required"]],
    ["a match without sides", [match({ away_team: {} })], ["[0].away_team.away_team_id is required"]],
    ["a bare match without sides", match({ away_team: null }), ["away_team must be an object"]],
  ])("%s", (_, body, faults) => {
    expect(faultsOf(body, MATCH)).toEqual(faults);
  });

  it("each event that is none, with its path, and with it all others", () => {
    const { id: _, ...nameless } = happened(1, "Pass", "1/01:00");
    const faults = faultsOf([
      happened(2, "Pass", "1/01:00"),
      nameless,
      happened(3, "Pass", "1/01:00", { period: 6 }),
      happened(4, "Pass", "1/01:00", { minute: "12", type: null }),
      "Pass",
    ]);
    expect(faults).toEqual([
      "[1].id is required",
      "[2].period must be 1 to 5",
      "[3].minute must be a whole number",
      "[3].type must be an object",
      "[4] must be an object",
    ]);
  });

  it("text that is not JSON", () => {
    expect(decode(statsbomb, "[{", { match: MATCH })).toMatchObject({ outcome: "unreadable" });
  });
});

it("events name the acting team, not the one in possession", () => {
  const tackle = happened(3, "Duel", "1/01:00", { team: BLUES, possession_team: REDS });
  expect(items(statsbomb, [tackle], { match: MATCH })[0]).toMatchObject({
    event: { team_id: "statsbomb-11" },
  });
});
