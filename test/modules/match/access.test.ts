import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Claims, matchesGlob, mayJoin } from "../../../modules/match/access.ts";
import { canonicalChannel } from "../../../modules/match/channels.ts";

const NOW = Date.parse("2024-11-20T10:30:00Z");

function allowed(name: string, claims: Partial<Claims> | undefined): boolean {
  const channel = canonicalChannel(name);
  if (!channel) throw new Error(`no channel ${name}`);
  return mayJoin(claims && { scopes: [], channels: [], expires_at: NOW + 1, ...claims }, channel, NOW);
}

describe("public channels", () => {
  test.each(["match:1", "league:8", "team:7", "live:all", "all", "sports.football"])("%s: anyone", (name) => {
    expect(allowed(name, undefined)).toBe(true);
    expect(allowed(name, { expires_at: 0 })).toBe(true);
  });
});

describe.each(["private", "presence"])("%s channels", (kind) => {
  const other = kind === "private" ? "presence" : "private";
  test.each([
    ["nobody", undefined, false],
    ["a token that says nothing", {}, false],
    ["the scope", { scopes: ["openid", "touchline:private"] }, true],
    ["another scope", { scopes: ["touchline:read", "private", "touchline:private2"] }, false],
    ["the channel by its name", { channels: [`${kind}-match:1`] }, true],
    ["the channel among others", { channels: ["no", `${kind}-match:1`] }, true],
    ["all matches", { channels: [`${kind}-match:*`] }, true],
    ["everything", { channels: ["*"] }, true],
    ["another match", { channels: [`${kind}-match:2`, `${kind}-match:10`, `${kind}-match:`] }, false],
    ["the other kind", { channels: [`${other}-match:*`] }, false],
    ["the public channel", { channels: ["match:1", "match:*"] }, false],
    ["a pattern of another language", { channels: [`${kind}-match:.`, `${kind}-match:?`, "^.*$"] }, false],
    ["the scope, expired now", { scopes: ["touchline:private"], expires_at: NOW }, false],
    ["the channel, expired", { channels: ["*"], expires_at: NOW - 1 }, false],
  ])("%s", (_who, claims, expected) => {
    expect(allowed(`${kind}-match:1`, claims)).toBe(expected);
  });

  test("a match is not joined by naming it under a league one may join", () => {
    const claims = { channels: [`${kind}-league:8`, `${kind}-sports.football.leagues.8.*`] };
    expect(allowed(`${kind}-sports.football.leagues.8.matches.1`, claims)).toBe(false);
    expect(allowed(`${kind}-sports.football.leagues.8`, claims)).toBe(true);
  });
});

describe("a glob", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", ":"), maxLength: 12 });
  const glob = fc.string({ unit: fc.constantFrom("a", "b", ":", "*"), maxLength: 8 });

  test("matches as the regular expression does that says the same", () => {
    fc.assert(
      fc.property(glob, text, (pattern, name) => {
        expect(matchesGlob(pattern, name)).toBe(new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(name));
      }),
      { numRuns: 2_000 },
    );
  });

  test("matches any text in place of its stars", () => {
    fc.assert(
      fc.property(glob, fc.array(fc.string(), { minLength: 8, maxLength: 8 }), (pattern, fillings) => {
        let at = 0;
        const name = pattern.replace(/\*/g, () => fillings[at++] ?? "");
        expect(matchesGlob(pattern, name)).toBe(true);
      }),
    );
  });

  test("answers at once where a backtracking matcher would not end", () => {
    expect(matchesGlob(`${"*a".repeat(2_000)}b`, "a".repeat(100_000))).toBe(false);
  });
});
