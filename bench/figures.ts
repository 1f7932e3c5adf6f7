/** One measured number. Ratios compare two things measured in the same run, so that they hold on any machine. */
export interface Figure {
  figure: string;
  value: number;
  unit: "ratio" | "ms" | "kb" | "mb" | "us" | "per_cpu_second" | "per_second" | "count" | "usd";
  /** What it is measured against, or what limits it. */
  note: string;
}

/** One part of the bench: its name on the command line, what it measures, and how. */
export interface Part {
  name: string;
  about: string;
  run(progress: (line: string) => void): Promise<Figure[]>;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** CPU time of this process, user and system, in seconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The middle of several measurements of each contender, taken in turns so that drift hits all alike. */
export async function inTurns<K extends string>(
  rounds: number,
  contenders: Record<K, () => Promise<number>>,
): Promise<Record<K, number>> {
  const names = Object.keys(contenders) as K[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) taken[name].push(await contenders[name]());
  }
  return Object.fromEntries(names.map((name) => [name, quantile(taken[name], 0.5)])) as Record<K, number>;
}
