import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { payloadOf } from "../../../modules/adapters/api-gateway/payload.ts";
import { planPosts } from "../../../modules/fanout/plan.ts";
import { channelOf } from "../../../modules/match/channel-kind.ts";
import { canonicalChannel } from "../../../modules/match/channels.ts";
import { DIALECTS, type Dialect, inDialect } from "../../../modules/match/dialects/index.ts";
import type { EventType } from "../../../modules/match/event.ts";
import { statsFrame } from "../../../modules/match/frame.ts";
import { channelsOf, type Publication, publicationsOf } from "../../../modules/match/publication.ts";
import type { Subscriber } from "../../../modules/ports/audience.ts";
import { announcement, event, NOW, report } from "../../support/items.ts";
import { play } from "../../support/play.ts";

const TOPICS = ["match:123", "league:premier-league", "team:10", "live:all", "all", "match:9"];
const TYPES: readonly EventType[] = ["goal", "card", "pass", "foul"];

const someFeed = fc
  .array(fc.constantFrom<EventType | "announced" | "half_time">(...TYPES, "announced", "half_time"), {
    maxLength: 8,
  })
  .map((kinds) => {
    const items = kinds.map((kind) => {
      if (kind === "announced") return announcement({ minute: 3 });
      return kind === "half_time" ? report({ status: "half_time" }) : event({ event_type: kind });
    });
    const { state, log } = play(items);
    const publications = publicationsOf(state, log);
    const last = publications.at(-1);
    return last ? [...publications, { ...last, public: true, frames: [statsFrame(state, NOW)] }] : [];
  });

/** A connection: its manner, and by channel the types it filters for. */
interface Viewer {
  id: string;
  dialect: Dialect;
  batch: boolean;
  channels: ReadonlyMap<string, readonly EventType[] | undefined>;
}

const someChannel = fc
  .tuple(
    fc.constantFrom("public" as const, "private" as const, "presence" as const),
    fc.constantFrom(...TOPICS),
  )
  .map(([kind, topic]) => channelOf(kind, topic));
const someFilter = fc.option(fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1 }), { nil: undefined });
const someViewers = fc
  .array(
    fc.record({
      dialect: fc.constantFrom(...DIALECTS),
      batch: fc.boolean(),
      channels: fc
        .uniqueArray(fc.tuple(someChannel, someFilter), { selector: ([name]) => name, maxLength: 4 })
        .map((some) => new Map(some)),
    }),
    { maxLength: 8 },
  )
  .map((some) => some.map((viewer, index): Viewer => ({ id: `viewer-${index}`, ...viewer })));

function subscribersOf(viewers: readonly Viewer[], channels: readonly string[]): Map<string, Subscriber[]> {
  return new Map(
    channels.map((channel) => [
      channel,
      viewers
        .filter((viewer) => viewer.channels.has(channel))
        .map(({ id, dialect, batch, channels: own }) => {
          const types = own.get(channel);
          return { id, dialect, batch, ...(types ? { types } : {}) };
        }),
    ]),
  );
}

/** What a viewer is to get, telling by telling and frame by frame. */
function expected(viewer: Viewer, publications: readonly Publication[]): object[] {
  return publications.flatMap((publication) => {
    const matching = [...viewer.channels].flatMap(([name, types]) => {
      const channel = canonicalChannel(name);
      if (!channel || !publication.topics.includes(channel.topic)) return [];
      return channel.kind === "public" && !publication.public ? [] : [{ kind: channel.kind, types }];
    });
    if (matching.length === 0) return [];
    const isPrivate = matching.some(({ kind }) => kind !== "public");
    return publication.frames.flatMap((frame) => {
      const type = frame.type === "match_event" ? frame.data.event_type : undefined;
      if (type && !matching.some(({ types }) => !types || types.includes(type))) return [];
      const position = {
        seq: publication.seq,
        prev_seq: publication.seq - 1,
        channel: `private-${frame.channel}`,
      };
      if (frame.type === "stats_update") position.prev_seq = publication.seq;
      return inDialect(isPrivate ? { ...frame, ...position } : frame, viewer.dialect) ?? [];
    });
  });
}

function unpacked(body: Buffer): object[] {
  const frame = JSON.parse(body.toString());
  return frame.type?.toLowerCase() === "batch"
    ? frame.frames
    : (frame.event === "batch" && frame.data.frames) || [frame];
}

describe("for whatever is told to whomever", () => {
  it("everybody gets what its channels and filters give it, once and in order, however it is cut", () => {
    fc.assert(
      fc.property(someFeed, someViewers, fc.nat(8), (publications, viewers, cut) => {
        for (const part of [publications, publications.slice(0, cut), publications.slice(cut)]) {
          const subscribers = subscribersOf(viewers, channelsOf(part));
          const deliveries = planPosts(part, subscribers, payloadOf);
          const got = deliveries.map(({ connectionId, payloads }) => [
            connectionId,
            payloads.flatMap(({ body }) => unpacked(body)),
          ]);
          const wanted = viewers.map((viewer) => [
            viewer.id,
            JSON.parse(JSON.stringify(expected(viewer, part))),
          ]);
          expect(Object.fromEntries(got)).toEqual(
            Object.fromEntries(wanted.filter(([, frames]) => frames.length > 0)),
          );
          expect(got).toHaveLength(new Set(got.map(([id]) => id)).size);
          for (const { connectionId, payloads } of deliveries) {
            const viewer = viewers.find(({ id }) => id === connectionId);
            expect(payloads.length > 1 && viewer?.batch).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("nothing is hashed twice, and nothing for nobody", () => {
    fc.assert(
      fc.property(someFeed, someViewers, (publications, viewers) => {
        const hashed: string[] = [];
        const deliveries = planPosts(
          publications,
          subscribersOf(viewers, channelsOf(publications)),
          (text) => {
            hashed.push(text);
            return payloadOf(text);
          },
        );
        const posted = deliveries.flatMap(({ payloads }) => payloads.map(({ body }) => body.toString()));
        expect(new Set(hashed)).toEqual(new Set(posted));
        // In other dialects two frames may be the same text.
        const plain = hashed.filter((text) => text.startsWith('{"type":"') && "seq" in JSON.parse(text));
        expect(plain.length).toBe(new Set(plain).size);
      }),
    );
  });
});

describe("viewers who profile the same", () => {
  const { state, log } = play([announcement(), event(), event({ event_type: "card" })]);
  const everybody = (
    channel: string,
    many: number,
    format: Partial<Subscriber> = {},
  ): [string, Subscriber[]] => [
    channel,
    Array.from({ length: many }, (_, i) => ({
      id: `${channel} ${i}`,
      dialect: "touchline",
      batch: false,
      ...format,
    })),
  ];

  it.each<[string, Partial<Subscriber>]>([
    ["as it is", {}],
    ["as one", { batch: true }],
    ["filtered", { types: ["goal"] }],
  ])("share one list, %s", (_, format) => {
    const subscribers = new Map([everybody("match:123", 50, format)]);
    const deliveries = planPosts(publicationsOf(state, log), subscribers, payloadOf);
    expect(deliveries).toHaveLength(50);
    expect(new Set(deliveries.map(({ payloads }) => payloads)).size).toBe(1);
  });
});

describe("a batch", () => {
  it("is split where it would be too large, and a frame alone stays alone", () => {
    const large = { metadata: { text: "é".repeat(20_000) } };
    const { state, log } = play(Array.from({ length: 7 }, () => event({ event_type: "card", ...large })));
    const subscribers = new Map([["match:123", [{ id: "v", dialect: "touchline" as const, batch: true }]]]);
    const [delivery] = planPosts(publicationsOf(state, log).slice(1), subscribers, payloadOf);
    const bodies = delivery?.payloads.map(({ body }) => body) ?? [];
    expect(bodies.map((body) => body.length).every((bytes) => bytes < 128 * 1024)).toBe(true);
    expect(bodies.map((body) => unpacked(body).length)).toEqual([2, 2, 2]);
    expect(bodies.flatMap(unpacked).map((frame) => (frame as { seq: number }).seq)).toEqual([
      2, 3, 4, 5, 6, 7,
    ]);
  });
});

describe("channels to look up", () => {
  it("are public ones only where public viewers are told something", () => {
    const { state, log } = play([announcement(), event(), event({ event_type: "pass" })]);
    const publications = publicationsOf(state, log);
    const topics = ["match:123", "league:premier-league", "team:10", "team:11", "live:all", "all"];
    const hidden = topics.flatMap((topic) => [`private-${topic}`, `presence-${topic}`]);
    expect(new Set(channelsOf(publications.slice(1)))).toEqual(new Set([...topics, ...hidden]));
    expect(new Set(channelsOf(publications.slice(2)))).toEqual(new Set(hidden));
  });
});

describe("a publication", () => {
  it.each<[string, boolean, Parameters<typeof event>[0]]>([
    ["a goal", true, {}],
    ["a card", true, { event_type: "card" }],
    ["a VAR decision", true, { event_type: "var" }],
    ["a shot", false, { event_type: "shot" }],
    ["a foul", false, { event_type: "foul" }],
  ])("of %s is urgent: %s", (_, urgent, fields) => {
    const { state, log } = play([event({ event_type: "pass" }), event(fields)]);
    expect(publicationsOf(state, log).at(-1)?.urgent).toBe(urgent);
  });

  it("of a score is urgent whatever it came from", () => {
    const { state, log } = play([
      announcement(),
      report({ home_score: 1, away_score: 0 }),
      report({ minute: 9 }),
    ]);
    expect(publicationsOf(state, log).map(({ urgent }) => urgent)).toEqual([false, true, false]);
  });
});
