import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMetrics } from "../../../modules/runtime/metrics.ts";

let lines: string[];

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk: unknown) => lines.push(String(chunk)) > 0);
});

afterEach(() => {
  vi.restoreAllMocks();
});

function told(): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line));
}

test("values taken at one time are one line of the embedded metric format", () => {
  createMetrics("consumer").report({ EventsFailed: 2, EventLatency: 12.5 }, { provider: "opta" });
  expect(told()).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: "Touchline",
            Dimensions: [["service", "provider"], ["service"]],
            Metrics: [
              { Name: "EventsFailed", Unit: "Count" },
              { Name: "EventLatency", Unit: "Milliseconds" },
            ],
          },
        ],
      },
      service: "consumer",
      provider: "opta",
      EventsFailed: 2,
      EventLatency: 12.5,
    },
  ]);
});

test("a match is something to search by, and no dimension", () => {
  createMetrics("consumer").report({ Viewers: 7 }, { match_id: "m-1" });
  expect(told()).toMatchObject([
    { match_id: "m-1", Viewers: 7, _aws: { CloudWatchMetrics: [{ Dimensions: [["service"]] }] } },
  ]);
});

test("nothing of one line is left for the next, and nothing is no line", () => {
  const metrics = createMetrics("consumer");
  metrics.report({ ScoreConflict: 1 }, { provider: "opta", match_id: "m-1" });
  metrics.report({ Viewers: 3 });
  metrics.report({});
  const [, second] = told();
  expect(lines).toHaveLength(2);
  expect(second).not.toHaveProperty("provider");
  expect(second).not.toHaveProperty("match_id");
  expect(second).not.toHaveProperty("ScoreConflict");
});
