import { describe, expect, it } from "vitest";
import type { MatchEvent, StreamItem } from "../../../modules/match/event.ts";
import { snapshot } from "../../../modules/match/state.ts";
import { event, report } from "../../support/items.ts";
import { severalFeeds, timeAt } from "./multi-feed.ts";

const [HOME, AWAY] = [
  { a: "a-10", b: "b-x" },
  { a: "a-11", b: "b-y" },
];
type Feed = "a" | "b";

/** What a feed tells first: who plays, in its own ids, and that the match is on. */
function opening(feed: Feed, fields: Parameters<typeof report>[0] = {}): StreamItem {
  return report({
    provider: feed,
    home_team: { id: HOME[feed], name: `Reds of ${feed}` },
    away_team: { id: AWAY[feed], name: `Blues of ${feed}` },
    status: "first_half",
    occurred_at: timeAt(0),
    ...fields,
  });
}

function goal(feed: Feed, event_id: string, fields: Partial<MatchEvent> = {}): StreamItem {
  const given = { provider: feed, event_id, team_id: HOME[feed], minute: 20, occurred_at: timeAt(30) };
  return event({ ...given, ...fields });
}

const goals = (log: ReturnType<typeof severalFeeds>["log"]) =>
  log.flatMap(({ item }) =>
    item.kind === "event" ? [`${item.event.operation} ${item.event.provider} ${item.event.event_id}`] : [],
  );

describe("a feed that says which side it was in one place, and which team in another", () => {
  const told = (team_id: string, team_name?: string) =>
    goal("a", "1", { team_id, operation: "update", metadata: team_name ? { team_name } : {} });

  it("tells one goal, whichever it says first", () => {
    const { tell, log, score } = severalFeeds();
    tell(0, [opening("a")]);
    tell(30, [told("123:home")]);
    tell(31, [told(HOME.a, "Reds of a")]);
    tell(32, [told("123:home")]);
    expect(goals(log)).toEqual(["create a 1"]);
    expect(log.at(-1)?.item).toMatchObject({
      event: { team_id: HOME.a, metadata: { team_name: "Reds of a" } },
    });
    expect(score()).toEqual([1, 0]);
  });

  it("tells one goal in a match with several feeds too", () => {
    const { tell, log, score } = severalFeeds();
    tell(0, [opening("a"), opening("b")]);
    tell(30, [told("123:away")]);
    tell(31, [told(AWAY.a, "Blues of a")]);
    expect(goals(log)).toEqual(["create a 1"]);
    expect(score()).toEqual([0, 1]);
  });

  it("is corrected once where nobody had said who plays", () => {
    const { tell, log, score } = severalFeeds();
    tell(30, [told("123:home")]);
    tell(31, [opening("a")]);
    tell(32, [told(HOME.a, "Reds of a"), told("123:home")]);
    expect(goals(log)).toEqual(["create a 1", "update a 1"]);
    expect(score()).toEqual([1, 0]);
  });
});

describe("a second feed", () => {
  it("stands by: what it tells is no entry, and counts as a duplicate", () => {
    const { tell, log, score, acting } = severalFeeds();
    tell(0, [opening("a")]);
    tell(30, [goal("a", "1")]);
    const { outcomes } = tell(31, [opening("b", { home_score: 1, away_score: 0 }), goal("b", "7")]);
    expect(outcomes).toMatchObject([
      { provider: "b", processed: 0, duplicate: 1 },
      { provider: "b", processed: 0, duplicate: 1 },
    ]);
    expect(log).toHaveLength(2);
    expect(score()).toEqual([1, 0]);
    expect(acting()).toBe("a");
  });

  it("costs one look into the log, and a match with one feed none", () => {
    const { tell, asked } = severalFeeds();
    tell(0, [opening("a"), goal("a", "1")]);
    expect(asked).toEqual([]);
    tell(10, [goal("b", "7")]);
    tell(11, [goal("b", "8"), goal("a", "2")]);
    expect(asked).toEqual([{ events: [], feeds: [{ match_id: "123", provider: "a" }] }]);
  });

  it("takes over when the first has been silent for a minute, and is believed from there on", () => {
    const { tell, score, acting, state } = severalFeeds();
    tell(0, [opening("a"), goal("a", "1")]);
    tell(30, [opening("b"), goal("b", "7")]);
    tell(89, [goal("b", "8", { minute: 40, occurred_at: timeAt(89) })]);
    expect([acting(), ...score()]).toEqual(["a", 1, 0]);
    tell(91, [goal("b", "9", { minute: 41, team_id: AWAY.b, occurred_at: timeAt(91) })]);
    expect([acting(), ...score()]).toEqual(["b", 2, 1]);
    expect(state()).toMatchObject({
      home_team: { id: HOME.a, name: "Reds of a" },
      away_team: { id: AWAY.a, name: "Blues of a" },
    });
  });

  it("has its statistics of the teams shown under the ids the match has, once it acts", () => {
    const { tell, state } = severalFeeds();
    tell(0, [opening("a", { team_stats: { [HOME.a]: { shots: 2 } } })]);
    tell(30, [opening("b", { team_stats: { [HOME.b]: { shots: 3 }, [AWAY.b]: { shots: 1 } } })]);
    expect(snapshot(state()).stats).toMatchObject({ home: { shots: 2 }, away: { shots: 0 } });
    tell(91, [report({ provider: "b", team_stats: { [HOME.b]: { shots: 5 } } })]);
    expect(snapshot(state()).stats).toMatchObject({ home: { shots: 5 }, away: { shots: 1 } });
  });

  it("does not take over before kick-off or after the final whistle", () => {
    const { tell, acting } = severalFeeds();
    tell(0, [opening("a", { status: "scheduled" })]);
    tell(10, [opening("b", { status: "scheduled" })]);
    tell(500, [opening("b", { status: "scheduled", kick_off: timeAt(0) })]);
    expect(acting()).toBe("a");
    tell(501, [opening("a", { status: "finished" })]);
    tell(900, [opening("b", { status: "second_half" })]);
    expect(acting()).toBe("a");
  });

  it("takes over when the first misses the kick-off altogether", () => {
    const { tell, acting, state } = severalFeeds();
    tell(0, [opening("a", { status: "scheduled" })]);
    tell(10, [opening("b", { status: "scheduled" })]);
    tell(500, [opening("b", { status: "first_half" })]);
    expect([acting(), state().status]).toEqual(["b", "first_half"]);
  });
});

describe("after a takeover", () => {
  function takenOver() {
    const match = severalFeeds();
    match.tell(0, [opening("a"), goal("a", "1")]);
    match.tell(30, [opening("b"), goal("b", "7", { minute: 21 })]);
    match.tell(100, [report({ provider: "b", minute: 25, occurred_at: timeAt(100) })]);
    expect(match.acting()).toBe("b");
    return match;
  }

  it("a goal both feeds told of is one, and its cancellation is one of it", () => {
    const { tell, log, score } = takenOver();
    tell(110, [goal("b", "7", { minute: 21, operation: "void", occurred_at: timeAt(110) })]);
    expect(score()).toEqual([0, 0]);
    expect(goals(log)).toEqual(["create a 1", "void a 1"]);
  });

  it("what the new feed corrects is corrected under the identity the log has", () => {
    const { tell, log } = takenOver();
    const again = { minute: 21, operation: "update" as const };
    tell(110, [goal("b", "7", again)]);
    expect(goals(log)).toEqual(["create a 1"]);
    tell(111, [goal("b", "7", { ...again, player_id: "b-9" })]);
    expect(log.at(-1)?.item).toMatchObject({
      event: { provider: "a", event_id: "1", player_id: "b-9", team_id: HOME.a },
    });
  });

  it("a goal the new feed comes late with is known", () => {
    const { tell, score } = severalFeeds();
    tell(0, [opening("a"), goal("a", "1")]);
    tell(1, [opening("b")]);
    tell(100, [report({ provider: "b", status: "first_half", minute: 21, occurred_at: timeAt(100) })]);
    tell(101, [goal("b", "7", { minute: 19 })]);
    expect(score()).toEqual([1, 0]);
    tell(102, [goal("b", "8", { minute: 20 })]);
    expect(score()).toEqual([2, 0]);
  });

  it("what the first feed says is kept in mind, and it acts again only when the second falls silent", () => {
    const { tell, score, acting, log } = takenOver();
    tell(120, [goal("a", "2", { minute: 30, occurred_at: timeAt(120) })]);
    expect([acting(), ...score()]).toEqual(["b", 1, 0]);
    tell(130, [goal("b", "8", { minute: 30, occurred_at: timeAt(121) })]);
    expect([acting(), ...score()]).toEqual(["b", 2, 0]);
    tell(200, [report({ provider: "a", minute: 35, occurred_at: timeAt(200) })]);
    tell(201, [goal("a", "2", { minute: 30, operation: "void", occurred_at: timeAt(201) })]);
    expect([acting(), ...score()]).toEqual(["a", 1, 0]);
    expect(goals(log)).toEqual(["create a 1", "create b 8", "void b 8"]);
  });

  it("what the second feed took back while the first was away is not put back by it", () => {
    const { tell, score, acting } = takenOver();
    tell(110, [goal("b", "7", { operation: "void", occurred_at: timeAt(110) })]);
    tell(120, [report({ provider: "a", minute: 30, occurred_at: timeAt(120) })]);
    tell(300, [report({ provider: "a", minute: 33, occurred_at: timeAt(300) })]);
    expect([acting(), ...score()]).toEqual(["a", 0, 0]);
  });

  it("a cancellation counts although the silent feed gave a score that seems to be later", () => {
    const { tell, score } = severalFeeds();
    const given = { provider: "a", home_score: 1, away_score: 0 };
    tell(0, [opening("a"), goal("a", "1")]);
    tell(30, [opening("b"), goal("b", "7")]);
    tell(40, [goal("b", "7", { operation: "void", occurred_at: timeAt(40) })]);
    tell(45, [report({ ...given, occurred_at: timeAt(45) })]);
    expect(score()).toEqual([1, 0]);
    tell(120, [report({ provider: "b", minute: 25, occurred_at: timeAt(120) })]);
    expect(score()).toEqual([0, 0]);
  });

  it("a goal that the silent feed gave in its score only is in it still", () => {
    const { tell, score } = severalFeeds();
    tell(0, [opening("a", { home_score: 1, away_score: 0 })]);
    tell(1, [opening("b")]);
    tell(100, [report({ provider: "b", minute: 25, occurred_at: timeAt(100) })]);
    tell(101, [goal("b", "7", { occurred_at: timeAt(101) })]);
    expect(score()).toEqual([2, 0]);
  });

  it("a pass from before it is not told twice", () => {
    const { tell, log } = takenOver();
    const pass = (event_id: string, minute: number) =>
      event({ provider: "b", event_id, event_type: "pass", minute, team_id: HOME.b });
    const before = log.length;
    tell(110, [pass("p1", 19), pass("p2", 20), pass("p3", 21)]);
    expect(log.slice(before).map(({ item }) => item)).toMatchObject([
      { event: { event_id: "p3", team_id: HOME.a } },
    ]);
  });

  it("a goal that only the silent feed knew goes when a complete list does not have it", () => {
    const { tell, score } = severalFeeds();
    const sheet = (...events: MatchEvent[]): StreamItem => ({
      kind: "sheet",
      sheet: { provider: "b", match_id: "123", events, retract: "all", occurred_at: timeAt(0) },
    });
    tell(0, [opening("a"), goal("a", "1", { minute: 20 })]);
    tell(1, [opening("b"), sheet()]);
    tell(100, [report({ provider: "b", minute: 21, occurred_at: timeAt(100) }), sheet()]);
    expect(score()).toEqual([1, 0]);
    tell(115, [report({ provider: "b", minute: 23, occurred_at: timeAt(115) }), sheet()]);
    expect(score()).toEqual([0, 0]);
  });
});

describe("the order of feeds", () => {
  it("can be set: the preferred one acts once it has been heard steadily", () => {
    const { tell, acting } = severalFeeds();
    tell(0, [opening("a")], { priority: 2 });
    for (const at of [10, 40]) tell(at, [opening("b")], { priority: 1 });
    expect(acting()).toBe("a");
    tell(71, [opening("b")], { priority: 1 });
    expect(acting()).toBe("b");
    tell(72, [opening("a")], { priority: 2 });
    expect(acting()).toBe("b");
  });

  it("does not make a feed act that is only heard now and then", () => {
    const { tell, acting } = severalFeeds();
    for (const at of [0, 61, 122, 183]) {
      tell(at, [opening("a")]);
      tell(at + 1, [opening("b")], { priority: 1 });
      tell(at + 2, [opening("a")]);
    }
    expect(acting()).toBe("a");
  });
});

describe("by hand", () => {
  const byHand = (event_id: string, fields: Partial<MatchEvent> = {}) =>
    event({ provider: "manual", event_id, team_id: HOME.a, minute: 20, occurred_at: timeAt(50), ...fields });

  it("counts beside the feed that acts, and is what that feed comes late with", () => {
    const { tell, score, acting } = severalFeeds();
    tell(0, [opening("a")]);
    tell(50, [byHand("m1")]);
    expect(score()).toEqual([1, 0]);
    tell(51, [goal("a", "1")]);
    expect([acting(), ...score()]).toEqual(["a", 1, 0]);
    tell(52, [byHand("m1", { operation: "void" })]);
    expect(score()).toEqual([0, 0]);
  });

  it("never takes a feed's place", () => {
    const { tell, acting } = severalFeeds();
    tell(0, [byHand("m1")]);
    expect(acting()).toBe("manual");
    tell(1, [opening("a")]);
    tell(200, [byHand("m2", { minute: 40 })]);
    expect(acting()).toBe("a");
  });
});
