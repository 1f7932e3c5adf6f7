import { describe, expect, test } from "vitest";
import { createHandler } from "../../../lambdas/broadcaster/handler.ts";
import { payloadOf } from "../../../modules/adapters/api-gateway/payload.ts";
import { publicationOf } from "../../modules/fanout/publications.ts";
import { memoryAudience } from "../../support/memory-audience.ts";
import { memoryGateway } from "../../support/memory-gateway.ts";
import { unlimitedBudget } from "../../support/unlimited-budget.ts";

const QUIET = { info: () => {}, warn: () => {}, error: () => {} };
const LONG = { getRemainingTimeInMillis: () => 60_000 };
const WHOLE = { index: 0, of: 1 };

function broadcaster() {
  const { audience } = memoryAudience({ "match:1": ["a=", "b="] });
  const { gateway, posted } = memoryGateway();
  const handler = createHandler({
    audience,
    gateway,
    payloadOf,
    budget: unlimitedBudget,
    log: QUIET,
    now: () => 0,
  });
  return { handler, posted };
}

describe("an order", () => {
  test.each(["publications", "tellings"])("is read with its %s", async (field) => {
    const { handler, posted } = broadcaster();
    const event = { segment: WHOLE, until: 1_000, [field]: [publicationOf({ seq: 7 })] };
    expect(await handler(JSON.parse(JSON.stringify(event)), LONG)).toMatchObject({ delivered: 2, failed: 0 });
    expect(posted.get("a=")).toMatchObject([{ match_id: "1", seq: 7 }]);
    expect([...posted.keys()].toSorted()).toEqual(["a=", "b="]);
  });

  test.each([undefined, null, {}, { segment: WHOLE, until: 1_000 }])("is refused: %j", async (event) => {
    const { handler, posted } = broadcaster();
    await expect(handler(event, LONG)).rejects.toThrow();
    expect(posted.size).toBe(0);
  });
});
