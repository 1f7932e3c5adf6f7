import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MatchEvent } from "../../../modules/match/event.ts";
import { expectedGoals, PENALTY_XG } from "../../../modules/match/xg.ts";
import { event } from "../../support/items.ts";

function xg(fields: Partial<MatchEvent>): number | undefined {
  return expectedGoals(event({ event_type: "shot", ...fields }).event);
}

/** A shot from so many metres before the goal line and to the right of the middle. */
function from(ahead: number, right: number, fields: Partial<MatchEvent> = {}): number {
  const position_x = 100 - (ahead / 105) * 100;
  const found = xg({ position_x, position_y: 50 - (right / 68) * 100, ...fields });
  if (found === undefined) throw new Error("no xG");
  return found;
}

const NEAR = { position_x: 90, position_y: 50 };
const HEADER = { metadata: { body_part: "head" } };

describe("the xG of a shot", () => {
  // By hand: 11 m ahead, the posts 3.66 m off, is an angle of 2 atan(3.66 / 11) = 0.6426; the log-odds are
  // -1.617 - 0.092 * 11 + 1.559 * 0.6426 = -1.6271.
  it.each([
    ["the penalty spot", 11, 0, 0.1642],
    ["the edge of the penalty area", 16.5, 0, 0.0791],
    ["30 metres", 30, 0, 0.018],
    ["the corner of the six-yard box", 5.5, 9.16, 0.1184],
    ["the corner flag", 0, 34, 0.0086],
    ["the goal line between the posts", 0, 0, 0.9638],
    ["the other goal", 105, 0, 0],
  ])("from %s", (_, ahead, right, expected) => {
    expect(from(ahead, right)).toBeCloseTo(expected, 4);
  });

  it("is that of a goal as well, and the same from the left", () => {
    expect(from(11, 7, { event_type: "goal" })).toBe(from(11, 7));
    expect(from(11, -7)).toBeCloseTo(from(11, 7), 12);
  });

  it("falls with the distance", () => {
    const metres = fc.double({ min: 1, max: 100, noNaN: true });
    fc.assert(
      fc.property(metres, metres, (a, b) => {
        fc.pre(Math.abs(a - b) > 1e-6);
        expect(from(Math.max(a, b), 0)).toBeLessThan(from(Math.min(a, b), 0));
      }),
    );
  });

  it("falls with the angle, at the same distance", () => {
    const turn = fc.double({ min: 0, max: Math.PI / 2, noNaN: true });
    fc.assert(
      fc.property(turn, turn, fc.double({ min: 4, max: 33, noNaN: true }), (a, b, distance) => {
        fc.pre(Math.abs(a - b) > 1e-3);
        const at = (aside: number) => from(distance * Math.cos(aside), distance * Math.sin(aside));
        expect(at(Math.max(a, b))).toBeLessThan(at(Math.min(a, b)));
      }),
    );
  });

  it("is a probability wherever on the pitch it is from", () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(percent, percent, fc.boolean(), (position_x, position_y, isHeader) => {
        const found = xg({ position_x, position_y, ...(isHeader ? HEADER : {}) });
        expect(found).toBeGreaterThan(0);
        expect(found).toBeLessThan(1);
      }),
    );
  });

  it.each<[string, Partial<MatchEvent>]>([
    ["body part", HEADER],
    ["shot type", { metadata: { shot_type: "Header" } }],
    ["detail", { event_type: "goal", detail: "header" }],
  ])("is lower for a header, known by its %s", (_, header) => {
    expect(from(8, 2, header)).toBeLessThan(from(8, 2) / 2);
  });

  it.each<[string, Partial<MatchEvent>]>([
    ["scored", { event_type: "goal", detail: "penalty" }],
    ["saved", { event_type: "penalty", detail: "saved" }],
    ["missed", { event_type: "penalty", detail: "missed", position_x: 50, position_y: 50 }],
    ["told as a shot", { detail: "saved", metadata: { shot_type: "penalty" } }],
  ])("is the constant for a penalty: %s", (_, penalty) => {
    expect(xg(penalty)).toBe(PENALTY_XG);
  });

  it("is the vendor's where the vendor has one", () => {
    const metadata = { xG: 0.31 };
    expect(from(11, 0, { metadata })).toBe(0.31);
    expect(xg({ metadata })).toBe(0.31);
    expect(xg({ metadata: { xG: 0 } })).toBe(0);
    expect(xg({ event_type: "goal", detail: "penalty", metadata })).toBe(0.31);
  });

  it.each([1.01, -0.1, Number.NaN, "0.31", null, { xG: 0.3 }])("is not what is no share of one: %j", (xG) => {
    expect(from(11, 0, { metadata: { xG } })).toBe(from(11, 0));
  });

  it.each<[string, Partial<MatchEvent>]>([
    ["a shot from nobody knows where", {}],
    ["a shot with half a location", { position_x: 90 }],
    ["an own goal", { event_type: "goal", detail: "own_goal", ...NEAR, metadata: { xG: 0.9 } }],
    ["a kick of a shootout", { event_type: "penalty", detail: "saved", period: "penalty_shootout" }],
    ["a goal of a shootout", { event_type: "goal", detail: "penalty", period: "penalty_shootout" }],
    ["a penalty that was awarded", { event_type: "penalty", detail: "awarded", ...NEAR }],
    ["a penalty that was taken", { event_type: "penalty", detail: "taken", ...NEAR }],
    ["a penalty whose goal is told apart", { event_type: "penalty", detail: "scored" }],
    ["a pass", { event_type: "pass", ...NEAR, metadata: { xG: 0.1 } }],
  ])("is none for %s", (_, fields) => {
    expect(xg(fields)).toBeUndefined();
  });
});
