/** How well chances say what happened, and the regression that finds them: only what the check of xG needs. */

export interface Forecast {
  chance: number;
  happened: boolean;
}

/** Mean of the squared error. */
export function brier(forecasts: readonly Forecast[]): number {
  return mean(forecasts.map(({ chance, happened }) => (chance - Number(happened)) ** 2));
}

export function logLoss(forecasts: readonly Forecast[]): number {
  return mean(forecasts.map(({ chance, happened }) => -Math.log(happened ? chance : 1 - chance)));
}

/** How often what happened had the better chance than what did not; half a point for the same chance. */
export function auc(forecasts: readonly Forecast[]): number {
  const [hits, misses] = [true, false].map((wanted) =>
    forecasts.flatMap(({ chance, happened }) => (happened === wanted ? [chance] : [])),
  );
  return mean((hits ?? []).flatMap((hit) => (misses ?? []).map((miss) => (Math.sign(hit - miss) + 1) / 2)));
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const along = (one: readonly number[], m: number, other: readonly number[], n: number) =>
    sum(one.map((value, index) => (value - m) * ((other[index] ?? 0) - n)));
  return along(a, meanA, b, meanB) / Math.sqrt(along(a, meanA, a, meanA) * along(b, meanB, b, meanB));
}

/** Weights of a logistic regression: the likeliest ones, by Newton's method. */
export function fitLogistic(rows: readonly number[][], happened: readonly boolean[]): number[] {
  let weights: number[] = (rows[0] ?? []).map(() => 0);
  for (let round = 0; round < 10; round++) {
    const slope = weights.map(() => 0);
    const bend = weights.map(() => weights.map(() => 0));
    for (const [index, row] of rows.entries()) {
      const chance = logistic(weights, row);
      const error = Number(happened[index]) - chance;
      for (const [i, a] of row.entries()) {
        slope[i] = (slope[i] ?? 0) + a * error;
        const line = bend[i] ?? [];
        for (const [j, b] of row.entries()) line[j] = (line[j] ?? 0) + a * b * chance * (1 - chance);
      }
    }
    const step = solve(bend, slope);
    weights = weights.map((weight, index) => weight + (step[index] ?? 0));
  }
  return weights;
}

export function logistic(weights: readonly number[], row: readonly number[]): number {
  return 1 / (1 + Math.exp(-sum(weights.map((weight, index) => weight * (row[index] ?? 0)))));
}

/** Gauss and Jordan, without pivoting: the matrix is symmetric and positive definite. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  let rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  for (let at = 0; at < rows.length; at++) {
    const pivot = (rows[at] ?? []).map((value) => value / (rows[at]?.[at] ?? 1));
    rows = rows.map((row, index) =>
      index === at ? pivot : row.map((value, column) => value - (row[at] ?? 0) * (pivot[column] ?? 0)),
    );
  }
  return rows.map((row) => row.at(-1) ?? 0);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
