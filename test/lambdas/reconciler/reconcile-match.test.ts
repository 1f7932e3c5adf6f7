import { describe, expect, it } from "vitest";
import type { MatchEvent } from "../../../modules/match/event.ts";
import { announcement, event, NOW, report } from "../../support/items.ts";
import { type Delivery, played, shown } from "./played-match.ts";

const KICK_OFF = { items: [announcement({ status: "first_half" })] };

function told(overrides: Partial<MatchEvent>, dropped = false): Delivery {
  return { items: [event({ event_id: "x", ...overrides })], dropped };
}

describe("an audit", () => {
  it("brings in what was set aside, under its own id and with the score it makes", () => {
    const match = played([KICK_OFF, told({}, true), told({ event_id: "y", event_type: "card" })]);
    const { corrections } = match.audit();
    expect(corrections).toMatchObject([{ event: { event_id: "x", operation: "create" }, revision: null }]);
    match.correct(corrections);
    expect(shown(match).match).toMatchObject({ home_score: 1, away_score: 0 });
  });

  it("changes what is otherwise, and takes back what was to be taken back", () => {
    const match = played([
      KICK_OFF,
      told({ player_id: "8" }),
      told({ event_id: "y", minute: 20 }),
      told({ player_id: "9", operation: "update" }, true),
      told({ event_id: "y", minute: 20, operation: "void" }, true),
    ]);
    expect(match.audit().corrections).toMatchObject([
      { event: { event_id: "x", operation: "update", player_id: "9" }, revision: 0 },
      { event: { event_id: "y", operation: "void" }, revision: 0 },
    ]);
  });

  it("reports what only reports told, once", () => {
    const match = played([
      KICK_OFF,
      { items: [report({ home_score: 2, away_score: 1, status: "half_time" })], dropped: true },
    ]);
    const { corrections } = match.audit();
    expect(corrections).toMatchObject([{ report: { status: "half_time", home_score: 2, away_score: 1 } }]);
    match.correct(corrections);
    expect(shown(match).match).toMatchObject({ status: "half_time", home_score: 2, away_score: 1 });
    expect(match.audit().corrections).toEqual([]);
  });

  it("does not bring back what was taken back", () => {
    const match = played([
      KICK_OFF,
      told({}),
      told({ operation: "void" }),
      told({ operation: "update" }, true),
      told({ event_id: "y", event_type: "card" }),
    ]);
    expect(match.audit().corrections).toEqual([]);
  });

  it("never sets a clock back", () => {
    const late = report({ minute: 40, status: "first_half" });
    const early = report({ minute: 10, kick_off: "2024-11-20T10:00:00.000Z" });
    const match = played([KICK_OFF, { items: [late] }, { items: [early], dropped: true }]);
    match.correct(match.audit().corrections);
    expect(match.logged()?.state).toMatchObject({ minute: 40, kick_off: "2024-11-20T10:00:00.000Z" });
  });

  it("leaves alone what it has not read of, as far as the reading goes back", () => {
    const match = played([KICK_OFF, told({}), told({ event_id: "y" }, true), told({ event_id: "z" })]);
    expect(match.audit(2).corrections).toMatchObject([{ event: { event_id: "y" } }]);
    expect(match.audit(3).corrections).toEqual([]);
  });

  it("does not take for missing what the consumer has not come to yet", () => {
    const match = played([KICK_OFF, told({}, true)]);
    expect(match.audit(0, 30).corrections).toEqual([]);
    expect(match.audit(0, 90).corrections).toHaveLength(1);
  });

  it("counts what cannot be processed, and passes over it", () => {
    const match = played([KICK_OFF, told({})]);
    const [first] = match.records;
    if (!first) throw new Error("nothing was put");
    const poison = { ...first, sequence_number: "3", data: Buffer.from("{").toString("base64") };
    match.records.push(poison);
    expect(match.audit()).toEqual({ corrections: [], skipped: 1, hasRecords: true, isConclusive: true });
  });
});

describe("a correction, when it comes in", () => {
  const lost = [KICK_OFF, told({ player_id: "8" }), told({ player_id: "9", operation: "update" }, true)];

  it("yields to what was said of its event meanwhile", () => {
    const match = played(lost);
    const { corrections } = match.audit();
    match.goOn([event({ event_id: "x", operation: "update", player_id: "10" })]);
    match.correct(corrections);
    expect(match.standing()).toMatchObject([{ player_id: "10" }]);
  });

  it("yields to a void, and to the event itself", () => {
    const voided = played(lost);
    const found = voided.audit().corrections;
    voided.goOn([event({ event_id: "x", operation: "void" })]);
    voided.correct(found);
    expect(voided.standing()).toEqual([]);

    const late = played([KICK_OFF, told({ player_id: "8" }, true), told({ event_id: "y" })]);
    const missing = late.audit().corrections;
    late.goOn([event({ event_id: "x", player_id: "7" })]);
    late.correct(missing);
    expect(late.standing()).toMatchObject([{ event_id: "y" }, { event_id: "x", player_id: "7" }]);
  });

  it("yields, as a report, to a score or status that came meanwhile", () => {
    const match = played([KICK_OFF, { items: [report({ home_score: 1, away_score: 0 })], dropped: true }]);
    const { corrections } = match.audit();
    match.goOn([report({ home_score: 1, away_score: 1 })]);
    match.correct(corrections);
    expect(shown(match).match).toMatchObject({ home_score: 1, away_score: 1 });
  });

  it("is no sign of life of a feed", () => {
    const match = played(lost);
    const { corrections } = match.audit();
    const before = match.logged()?.state.heard;
    match.correct(corrections);
    expect(match.entries.at(-1)?.item).toMatchObject({ event: { player_id: "9" } });
    expect(match.logged()?.state.heard).toEqual(before);
  });

  it("does nothing twice", () => {
    const match = played(lost);
    const { corrections } = match.audit();
    match.correct(corrections);
    const { length } = match.entries;
    match.correct(corrections);
    expect(match.entries).toHaveLength(length);
  });
});

describe("a match that several tell of", () => {
  const goal = (provider: string, id: string) =>
    event({ provider, event_id: id, occurred_at: NOW, period: "first_half" });
  const two = [
    { items: [announcement({ provider: "opta", status: "first_half" })] },
    { items: [announcement({ provider: "sportradar", status: "first_half" })] },
    { items: [goal("opta", "o1")] },
    { items: [goal("sportradar", "s1")] },
    { items: [event({ provider: "manual", event_id: "m1", event_type: "card", minute: 30 })] },
    // The first falls silent, and the other one takes over.
    { items: [event({ provider: "sportradar", event_id: "s2", minute: 40 })], after: 120 },
    { items: [event({ provider: "sportradar", event_id: "s3", event_type: "pass", minute: 41 })] },
  ];

  it("is compared where all of it was read", () => {
    expect(played(two).audit()).toMatchObject({ corrections: [], isConclusive: true });
  });

  it("is not where a part of it is not known, or others told what was set aside", () => {
    expect(played(two).audit(3)).toMatchObject({ corrections: [], isConclusive: false });
    const match = played(two.map((delivery, index) => ({ ...delivery, dropped: index === 2 })));
    expect(match.standing()).toContainEqual(expect.objectContaining({ event_id: "s1" }));
    expect(match.audit()).toMatchObject({ corrections: [], isConclusive: false });
  });

  it("gets what was set aside of what people entered, without publication a goal twice", () => {
    const match = played(two.map((delivery, index) => ({ ...delivery, dropped: index === 4 })));
    match.correct(match.audit().corrections);
    expect(shown(match)).toEqual(shown(played(two)));
  });
});
