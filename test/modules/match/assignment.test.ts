import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignment } from "../../../modules/match/assignment.ts";

const matrix = fc
  .record({ rows: fc.integer({ min: 0, max: 5 }), more: fc.integer({ min: 0, max: 2 }) })
  .chain(({ rows, more }) =>
    fc.array(fc.array(fc.nat(20), { minLength: rows + more, maxLength: rows + more }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

describe("an assignment", () => {
  it("takes what costs more for one, where all together cost less", () => {
    const costs = [
      [0, 1],
      [1, 9],
    ];
    expect(assignment(costs)).toEqual([1, 0]);
  });

  it("costs as little as any, and gives each row a column of its own", () => {
    fc.assert(
      fc.property(matrix, (costs) => {
        const columns = assignment(costs);
        expect(new Set(columns).size).toBe(costs.length);
        const sum = columns.reduce((total, column, row) => total + (costs[row]?.[column] ?? Number.NaN), 0);
        expect(sum).toBe(leastOf(costs));
      }),
    );
  });
});

/** Of all assignments there are. */
function leastOf([row, ...rows]: readonly (readonly number[])[]): number {
  if (!row) return 0;
  return Math.min(
    ...row.map((cost, column) => cost + leastOf(rows.map((others) => others.toSpliced(column, 1)))),
  );
}
