import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forEachLimited } from "../../modules/runtime/for-each-limited.ts";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, upTo } from "../support/feed.ts";
import { type Journey, startJourney } from "../support/journey.ts";
import { pushed } from "../support/pushed.ts";
import { firstSeen, type Viewer } from "../support/viewer.ts";

/** Viewers that ask for what they lack at the same time. */
const ASKING = 24;

let journey: Journey;
beforeAll(async () => {
  journey = await startJourney();
});
afterAll(() => journey.close());

describe("50 matches at once, 20 viewers each", () => {
  it("every viewer gets every seq of its match in order, and a hole only where posts were skipped, until it asks", async () => {
    const matches = Array.from({ length: 50 }, matchId);
    const events = 12;
    const viewers = await Promise.all(
      matches.flatMap((match) =>
        Array.from({ length: 20 }, async () => ({ match, viewer: await journey.viewer(`?match=${match}`) })),
      ),
    );
    const sent = Array.from({ length: events }, () => matches.map((match) => goal(match))).flat();
    for (let at = 0; at < sent.length; at += 75) {
      expect((await journey.send(EVENTS, sent.slice(at, at + 75))).status).toBe(202);
    }
    await pushed(journey, new Map(sent.map(({ match_id, event_id }) => [match_id, event_id])));
    let lacked = 0;
    await forEachLimited(viewers, ASKING, async (each) => {
      lacked += await caughtUp(each, events);
    });
    // Whatever anybody lacked after its match was pushed is a post that the consumer says it did not make.
    if (lacked > 0) await eventually(() => expect(lacked).toBeLessThanOrEqual(postsNotMade()));
    for (const { match, viewer } of viewers) {
      const others = viewer.frames.filter(({ match_id }) => match_id !== undefined && match_id !== match);
      expect(others).toEqual([]);
    }
    // A thousand handshakes and 12,000 frames, on a machine that may have other things to do.
  }, 600_000);
});

/**
 * Has a viewer ask for what it lacks, as the contract says: a pong tells where its match stands. Nothing that was
 * posted is under way any more once the pong is here. What came before the question is in order, and what it lacked
 * follows.
 *
 * @returns the number of events it lacked
 */
async function caughtUp(
  { match, viewer }: { match: string; viewer: Viewer },
  events: number,
): Promise<number> {
  viewer.send({ action: "ping" });
  const channel = `match:${match}`;
  const { positions } = await viewer.next(({ type }) => type === "pong");
  expect(positions).toEqual({ [channel]: events });
  const seen = firstSeen(viewer);
  const missing = upTo(events).filter((seq) => !seen.includes(seq));
  expect(seen).toEqual(upTo(events).filter((seq) => !missing.includes(seq)));
  const [first] = missing;
  if (first === undefined) return 0;
  viewer.send({ action: "subscribe", channels: [channel], after_seq: { [channel]: first - 1 } });
  for (const seq of missing) await viewer.next((frame) => frame.type === "match_event" && frame.seq === seq);
  expect(firstSeen(viewer)).toEqual([...seen, ...missing]);
  return missing.length;
}

/** Posts that the consumer has left out for want of time, or given up. */
function postsNotMade(): number {
  return journey.logged
    .filter((line) => line.includes('"batch done"'))
    .map((line): { skipped: number; failed: number } => JSON.parse(line))
    .reduce((sum, { skipped, failed }) => sum + skipped + failed, 0);
}
