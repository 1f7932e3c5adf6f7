import Echo from "laravel-echo";
import Echo1 from "laravel-echo-1";
import { describe, expect, it, test } from "vitest";
import { TouchlineConnector } from "../../../client/echo/index.ts";
import { eventName } from "../../../client/echo/names.ts";
import { event, settled, snapshot, status, testClient } from "../test-client.ts";

test.each([
  "MatchUpdate",
  "App\\Events\\MatchUpdate",
  ".App\\Events\\MatchUpdate",
  ".match.update",
  "match.update",
])("%s means match.update", (name) => {
  expect(eventName(name)).toBe("match.update");
});

/** As much of Echo as both versions have, whose types differ. */
interface AnyEcho {
  channel(name: string): AnyChannel;
  private(name: string): AnyChannel;
  join(name: string): AnyChannel;
  encryptedPrivate(name: string): unknown;
  leave(name: string): void;
  leaveAllChannels(): void;
  socketId(): string | undefined;
  disconnect(): void;
}
interface AnyChannel {
  listen(event: string, callback: (data: Record<string, unknown>) => void): AnyChannel;
  stopListening(event: string, callback?: unknown): AnyChannel;
  listenToAll(callback: (event: string, data: unknown) => void): AnyChannel;
  subscribed(callback: () => void): AnyChannel;
  error(callback: (error: { code: string }) => void): AnyChannel;
  here(callback: (members: unknown[]) => void): AnyChannel;
  joining(callback: (member: unknown) => void): AnyChannel;
  leaving(callback: (member: unknown) => void): AnyChannel;
  whisper(event: string, data: unknown): AnyChannel;
}

describe.each([
  ["1.19", Echo1],
  ["2", Echo],
])("Laravel Echo %s", (_, EchoClass) => {
  function echoOf(rigged: ReturnType<typeof testClient>): AnyEcho {
    const Class = EchoClass as unknown as new (options: object) => AnyEcho;
    return new Class({ broadcaster: TouchlineConnector, client: rigged.client, withoutInterceptors: true });
  }
  const MATCH = "sports.football.leagues.l.matches.1";

  it("hears updates, events and changes of status by their names, in Laravel's words", async () => {
    const rigged = testClient();
    const heard: unknown[] = [];
    echoOf(rigged)
      .channel(MATCH)
      .subscribed(() => heard.push("subscribed"))
      .listen("MatchUpdate", ({ home_team }) => heard.push(["update", home_team]))
      .listen(".match.event", ({ event_type, home_score }) => heard.push([event_type, home_score]))
      .listen("MatchStatus", ({ new_status }) => heard.push(new_status));
    const end = await rigged.opened();
    expect(end.sent).toMatchObject([{ channels: ["match:1"] }]);
    await end.grant();
    await end.say(snapshot(3), event(4, 3, { state: { home_score: 1 } }), status(5));
    expect(heard).toEqual([
      "subscribed",
      ["update", { id: "h", name: "Reds", score: 0 }],
      ["goal", 1],
      "half_time",
    ]);
  });

  it("is on private channels, with a token, and is told when it may not", async () => {
    const rigged = testClient();
    const heard: unknown[] = [];
    echoOf(rigged)
      .private(MATCH)
      .error(({ code }) => heard.push(code))
      .listen("MatchEvent", ({ event_type }) => heard.push(event_type));
    const end = await rigged.opened();
    expect(end.sent).toMatchObject([{ channels: ["private-match:1"] }]);
    await end.refuse("unauthorized_channel");
    const done = rigged.client.authenticate("t");
    await settled();
    await end.say({ type: "authenticated", id: end.take("authenticate").id });
    await done;
    await end.grant();
    const channel = "private-match:1";
    await end.say(snapshot(3, { channel }), event(4, 3, { channel, event_type: "pass" }));
    expect(heard).toEqual(["unauthorized_channel", "pass"]);
  });

  it.each([MATCH, `presence-${MATCH}`])("sees who is there on %s", async (name) => {
    const rigged = testClient({ token: "t" });
    const heard: unknown[] = [];
    const echo = echoOf(rigged);
    echo
      .join(name)
      .here((members) => heard.push(["here", ...members]))
      .joining((member) => heard.push(["joining", member]))
      .leaving((member) => heard.push(["leaving", member]));
    const end = await rigged.opened();
    await end.grant();
    const [ada, bob] = [{ id: "1", name: "Ada" }, { id: "2" }];
    const channel = "presence-match:1";
    await end.say(
      { type: "presence_state", channel, count: 1, members: [ada] },
      { type: "presence_join", channel, count: 2, member: bob },
      { type: "presence_leave", channel, count: 1, member: ada },
    );
    expect(heard).toEqual([
      ["here", ada],
      ["joining", bob],
      ["leaving", ada],
    ]);
    echo.leave(MATCH);
    await settled();
    expect(end.take("unsubscribe").channels).toEqual(["presence-match:1"]);
  });

  it("leaves all variants of a channel, or all channels", async () => {
    const rigged = testClient();
    const echo = echoOf(rigged);
    echo.channel("sports.football");
    echo.private("sports.football");
    echo.channel("match:2");
    const end = await rigged.opened();
    await end.grant();
    echo.leave("sports.football");
    await settled();
    expect(end.take("unsubscribe").channels).toEqual(["private-all"]);
    echo.leaveAllChannels();
    await settled();
    await end.say({ type: "unsubscribed", id: 2, channels: ["private-all"] });
    expect(end.take("unsubscribe").channels).toEqual(["match:2"]);
  });

  it("stops listening, to one or to all of an event, and one that throws harms no other", async () => {
    const rigged = testClient();
    const heard: unknown[] = [];
    const one = () => heard.push("one");
    const channel = echoOf(rigged).channel("match:1");
    channel.listen("MatchEvent", one).listen("MatchEvent", () => heard.push("two"));
    channel.listenToAll((name) => heard.push(name));
    const end = await rigged.opened();
    await end.grant();
    await end.say(snapshot(3), event(4));
    channel.stopListening(".match.event", one);
    await end.say(event(5));
    channel.stopListening("MatchEvent");
    await end.say(event(6));
    expect(heard).toEqual([
      ".match.update",
      "one",
      "two",
      ".match.event",
      "two",
      ".match.event",
      ".match.event",
    ]);
  });

  it("has a socket id in Pusher's form while it is connected, and says what it cannot do", async () => {
    const rigged = testClient();
    const echo = echoOf(rigged);
    expect(echo.socketId()).toBeUndefined();
    await rigged.opened();
    expect(echo.socketId()).toMatch(/^\d+\.\d+$/);
    expect(() => echo.channel("match:1").whisper("typing", {})).toThrow("no whispers");
    expect(() => echo.encryptedPrivate("match:1")).toThrow();
    echo.disconnect();
    expect([rigged.client.state, echo.socketId()]).toEqual(["closed", undefined]);
  });
});

test("Echo 2 knows the state of the connection", async () => {
  const rigged = testClient();
  const connector = new TouchlineConnector({ client: rigged.client });
  const states: string[] = [connector.connectionStatus()];
  const stop = connector.onConnectionChange((state) => states.push(state));
  const end = await rigged.opened();
  await end.drop();
  stop();
  connector.disconnect();
  expect(states).toEqual(["connecting", "connected", "reconnecting"]);
  expect(() => new TouchlineConnector({})).toThrow("host");
});
