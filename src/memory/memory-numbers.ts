import { dayOf } from "../conversation/day.ts";
import { type Counted, fromField, toField } from "../conversation/model/count.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Numbers } from "../conversation/ports/numbers.ts";

export interface MemoryNumbers extends Numbers {
  add(counts: readonly Counted[] | undefined): void;
}

/** Counts in this process only. */
export function createMemoryNumbers({ clock }: { clock: Clock }): MemoryNumbers {
  const days = new Map<string, Map<string, number>>();
  return {
    add(counts = []) {
      const day = dayOf(clock());
      const fields = days.get(day) ?? new Map<string, number>();
      days.set(day, fields);
      for (const { count, times } of counts)
        fields.set(toField(count), (fields.get(toField(count)) ?? 0) + times);
    },
    async read(day) {
      const counts = [...(days.get(day) ?? [])].flatMap(([field, times]) => {
        const count = fromField(field);
        return count ? [{ count, times }] : [];
      });
      return { day, counts, other: 0 };
    },
  };
}
