import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startSchedules } from "../../../../local/aws/eventbridge/schedules.ts";
import type { Template } from "../../../../local/aws/interfaces.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ARN = "arn:aws:lambda:us-east-1:1:function:poll";

function play(rules: Record<string, Record<string, unknown>>, { minuteMs = 60_000, permitted = true } = {}) {
  const resources = Object.entries(rules).map(([logicalId, properties]) => ({
    logicalId,
    type: "AWS::Events::Rule",
    ref: logicalId,
    properties,
  }));
  const template: Template = {
    environment: { partition: "aws", account: "1", region: "us-east-1", stackName: "s" },
    resources: new Map(),
    outputs: new Map(),
    ofType: (type) => resources.filter((resource) => resource.type === type),
    attribute: (logicalId) => `arn:aws:events:us-east-1:1:rule/${logicalId}`,
  };
  const invoked: unknown[] = [];
  const stop = startSchedules({
    template,
    functions: {
      invoke: async () => ({ payload: null }),
      invokeAsync: (reference, event) => void invoked.push([reference, event]),
      permits: (_, principal, source) =>
        permitted && principal === "events.amazonaws.com" && source.includes(":rule/"),
      kill: () => 0,
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    minuteMs,
  });
  return { invoked, stop };
}

const rule = (more: Record<string, unknown> = {}) => ({
  ScheduleExpression: "rate(1 minute)",
  State: "ENABLED",
  Targets: [{ Arn: ARN, Id: "Target0" }],
  ...more,
});

describe("a schedule of the template", () => {
  it("invokes its function each time its rate comes round, not at the start", () => {
    const { invoked, stop } = play({ Rule: rule() });
    vi.advanceTimersByTime(59_999);
    expect(invoked).toEqual([]);
    vi.advanceTimersByTime(60_001);
    expect(invoked).toHaveLength(2);
    expect(invoked[0]).toMatchObject([
      ARN,
      { source: "aws.events", resources: ["arn:aws:events:us-east-1:1:rule/Rule"] },
    ]);
    stop();
    vi.advanceTimersByTime(600_000);
    expect(invoked).toHaveLength(2);
  });

  it("sends the input of the template", () => {
    const { invoked } = play({ Rule: rule({ Targets: [{ Arn: ARN, Id: "T", Input: '{"a":1}' }] }) });
    vi.advanceTimersByTime(60_000);
    expect(invoked).toEqual([[ARN, { a: 1 }]]);
  });

  it("may have minutes of another length", () => {
    const { invoked } = play({ Rule: rule({ ScheduleExpression: "rate(5 minutes)" }) }, { minuteMs: 100 });
    vi.advanceTimersByTime(1_000);
    expect(invoked).toHaveLength(2);
  });

  it("does nothing while it is disabled, or listens to events", () => {
    const { invoked } = play({
      Off: rule({ State: "DISABLED" }),
      Listening: { EventPattern: {}, Targets: [{ Arn: ARN }] },
    });
    vi.advanceTimersByTime(600_000);
    expect(invoked).toEqual([]);
  });

  it("is refused if it is of another kind, or may not invoke its function", () => {
    expect(() => play({ Rule: rule({ ScheduleExpression: "cron(0 * * * ? *)" }) })).toThrow(
      /plays no schedule/,
    );
    expect(() => play({ Rule: rule() }, { permitted: false })).toThrow(/AWS::Lambda::Permission/);
  });
});
