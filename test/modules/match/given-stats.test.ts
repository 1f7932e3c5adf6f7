import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MatchEvent } from "../../../modules/match/event.ts";
import { type FiguresByTeam, figuresByTeam } from "../../../modules/match/figures.ts";
import { snapshot } from "../../../modules/match/state.ts";
import { announcement, event, report } from "../../support/items.ts";
import { type Played, play } from "../../support/play.ts";

const given = (team_stats: FiguresByTeam) => report({ team_stats });
const happened = (event_type: MatchEvent["event_type"], fields: Partial<MatchEvent> = {}) =>
  event({ event_type, ...fields });
const shown = ({ state }: Played) => snapshot(state).stats;
const start = play([announcement(), event(), happened("corner")]);

describe("a vendor's own figures", () => {
  it("win over those counted, each by itself", () => {
    const told = { "10": { shots: 9, xg: 1.239, fouls: 3 }, "11": { shots: 4, yellow_cards: 2 } };
    const { home, away } = shown(play([given(told)], start));
    expect(home).toMatchObject({ shots: 9, xg: 1.24, fouls: 3, goals: 1, shots_on_target: 1, corners: 1 });
    expect(away).toMatchObject({ shots: 4, yellow_cards: 2, fouls: 0 });
  });

  it("may be lower than what was counted, and are shown so", () => {
    expect(shown(play([given({ "10": { corners: 0 } })], start)).home.corners).toBe(0);
  });

  it("hold until more is counted, and move on with that, forward and back", () => {
    const once = play([given({ "10": { shots: 9 } })], start);
    const later = play([happened("shot", { event_id: "late", metadata: { xG: 0.25 } })], once);
    expect(shown(later).home).toMatchObject({ shots: 10, xg: 0.25, shots_with_xg: 1 });
    const taken = play([happened("shot", { event_id: "late", operation: "void" })], later);
    expect(shown(taken)).toEqual(shown(once));
    expect(shown(play([given({ "10": { shots: 10 } })], later)).home.shots).toBe(10);
  });

  it("that are left out stay as they were given", () => {
    const twice = play([given({ "10": { shots: 9, fouls: 2 } }), given({ "10": { shots: 10 } })], start);
    expect(shown(twice).home).toMatchObject({ shots: 10, fouls: 2 });
    expect(shown(play([given({ "11": { shots: 1 } })], twice))).toMatchObject({
      home: { shots: 10 },
      away: { shots: 1 },
    });
  });

  it("are those of the teams by id, also before it is known who plays at home", () => {
    const early = play([given({ "10": { shots: 9 }, "11": { shots: 4 } })]);
    expect(shown(early).home.shots).toBe(0);
    expect(shown(play([announcement()], early))).toMatchObject({ home: { shots: 9 }, away: { shots: 4 } });
  });

  it("of other teams are not piled up", () => {
    const others = Array.from({ length: 9 }, (_, n) => given({ [`x${n}`]: { shots: n } }));
    const { state } = play([given({ "10": { shots: 9 } }), ...others], start);
    expect(Object.keys(state.given_stats ?? {})).toEqual(["10", "x8"]);
  });

  it("on target tell the saves of the other team", () => {
    expect(shown(play([given({ "10": { shots_on_target: 5 } })], start)).away.saves).toBe(4);
  });

  it.each<[string, FiguresByTeam, number | null]>([
    ["of both", { "10": { possession: 47 }, "11": { possession: 53 } }, 47],
    ["of both, rounded up", { "10": { possession: 50.5 }, "11": { possession: 50.5 } }, 50],
    ["of one", { "11": { possession: 61.4 } }, 39],
    ["of nobody yet", { "10": { possession: 0 }, "11": { possession: 0 } }, null],
    ["as passes", { "10": { passes: 30 }, "11": { passes: 90 } }, 25],
  ])("of possession, %s, make 100", (_, told, home) => {
    const stats = shown(play([given(told)], start));
    expect([stats.home.possession, stats.away.possession]).toEqual([home, home === null ? null : 100 - home]);
  });

  it("are no entry by themselves, nor a change where they are those shown already", () => {
    const told = { "10": { shots: 9 }, "11": { possession: 40 } };
    const once = play([given(told)], start);
    expect(once.log).toEqual(start.log);
    expect(once.state.seq).toBe(start.state.seq);
    expect(play([given(told)], once).state).toBe(once.state);
    expect(play([given({ "11": { possession: 40 } })], once).state).toBe(once.state);
  });

  it("make a match known", () => {
    expect(play([given({ "10": { shots: 9 } })]).log).toMatchObject([{ seq: 1, changes: { info: true } }]);
  });

  it("come with the entry of a report that says something else, too", () => {
    const { log, state } = play([report({ minute: 50, team_stats: { "10": { shots: 9 } } })], start);
    expect(log).toHaveLength(start.log.length + 1);
    expect(snapshot(state).stats.home.shots).toBe(9);
  });

  it("are of two teams at most, and numbers that can be", () => {
    const isTaken = (value: unknown) => figuresByTeam.safeParse(value).success;
    expect(isTaken({ a: {}, b: { xg: 0.5, possession: 100 } })).toBe(true);
    expect([{ a: {}, b: {}, c: {} }, { a: { shots: -1 } }, { a: { shots: 0.5 } }].some(isTaken)).toBe(false);
    expect([{ a: { possession: 101 } }, { "a/b": {} }, { a: null }].some(isTaken)).toBe(false);
  });
});

const someEvents = fc.array(
  fc
    .record({
      event_id: fc.constantFrom("a", "b", "c", "d"),
      event_type: fc.constantFrom("shot" as const, "corner" as const, "foul" as const, "pass" as const),
      team_id: fc.constantFrom("10", "11"),
      operation: fc.constantFrom("create" as const, "update" as const, "void" as const),
    })
    .map((fields) => event(fields)),
  { maxLength: 15 },
);

describe("for every feed", () => {
  it("shows just what was given last, and never less than nothing after that", () => {
    const count = fc.nat(20);
    const figures = fc.record({ shots: count, corners: count, fouls: count, passes: count });
    fc.assert(
      fc.property(someEvents, figures, figures, someEvents, (before, first, last, after) => {
        const played = play([
          announcement(),
          given({ "10": first }),
          ...before,
          given({ "10": last, "11": first }),
        ]);
        expect(shown(played).home).toMatchObject(last);
        expect(shown(played).away).toMatchObject(first);
        const { home, away } = shown(play(after, played));
        for (const value of [...Object.values(home), ...Object.values(away)]) {
          expect(value ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
