import { describe, expect, it } from "vitest";
import { STREAMED_IDS } from "../../../modules/providers/ids.ts";
import { streamingOf } from "../../../modules/providers/streamed.ts";
import { HEARTBEAT, message } from "./sportradar/sportradar-bodies.ts";

const KEY = "k3y & more";

describe.each(STREAMED_IDS)("the stream of %s", (id) => {
  const streaming = streamingOf(id);

  it("is subscribed to over TLS, with the key in one place, wherever it is", () => {
    expect(streaming.url).toMatch(/^(https|wss):/);
    const { url, headers = {} } = streaming.subscription("https://proxy.test/a?b=1", KEY);
    expect(url).toMatch(/^https:\/\/proxy\.test\/a\?b=1/);
    const places = [...new URL(url).searchParams.values(), ...Object.values(headers)];
    expect(places.filter((value) => value === KEY)).toHaveLength(1);
  });

  it("may be silent for longer with nothing in play, but not for as long as a NAT gateway remembers", () => {
    expect(streaming.silenceMs(true)).toBeLessThanOrEqual(streaming.silenceMs(false));
    expect(streaming.silenceMs(false)).toBeLessThan(350_000);
  });
});

describe("a heartbeat of Sportradar", () => {
  const heard = (text: unknown) =>
    streamingOf("sportradar").heartbeat?.(typeof text === "string" ? text : JSON.stringify(text));

  it("names its interval", () => {
    expect(heard(HEARTBEAT)).toEqual({ interval: 5 });
    expect(heard(` ${JSON.stringify({ heartbeat: { interval: 1 } })}\r`)).toEqual({ interval: 1 });
  });

  it.each([0, -5, 3_600, "5", null, undefined])("may name the interval %s, which is ignored", (interval) => {
    expect(heard({ heartbeat: { interval } })).toEqual({});
  });

  it.each([
    ["a message", message(undefined, {})],
    ["a message that has one", { heartbeat: {}, payload: {} }],
    ["half of one", '{"heartbeat":{"from":1'],
    ["one that is none", { heartbeat: 1 }],
    ["words", "heartbeat"],
  ])("is not %s", (_, text) => {
    expect(heard(text)).toBeUndefined();
  });
});
