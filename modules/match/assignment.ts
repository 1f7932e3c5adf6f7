/**
 * Gives each row a column of its own so that the costs add up to the least there can be.
 *
 * The Hungarian algorithm, in rows² × columns steps: row by row, the shortest augmenting path to a free column, by
 * costs that potentials keep from becoming negative (https://en.wikipedia.org/wiki/Hungarian_algorithm).
 *
 * @param costs by row and column, finite; as many columns as rows at least
 * @returns the column of each row
 */
export function assignment(costs: readonly (readonly number[])[]): number[] {
  const columns = costs[0]?.length ?? 0;
  const rowOf = new Array<number | undefined>(columns).fill(undefined);
  const ofRow = new Array<number>(costs.length).fill(0);
  const ofColumn = new Array<number>(columns).fill(0);

  for (const start of costs.keys()) {
    const distance = new Array<number>(columns).fill(Number.POSITIVE_INFINITY);
    const before = new Array<number | undefined>(columns).fill(undefined);
    const visited: number[] = [];
    const open = new Set(rowOf.keys());
    let row: number | undefined = start;
    let end: number | undefined;
    let travelled = 0;
    while (row !== undefined) {
      let nearest = -1;
      for (const column of open) {
        const step = at(costs[row], column) - at(ofRow, row) - at(ofColumn, column) + travelled;
        if (step < at(distance, column)) {
          distance[column] = step;
          before[column] = end;
        }
        if (nearest < 0 || at(distance, column) < at(distance, nearest)) nearest = column;
      }
      travelled = at(distance, nearest);
      open.delete(nearest);
      visited.push(nearest);
      end = nearest;
      row = rowOf[nearest];
    }
    // Those on the way keep their costs at zero, and no other falls below it.
    ofRow[start] = at(ofRow, start) + travelled;
    for (const column of visited) {
      const rest = travelled - at(distance, column);
      const taken = rowOf[column];
      if (taken !== undefined) ofRow[taken] = at(ofRow, taken) + rest;
      ofColumn[column] = at(ofColumn, column) - rest;
    }
    while (end !== undefined) {
      const from: number | undefined = before[end];
      rowOf[end] = from === undefined ? start : rowOf[from];
      end = from;
    }
  }

  const columnOf = new Array<number>(costs.length);
  for (const [column, row] of rowOf.entries()) if (row !== undefined) columnOf[row] = column;
  return columnOf;
}

function at(values: readonly number[] | undefined, index: number): number {
  return values?.[index] ?? 0;
}
