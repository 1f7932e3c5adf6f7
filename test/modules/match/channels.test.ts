import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { channelOf, needsToken } from "../../../modules/match/channel-kind.ts";
import { canonicalChannel, matchIdOfChannel } from "../../../modules/match/channels.ts";

describe("a channel", () => {
  it.each([
    ["match:1", "match:1"],
    ["league:premier-league", "league:premier-league"],
    ["team:opta-10", "team:opta-10"],
    ["live:all", "live:all"],
    ["all", "all"],
    ["sports.football", "all"],
    ["sports.football.leagues.premier-league", "league:premier-league"],
    ["sports.football.leagues.premier-league.matches.1", "match:1"],
    ["sports.football.leagues.serie.a.matches.1", "match:1"],
    ["sports.football.leagues.serie.a", "league:serie.a"],
    ["sports.football.teams.10", "team:10"],
  ])("%s is about %s, whatever its prefix", (name, topic) => {
    expect(canonicalChannel(name)).toEqual({ name: topic, kind: "public", topic });
    for (const kind of ["private", "presence"] as const) {
      const wanted = { name: `${kind}-${topic}`, kind, topic };
      expect(canonicalChannel(`${kind}-${name}`)).toEqual(wanted);
      expect(needsToken(`${kind}-${name}`)).toBe(true);
    }
    expect(needsToken(name)).toBe(false);
  });

  it.each([
    "",
    "matches",
    "match:",
    "match:a b",
    "match:1\n",
    `match:${"1".repeat(129)}`,
    "live:1",
    "Match:1",
    "private-",
    "private-private-match:1",
    "presence-private-match:1",
    "privat-match:1",
    "sports",
    "sports.basketball",
    "sports.basketball.leagues.nba.matches.1",
    "sports.football.leagues",
    "sports.football.leagues.",
    "sports.football.matches.1",
    "sports.football.teams.",
    "sports.football.teams.10.matches.1#",
  ])("%j is none", (name) => {
    expect(canonicalChannel(name)).toBeUndefined();
    expect(matchIdOfChannel(name)).toBeUndefined();
  });

  it("has a stored name that is its own", () => {
    const id = fc.stringMatching(/^[A-Za-z0-9._:~-]{1,128}$/);
    const topic = fc.oneof(
      id.map((one) => `match:${one}`),
      id.map((one) => `team:${one}`),
      fc.constant("all"),
    );
    fc.assert(
      fc.property(
        topic,
        fc.constantFrom("public" as const, "private" as const, "presence" as const),
        (one, kind) => {
          const channel = canonicalChannel(channelOf(kind, one));
          expect(channel).toEqual({ name: channelOf(kind, one), kind, topic: one });
          expect(canonicalChannel(channel?.name ?? "")).toEqual(channel);
          expect(matchIdOfChannel(channel?.name ?? "")).toBe(
            one.startsWith("match:") ? one.slice(6) : undefined,
          );
        },
      ),
    );
  });
});
