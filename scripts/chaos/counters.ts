/** Counts by name. */
export interface Counters {
  add(name: string, count?: number): void;
  /** All whose names have this prefix. */
  sum(beginning: string): number;
  entries(): [name: string, count: number][];
}

export function createCounters(): Counters {
  const counts = new Map<string, number>();
  return {
    add(name, count = 1) {
      counts.set(name, (counts.get(name) ?? 0) + count);
    },
    sum: (beginning) =>
      [...counts].reduce((sum, [name, count]) => sum + (name.startsWith(beginning) ? count : 0), 0),
    entries: () => [...counts].sort(([one], [other]) => one.localeCompare(other)),
  };
}
