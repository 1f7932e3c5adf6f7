import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { verify } from "../../../lambdas/webhook/signature.ts";
import { RefusedError } from "../../../local/recording/delivery.ts";
import { play } from "../../../local/recording/player.ts";
import { asMatch, type Recording, readRecording, waits } from "../../../local/recording/recording.ts";
import { send } from "../../../local/recording/sender.ts";
import { stadium } from "../../support/stadium.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const FINAL = new URL("../../../local/recording/world-cup-final-2022.json", import.meta.url).pathname;
const KEY = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

interface Received {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** A feed's door that answers as told, and remembers what it was sent. */
async function door(answer: (received: Received, earlier: number) => [number, Record<string, string>?]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === "GET") return response.writeHead(200).end('{"matches":[]}');
    const body = Buffer.concat(await request.toArray());
    const given = { url: request.url ?? "", headers: request.headers as Record<string, string>, body };
    const [status, headers = {}] = answer(given, received.length);
    received.push(given);
    response.writeHead(status, headers).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, received };
}

const recording: Recording = {
  match: { id: "m" },
  deliveries: [1, 2, 3].map((minute) => ({
    at: minute * 60,
    path: "/webhooks/match-status",
    body: { match_id: "m", minute },
  })),
};
const quickly = (url: string, secret = KEY, signal = new AbortController().signal) => ({
  url,
  secret,
  speed: 1e6,
  signal,
});

describe("the recorded final", () => {
  test("ends 3-3 and 4-2 on penalties, with the events everyone remembers", async () => {
    const ground = await stadium();
    stop = ground.stop;
    const final = asMatch(await readRecording(FINAL), "final-1", new Date());
    for (const { path, body } of final.deliveries) ground.tell(path, body);
    const state = ground.state("final-1");
    expect(state).toMatchObject({ status: "finished", home_score: 3, away_score: 3 });
    expect(state?.tallies.arg).toMatchObject({ goals: 3, shootout: 4, substitutions: 6, yellow_cards: 4 });
    expect(state?.tallies.fra).toMatchObject({ goals: 3, shootout: 2, substitutions: 7, yellow_cards: 3 });
  });

  test("is in order, with an id of its own for every event", async () => {
    const { deliveries } = await readRecording(FINAL);
    const times = deliveries.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const ids = deliveries.map(({ body }) => body.event_id).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("takes four to six minutes, and starts at once", async () => {
    const { deliveries } = await readRecording(FINAL);
    const pauses = waits(deliveries, 36);
    const minutes = pauses.reduce((sum, pause) => sum + pause, 0) / 60_000;
    expect(minutes).toBeGreaterThan(4);
    expect(minutes).toBeLessThan(6);
    expect(pauses[0]).toBe(0);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(4_000);
  });
});

describe("sending", () => {
  test("signs each delivery over its bytes, in order", async () => {
    const { url, received } = await door(() => [202]);
    expect(await send(recording, quickly(url))).toBe(3);
    expect(received.map(({ body }) => JSON.parse(body.toString()).minute)).toEqual([1, 2, 3]);
    for (const { headers, body } of received) {
      expect(verify(body, headers, [KEY], new Date())).toMatchObject({ scheme: "standard-webhooks" });
    }
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
  });

  test("a secret that is no key signs by X-Signature", async () => {
    const { url, received } = await door(() => [202]);
    await send(recording, quickly(url, "hello"));
    for (const { headers, body } of received) {
      expect(verify(body, headers, ["hello"], new Date())).toEqual({ scheme: "x-signature" });
    }
  });

  test.each([429, 503])("%i is tried again with the same id, nothing is skipped", async (status) => {
    const { url, received } = await door((_, earlier) =>
      earlier === 1 ? [status, { "retry-after": "0" }] : [202],
    );
    expect(await send(recording, quickly(url))).toBe(3);
    const ids = received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual(["m-0", "m-1", "m-1", "m-2"]);
  });

  test("a refusal ends it, with what was said", async () => {
    const { url, received } = await door(() => [401]);
    await expect(send(recording, quickly(url))).rejects.toThrow(RefusedError);
    expect(received).toHaveLength(1);
  });

  test("stops when it is told to, without an error", async () => {
    const controller = new AbortController();
    const { url, received } = await door((_, earlier) => {
      if (earlier === 1) controller.abort();
      return [202];
    });
    const sent = await send(recording, quickly(url, KEY, controller.signal));
    expect(sent).toBeLessThan(3);
    expect(received).toHaveLength(2);
  });
});

describe("playing", () => {
  test("is of a match of its own, with its kick-off now", async () => {
    const { url, received } = await door(() => [202]);
    const final = await readRecording(FINAL);
    expect(await play(final, "wc2022-final-x", { ...quickly(url), speed: 1e6 })).toBe(true);
    const bodies = received.map(({ body }) => JSON.parse(body.toString()));
    expect(new Set(bodies.map(({ match_id }) => match_id))).toEqual(new Set(["wc2022-final-x"]));
    expect(Date.parse(bodies[0].kick_off)).toBeGreaterThan(Date.parse("2023-01-01"));
  });
});

describe("a file that is no recording", () => {
  test.each([
    ["is missing", undefined, /cannot be read/],
    ["is no JSON", "{", /is not JSON/],
    ["has another shape", '{"match":{"id":"m"},"deliveries":[{"at":"x"}]}', /is not one/],
  ])("that %s is said by name", async (_what, content, expected) => {
    const folder = temporaryFolder();
    const file = `${folder}/some.json`;
    if (content !== undefined) await (await import("node:fs/promises")).writeFile(file, content);
    const reading = readRecording(file);
    await expect(reading).rejects.toThrow(expected);
    await expect(reading).rejects.toThrow("some.json");
  });
});
