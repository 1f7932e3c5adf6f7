import { describe, expect, test } from "vitest";
import { connectRequestOf } from "../../../lambdas/sockets/connect-request.ts";
import type { SocketEvent } from "../../../lambdas/sockets/deps.ts";
import type { Visitor } from "../../../modules/ports/audience.ts";
import type { Bearer } from "../../../modules/ports/tokens.ts";
import { bearerAsText } from "../../../modules/ports/tokens.ts";
import { testSockets, type World } from "./test-sockets.ts";

const NOW = new Date("2024-11-20T10:30:00.000Z");
const BEARER: Bearer = {
  user_id: "https://id.test#ada",
  sub: "ada",
  name: "Ada",
  scopes: [],
  channels: ["private-match:*", "presence-match:1"],
  expires_at: NOW.getTime() + 1,
};

function event(query: Record<string, string[]> = {}, bearer?: Bearer): SocketEvent {
  return {
    requestContext: {
      routeKey: "$connect",
      connectionId: "L0SM9cOFvHcCIhw=",
      identity: { sourceIp: "192.0.2.1" },
      ...(bearer ? { authorizer: { bearer: bearerAsText(bearer) } } : {}),
    },
    multiValueQueryStringParameters: query,
  };
}

describe("a handshake asks for", () => {
  test.each([
    [{}, { dialect: "touchline", batch: false, channels: [] }],
    [
      { dialect: ["flat"], batch: ["1"] },
      { dialect: "flat", batch: true },
    ],
    [
      { dialect: ["flat", "laravel"], batch: ["1", "0"] },
      { dialect: "laravel", batch: false },
    ],
    [{ match: ["1,2", "3"] }, { channels: ["match:1", "match:2", "match:3"] }],
    [
      { match: ["1"], channels: ["match:1,league:8", "sports.football"] },
      { channels: ["match:1", "league:8", "sports.football"] },
    ],
  ])("%j", (query, expected) => {
    expect(connectRequestOf(event(query), NOW)).toMatchObject(expected);
  });

  test("whatever its token opens, as its bearer", () => {
    const channels = ["private-match:7", "presence-match:1", "match:1"];
    expect(connectRequestOf(event({ channels }, BEARER), NOW)).toMatchObject({ bearer: BEARER, channels });
  });
});

describe("refused with", () => {
  test.each([
    [400, { dialect: ["klingon"] }],
    [400, { dialect: [""] }],
    [400, { dialect: ["toString"] }],
    [400, { batch: ["yes"] }],
    [400, { batch: ["true"] }],
    [400, { channels: ["nonsense"] }],
    [400, { channels: ["private-nonsense"] }],
    [400, { match: [Array.from({ length: 101 }, (_, id) => id).join()] }],
    [401, { channels: ["private-league:8"] }],
    [401, { channels: ["presence-match:2"] }],
    [401, { channels: ["match:1,private-match:1,presence-all"] }],
  ])("%i: %j", (statusCode, query) => {
    expect(connectRequestOf(event(query, BEARER), NOW)).toEqual({ statusCode });
  });

  test.each([
    ["no token", undefined],
    ["a token that has expired since", { ...BEARER, expires_at: NOW.getTime() }],
  ])("401: a private channel and %s", (_what, bearer) => {
    expect(connectRequestOf(event({ channels: ["private-match:1"] }, bearer), NOW)).toEqual({
      statusCode: 401,
    });
    expect(connectRequestOf(event({ channels: ["match:1"] }, bearer), NOW)).toMatchObject({
      channels: ["match:1"],
    });
  });
});

describe("connections are counted", () => {
  const ID = "L0SM9cOFvHcCIhw=";

  /** What was told to the connectionLimiter, and to the audience. */
  function counting(world: World = {}, isOpen = true) {
    const counted: unknown[] = [];
    const connectionLimiter = {
      async enter(id: string, visitor: Visitor) {
        counted.push(["enter", id, visitor]);
        return isOpen;
      },
      leave: async (id: string) => void counted.push(["leave", id]),
    };
    return { counted, ...testSockets({ ...world, connectionLimiter }) };
  }

  test("by user and address", async () => {
    const { handler, counted } = counting();
    expect(await handler(event({}, BEARER))).toEqual({ statusCode: 200 });
    expect(counted).toEqual([["enter", ID, { user_id: BEARER.user_id, address: "192.0.2.1" }]]);
  });

  test("by address alone where there is no user", async () => {
    const { handler, counted } = counting();
    expect(await handler(event())).toEqual({ statusCode: 200 });
    expect(counted).toEqual([["enter", ID, { address: "192.0.2.1" }]]);
  });

  test("and one too many is answered 429, before anything is registered", async () => {
    const { handler, calls } = counting({}, false);
    expect(await handler(event({ match: ["1"] }, BEARER))).toEqual({ statusCode: 429 });
    expect(calls()).toEqual([]);
  });

  test("but not those refused for another reason", async () => {
    const { handler, counted } = counting();
    expect(await handler(event({ channels: ["private-match:1"] }))).toEqual({ statusCode: 401 });
    expect(counted).toEqual([]);
  });

  test("and not any more where they cannot be registered", async () => {
    const { handler, counted } = counting({ failing: ["open"] });
    expect(await handler(event())).toEqual({ statusCode: 500 });
    expect(counted).toEqual([
      ["enter", ID, { address: "192.0.2.1" }],
      ["leave", ID],
    ]);
  });

  test("until they leave, though they cannot be forgotten", async () => {
    const { disconnect, counted } = counting({ failing: ["forget"] });
    expect(await disconnect()).toEqual({ statusCode: 200 });
    expect(counted).toEqual([["leave", ID]]);
  });
});
