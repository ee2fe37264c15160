/** A map of bounded size: the entries that were set last. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined;
  /** Drops the entry that was set longest ago if there are more than `max`. */
  set(key: string, value: Value): void;
  size(): number;
}

export function createRecentMap<Value>(max: number): RecentMap<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      // Deleted first, so that it becomes the last in the map's order.
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= max) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        return;
      }
    },
    size: () => entries.size,
  };
}
