import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Broadcasted, type Stub, simulate, startStub } from "../../../bench/audience/simulation.ts";

let stub: Stub;
beforeAll(async () => {
  stub = await startStub();
});
afterAll(() => stub.stop());

/** The simulation of `npm run bench -- audience`, in small. */
describe.each([
  [500, 0],
  [5_000, 4],
])("an audience of %i", (audience, segments) => {
  let frame: Broadcasted;
  beforeAll(async () => {
    frame = await simulate(audience, stub);
  });

  it("is told by as many as it takes, everybody once", () => {
    expect(frame).toMatchObject({ audience, segments, twice: 0 });
    expect(frame.viewers + frame.gone).toBe(audience);
    expect(frame.gone).toBeGreaterThan(0);
  });

  it("costs a call for each viewer, and one more for whom the gateway had no time", () => {
    expect(frame.throttled).toBeGreaterThan(0);
    expect(frame.calls).toBe(audience + frame.throttled);
  });

  it("is rid of those who have left", () => {
    expect(frame.forgotten).toBe(frame.gone);
  });

  it("is read once, whoever reads it: no row twice, and no key anywhere near its limit", () => {
    const perRow = frame.reads.largest_kb / frame.reads.largest_rows;
    const once = Math.ceil((audience * perRow) / 4) + frame.reads.queries;
    expect(frame.reads.units).toBeLessThanOrEqual(once);
    expect(frame.reads.hottest_units).toBeLessThanOrEqual(100);
  });
});
