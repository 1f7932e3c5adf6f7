import pg from "pg";
import { describe, expect, test } from "vitest";
import { asWriteError } from "../../../../modules/adapters/postgres/write-error.ts";
import { RejectedWriteError, StaleWriteError } from "../../../../modules/ports/matches.ts";

function answer(code: string, constraint?: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError("could not", 0, "error"), { code, constraint });
}

describe("a failed write", () => {
  test.each([
    ["40001"],
    ["40P01"],
    ["23505", "match_log_pkey"],
    ["23505", "match_log_event"],
    ["23505", "matches_pkey"],
  ])("is stale with SQLSTATE %s %s", (code, constraint?: string) => {
    const error = answer(code, constraint);
    expect(asWriteError(error)).toBeInstanceOf(StaleWriteError);
    expect(asWriteError(error)).toHaveProperty("cause", error);
  });

  test.each([["22P05"], ["22003"], ["23502"], ["23514", "match_log_kind"], ["23505", "another_key"]])(
    "is rejected with SQLSTATE %s %s",
    (code, constraint?: string) => {
      const error = answer(code, constraint);
      expect(asWriteError(error)).toBeInstanceOf(RejectedWriteError);
      expect(asWriteError(error)).toHaveProperty("cause", error);
    },
  );

  test.each([["08006"], ["28P01"], ["42P01"], ["53300"], ["57014"], ["57P01"], ["58030"], ["XX000"]])(
    "is an outage, left as it is, with SQLSTATE %s",
    (code) => {
      const error = answer(code);
      expect(asWriteError(error)).toBe(error);
    },
  );

  test("is an outage where Postgres did not answer, whatever the words", () => {
    for (const error of [
      Object.assign(new Error("22001 duplicate key"), { code: "22001" }),
      new Error("Query read timeout"),
      undefined,
    ]) {
      expect(asWriteError(error)).toBe(error);
    }
  });
});
