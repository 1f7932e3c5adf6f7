import { describe, expect, test } from "vitest";
import { ID, NOW, testSockets } from "./test-sockets.ts";

describe("$connect", () => {
  test("without channels registers the connection and no more", async () => {
    const queries: (Record<string, string[]> | undefined)[] = [
      undefined,
      {},
      { match: [""], channels: [","] },
      { token: ["x"] },
    ];
    for (const query of queries) {
      const { connect, said } = testSockets();
      expect(await connect(query)).toEqual({ statusCode: 200 });
      expect(said).toEqual([["open", ID, NOW]]);
    }
  });

  test.each<[Record<string, string[]>, string[]]>([
    [{ match: ["123"] }, ["match:123"]],
    [{ match: ["1", "2"] }, ["match:1", "match:2"]],
    [{ match: ["1,2", "3"] }, ["match:1", "match:2", "match:3"]],
    [{ channels: ["live:all,league:pl"] }, ["live:all", "league:pl"]],
    [{ channels: ["all", "team:10"], match: ["1"] }, ["match:1", "all", "team:10"]],
    [{ channels: ["match:1,match:1"], match: ["1"] }, ["match:1"]],
  ])("%j subscribes to %j, then has it greeted", async (query, channels) => {
    const { connect, said } = testSockets();
    expect(await connect(query)).toEqual({ statusCode: 200 });
    expect(said).toEqual([
      ["open", ID, NOW, ...channels],
      ["greet", ID, channels, {}],
    ]);
  });

  test.each<[Record<string, string[]>, number]>([
    [{ channels: ["nonsense"] }, 400],
    [{ channels: ["match:1,nonsense"] }, 400],
    [{ match: ["a b"] }, 400],
    [{ match: Array.from({ length: 101 }, (_, index) => `${index}`) }, 400],
    [{ channels: ["private-match:1"] }, 401],
    [{ channels: ["presence-match:1"], match: ["1"] }, 401],
  ])("%j is refused with %i and leaves nothing", async (query, statusCode) => {
    const { connect, said } = testSockets();
    expect(await connect(query)).toEqual({ statusCode });
    expect(said).toEqual([]);
  });

  test.each(["open", "greet"])("is refused where %s fails, and forgotten", async (call) => {
    const { connect, calls, logged } = testSockets({ failing: [call] });
    expect(await connect({ match: ["1"] })).toEqual({ statusCode: 500 });
    expect(calls().at(-1)).toBe("forget");
    expect(logged).toMatchObject([{ level: "error", fields: { error: { message: `${call} failed` } } }]);
  });
});

describe("$disconnect", () => {
  test("forgets the connection", async () => {
    const { disconnect, said } = testSockets();
    expect(await disconnect()).toEqual({ statusCode: 200 });
    expect(said).toEqual([["forget", ID]]);
  });

  test("is done even if it cannot be forgotten", async () => {
    const { disconnect, logged } = testSockets({ failing: ["forget"] });
    expect(await disconnect()).toEqual({ statusCode: 200 });
    expect(logged).toMatchObject([{ level: "warn", fields: { error: { message: "forget failed" } } }]);
  });
});
