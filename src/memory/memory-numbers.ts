import { dayOf } from "../conversation/day.ts";
import { type Counted, fromFields, toField } from "../conversation/model/count.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Numbers } from "../conversation/ports/numbers.ts";
import { NUMBERS } from "../policy.ts";

const OTHER = "other";

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
      const [oldest] = days.keys();
      if (days.size > NUMBERS.keptDays && oldest !== undefined) days.delete(oldest);
      for (const { count, times } of counts) {
        const own = toField(count);
        const field = fields.has(own) || fields.size < NUMBERS.fieldsADay ? own : OTHER;
        fields.set(field, (fields.get(field) ?? 0) + times);
      }
    },
    async read(day) {
      return { day, ...fromFields(days.get(day) ?? []) };
    },
  };
}
