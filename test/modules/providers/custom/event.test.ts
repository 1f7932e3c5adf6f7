import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MatchEvent, matchEvent } from "../../../../modules/match/event.ts";
import { custom } from "../../../../modules/providers/custom/custom.ts";
import type { DecodedBody, Delivery } from "../../../../modules/providers/provider.ts";

const DELIVERY: Delivery = { received_at: "2024-11-20T10:31:00.000Z", request_id: "r-1" };
const GOAL = { event_id: "e-1", match_id: "123", event_type: "goal", minute: 12 };

function decode(body: unknown): DecodedBody {
  return custom.decode(typeof body === "string" ? body : JSON.stringify(body), "events", DELIVERY);
}

function events(body: unknown): MatchEvent[] {
  const decoded = decode(body);
  if (decoded.outcome !== "items") throw new Error(JSON.stringify(decoded));
  return decoded.items.flatMap((item) => (item.kind === "event" ? [item.event] : []));
}

function faults(body: unknown) {
  const decoded = decode(body);
  if (decoded.outcome !== "invalid") throw new Error(JSON.stringify(decoded));
  return decoded.faults;
}

describe("a canonical event", () => {
  test("keeps every field of the contract", () => {
    const full = {
      event_id: "e-901",
      match_id: "123",
      event_type: "goal",
      detail: "header",
      period: "first_half",
      minute: 45,
      extra_minute: 2,
      second: 12,
      team_id: "10",
      player_id: "789",
      related_player_id: "790",
      position_x: 85.5,
      position_y: 45.2,
      operation: "create",
      occurred_at: "2024-11-20T10:30:00.000Z",
      metadata: { xG: 0.85, shot_type: "header" },
    };
    expect(events(full)).toEqual([{ provider: "custom", ...full }]);
  });

  test("needs no more than match, type and minute", () => {
    expect(events({ match_id: 123, event_type: "foul", minute: 3 })).toEqual([
      {
        provider: "custom",
        event_id: expect.stringMatching(/^auto-[0-9a-f]{32}$/),
        match_id: "123",
        event_type: "foul",
        minute: 3,
        operation: "create",
        occurred_at: DELIVERY.received_at,
        metadata: {},
      },
    ]);
  });

  test("takes null for nothing", () => {
    const [event] = events({
      ...GOAL,
      event_id: null,
      extra_minute: null,
      occurred_at: null,
      metadata: null,
    });
    expect(event).toMatchObject({ occurred_at: DELIVERY.received_at, metadata: {} });
    expect(event).not.toHaveProperty("extra_minute");
  });

  test("has the provider whose secret signed it, whatever provider it names", () => {
    expect(events({ ...GOAL, provider: "opta" })[0]).toMatchObject({ provider: "custom", metadata: {} });
  });
});

describe("metadata", () => {
  test("may be JSON in a string", () => {
    expect(events({ ...GOAL, metadata: '{"xG":0.5}' })[0]?.metadata).toEqual({ xG: 0.5 });
  });

  test("keeps unknown fields as metadata, but never over its own", () => {
    const [event] = events({ ...GOAL, weather: "rain", xG: 0.1, metadata: { xG: 0.9 } });
    expect(event?.metadata).toEqual({ weather: "rain", xG: 0.9 });
  });

  test.each([["no json"], ["[1]"], ["7"], ['"text"'], [[1]], [7], [true]])("is refused as %j", (metadata) => {
    expect(faults({ ...GOAL, metadata })).toEqual([{ path: "metadata", reason: expect.any(String) }]);
  });

  test("cannot reach a prototype", () => {
    const body =
      '{"match_id":"1","event_type":"goal","minute":1,"__proto__":{"polluted":1},"metadata":{"__proto__":{"polluted":2},"constructor":{"prototype":{"polluted":3}}}}';
    const [event] = events(body);
    expect(Object.getPrototypeOf(event?.metadata)).toBe(Object.prototype);
    expect("polluted" in {}).toBe(false);
  });

  test("has a bound to its depth and to its size", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(faults(`{"match_id":"1","event_type":"goal","minute":1,"deep":${deep}}`)).toEqual([
      { path: "metadata", reason: expect.stringContaining("32 levels") },
    ]);
    expect(faults({ events: [{ ...GOAL, notes: "x".repeat(100_001) }] })).toEqual([
      { path: "events[0]", reason: "must be at most 100000 bytes" },
    ]);
  });
});

describe("a body", () => {
  const two = [GOAL, { ...GOAL, event_id: "e-2", minute: 13 }];

  test("may be one event, an array or an envelope", () => {
    expect(events(GOAL)).toHaveLength(1);
    expect(events(two)).toHaveLength(2);
    expect(events({ events: two })).toEqual(events(two));
    expect(decode({ events: [] })).toEqual({ outcome: "items", items: [], received: 0, duplicates: 0 });
  });

  test("may hold 500 events, not 501", () => {
    const many = Array.from({ length: 501 }, (_, index) => ({ ...GOAL, event_id: `e-${index}` }));
    expect(events(many.slice(1))).toHaveLength(500);
    expect(faults(many)).toEqual([{ path: "$", reason: "must hold at most 500 events" }]);
    expect(faults({ events: many })).toEqual([{ path: "events", reason: "must hold at most 500 events" }]);
  });

  test.each([["{"], [""], ["\uFEFF{}"], ["NaN"], ['{"a":1}{"b":2}']])(
    "that is no JSON is unreadable: %j",
    (body) => {
      expect(decode(body)).toEqual({ outcome: "unreadable", reason: expect.any(String) });
    },
  );

  test.each([["null"], ["7"], ['"text"'], ["true"]])(
    "that is no object has a fault at its root: %s",
    (body) => {
      expect(faults(body)).toEqual([{ path: "$", reason: "must be an object" }]);
    },
  );

  test("reports every fault, with its path", () => {
    const body = {
      events: [
        GOAL,
        { match_id: {}, event_type: "header", minute: "12" },
        7,
        { ...GOAL, detail: "bicycle", position_x: 101, occurred_at: "yesterday" },
        {},
      ],
    };
    const told = Object.fromEntries(faults(body).map(({ path, reason }) => [path, reason]));
    expect(told).toEqual({
      "events[1].match_id": "must be text or a whole number",
      "events[1].event_type": expect.stringContaining("goal, shot, card"),
      "events[1].minute": expect.stringContaining("expected number"),
      "events[2]": "must be an object",
      "events[3].detail": expect.stringContaining("own_goal"),
      "events[3].position_x": expect.any(String),
      "events[3].occurred_at": expect.stringContaining("RFC 3339"),
      "events[4].match_id": "is required",
      "events[4].event_type": "is required",
      "events[4].minute": "is required",
    });
    expect(faults([{}])[0]?.path).toBe("[0].match_id");
    expect(faults({})[0]?.path).toBe("match_id");
    expect(faults({ events: {} })).toEqual([{ path: "events", reason: "must be an array" }]);
  });

  test.each(["1e999", "1.5", "-1", "151", "9007199254740993"])("has no room for the minute %s", (minute) => {
    const told = faults(`{"match_id":"1","event_type":"goal","minute":${minute}}`);
    expect(new Set(told.map(({ path }) => path))).toEqual(new Set(["minute"]));
  });

  test("drops exact repeats of the same version only", () => {
    const first = { ...GOAL, operation: "update", detail: "header" };
    const second = { ...GOAL, operation: "update", detail: "penalty" };
    expect(decode([GOAL, GOAL, { ...GOAL, event_id: "e-2" }])).toMatchObject({ received: 3, duplicates: 1 });
    expect(events([first, first, second, first]).map((event) => event.detail)).toEqual([
      "header",
      "penalty",
      "header",
    ]);
    expect(decode([GOAL, { ...GOAL, match_id: "124" }])).toMatchObject({ duplicates: 0 });
  });
});

test("whatever the body, decoding neither throws nor lets anything pass that is not canonical", () => {
  const value = fc.anything({ withNullPrototype: false });
  const entry = fc.record(
    {
      match_id: fc.oneof(fc.integer(), fc.string({ unit: "binary" }), value),
      event_type: fc.constantFrom("goal", "card", "pass", "nonsense"),
      minute: fc.oneof(fc.integer(), fc.double()),
      event_id: value,
      detail: value,
      occurred_at: fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        value,
      ),
      metadata: fc.oneof(fc.dictionary(fc.string({ unit: "binary" }), value), fc.json(), value),
      player: value,
    },
    { requiredKeys: [] },
  );
  const bodies = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.oneof(entry, fc.array(entry), fc.record({ events: fc.array(entry) })).map(stringified),
  );
  fc.assert(
    fc.property(bodies, (body) => {
      const decoded = decode(body);
      if (decoded.outcome === "invalid") expect(decoded.faults.length).toBeGreaterThan(0);
      if (decoded.outcome !== "items") return;
      expect(decoded.received).toBe(decoded.items.length + decoded.duplicates);
      for (const item of decoded.items) {
        expect(item.kind === "event" && matchEvent.safeParse(item.event).success).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

function stringified(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? ""
  );
}
