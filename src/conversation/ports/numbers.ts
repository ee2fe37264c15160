import type { Counted } from "../model/count.ts";

/** The counts of the last days. Commits and settlements write them themselves. */
export interface Numbers {
  /** The counts of a day such as "2026-11-28"; none where nothing was counted. */
  read(day: string): Promise<DayCounts>;
}

export interface DayCounts {
  day: string;
  counts: Counted[];
  /** Counts beyond the number of different ones that a day has. */
  other: number;
}
