import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLog } from "../../../modules/runtime/log.ts";

let lines: string[];

beforeEach(() => {
  lines = [];
  const write = (chunk: unknown) => lines.push(String(chunk)) > 0;
  vi.spyOn(process.stdout, "write").mockImplementation(write);
  vi.spyOn(process.stderr, "write").mockImplementation(write);
});

afterEach(() => {
  vi.restoreAllMocks();
});

function only(): Record<string, unknown> {
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "");
}

test.each(["info", "warn", "error"] as const)("%s is one line of JSON", (level) => {
  createLog("webhook")[level]("happened", { request_id: "r-1", count: 3 });
  expect(only()).toMatchObject({
    level: level.toUpperCase(),
    message: "happened",
    service: "webhook",
    request_id: "r-1",
    count: 3,
  });
});

test("an error is told with its causes, but not with what hangs on it", () => {
  const driver = Object.assign(new Error("inner"), {
    code: "23505",
    detail: "Key (id)=(hush)",
    $response: { body: "hush" },
  });
  createLog("webhook").error("failed", { error: new Error("outer", { cause: driver }) });
  expect(only()).toMatchObject({
    error: {
      name: "Error",
      message: "outer",
      stack: expect.any(String),
      cause: { message: "inner", code: "23505" },
    },
  });
  expect(lines.join()).not.toContain("hush");
});

test("an error that is its own cause is still one line", () => {
  const error = new Error("round");
  error.cause = error;
  createLog("webhook").error("failed", { error });
  expect(only()).toMatchObject({ error: { message: "round" } });
});
