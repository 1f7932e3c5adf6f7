import { describe, expect, test } from "vitest";
import { apply as applyItem } from "../../modules/match/apply.ts";
import type { KnownEvent } from "../../modules/match/entry.ts";
import type { MatchEvent } from "../../modules/match/event.ts";
import { framesOf, type MatchFrame as Sent } from "../../modules/match/frame.ts";
import { newMatch, snapshot } from "../../modules/match/state.ts";
import { apply, goalsOf, kicksOf, type View, viewOf, winnerOf } from "../../web/match.ts";
import type { LogEntry, MatchFrame } from "../../web/types.ts";
import { event, report } from "../support/items.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const teams = { home_team: { id: "h", name: "Home" }, away_team: { id: "a", name: "Away" } };

/** What the pipeline would store and send for these items. */
function told(items: readonly Parameters<typeof applyItem>[1][]) {
  let state = newMatch("m");
  const known = new Map<string, KnownEvent>();
  const frames: MatchFrame[] = [];
  const log: LogEntry[] = [];
  for (const item of items) {
    const id = item.kind === "event" ? item.event.event_id : "";
    const applied = applyItem(state, item, known.get(id), NOW);
    state = applied.state;
    const { entry } = applied;
    if (!entry) continue;
    if (entry.item.kind === "event") {
      known.set(id, { event: entry.item.event, revision: 0, changes: entry.changes });
    }
    log.push({
      seq: entry.seq,
      state: entry.state,
      ...(entry.item.kind === "event" ? { event: entry.item.event } : {}),
    });
    if (entry.public) frames.push(...(framesOf(entry, state) as Sent[] as MatchFrame[]));
  }
  return { frames, log, match: snapshot(state) };
}

/** @throws Error where a frame is not applied */
function watched(view: View, frames: readonly MatchFrame[]): View {
  return frames.reduce((before, frame) => {
    const applied = apply(before, frame);
    if (applied.kind !== "applied") throw new Error(`seq ${frame.seq} ${frame.type} is ${applied.kind}`);
    return applied.view;
  }, view);
}

const goal = (id: string, team: string, more: Partial<MatchEvent> = {}) =>
  event({
    match_id: "m",
    event_id: id,
    event_type: "goal",
    team_id: team,
    minute: 10,
    period: "first_half",
    ...more,
  });
const start = report({ match_id: "m", status: "first_half", ...teams });
const empty = viewOf(snapshot(newMatch("m")), []);

describe("frames and the log give the same view", () => {
  const items = [
    start,
    goal("1", "h"),
    event({
      match_id: "m",
      event_id: "2",
      event_type: "foul",
      team_id: "a",
      minute: 11,
      period: "first_half",
    }),
    goal("3", "a", { detail: "own_goal", minute: 12 }),
    goal("1", "h", { operation: "update", detail: "header" }),
    goal("4", "a", { minute: 20 }),
    goal("4", "a", { minute: 20, operation: "void" }),
  ];

  test("after all of it", () => {
    const { frames, log, match } = told(items);
    const live = watched(empty, frames);
    const read = viewOf(match, log);
    expect(live.items.map(({ event: { event_id, detail } }) => [event_id, detail])).toEqual(
      read.items.map(({ event: { event_id, detail } }) => [event_id, detail]),
    );
    expect(live.match).toMatchObject({ home_score: 2, away_score: 0, status: "first_half" });
    expect(read.match).toMatchObject({ home_score: 2, away_score: 0, status: "first_half" });
    expect(goalsOf(live, "home").map(({ event_id }) => event_id)).toEqual(["1", "3"]);
    expect(goalsOf(live, "away")).toEqual([]);
  });

  test("wherever the log ended and the frames began", () => {
    const { frames, log, match } = told(items);
    for (let seq = 0; seq <= log.length; seq += 1) {
      const read = viewOf({ ...match, seq: 0 }, log.slice(0, seq));
      const rest = frames.filter((frame) => frame.seq > read.seq);
      expect(watched(read, rest).match.home_score).toBe(2);
      const before = frames.filter((frame) => frame.seq <= read.seq);
      for (const frame of before) expect(apply(read, frame).kind).toBe("old");
    }
  });
});

test("a frame that comes twice is applied once", () => {
  const { frames } = told([start, goal("1", "h")]);
  const view = watched(empty, frames);
  for (const frame of frames) expect(apply(view, frame).kind).toBe("old");
});

test("a frame after one that is missing is a gap", () => {
  const { frames } = told([start, goal("1", "h"), goal("2", "h", { minute: 11 })]);
  const view = watched(
    empty,
    frames.filter(({ seq }) => seq === 1),
  );
  expect(apply(view, frames.at(-1) as MatchFrame).kind).toBe("gap");
});

test("a greeting with news is a gap, one without is old", () => {
  const { frames, match, log } = told([start, goal("1", "h")]);
  const greeting: MatchFrame = {
    type: "match_update",
    match_id: "m",
    seq: 2,
    prev_seq: 2,
    timestamp: NOW,
    state: match,
    data: match,
  };
  expect(
    apply(
      watched(
        empty,
        frames.filter(({ seq }) => seq === 1),
      ),
      greeting,
    ).kind,
  ).toBe("gap");
  expect(apply(viewOf(match, log), greeting).kind).toBe("old");
});

test("a shootout is counted in kicks and decides the match", () => {
  const kick = (id: string, team: string, detail: string) =>
    event({
      match_id: "m",
      event_id: id,
      event_type: "penalty",
      detail,
      team_id: team,
      minute: 120,
      period: "penalty_shootout",
    });
  const end = event({
    match_id: "m",
    event_id: "9",
    event_type: "period_end",
    minute: 120,
    period: "penalty_shootout",
  });
  const { frames } = told([
    start,
    kick("1", "h", "missed"),
    kick("2", "a", "scored"),
    kick("3", "h", "scored"),
    kick("4", "a", "scored"),
    end,
  ]);
  const view = watched(empty, frames);
  expect(kicksOf(view, "home")).toEqual([false, true]);
  expect(kicksOf(view, "away")).toEqual([true, true]);
  expect(goalsOf(view, "away")).toEqual([]);
  expect(winnerOf(view.match)).toBe("away");
});
