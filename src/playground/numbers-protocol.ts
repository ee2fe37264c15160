import type { Figure } from "../numbers/blur.ts";

/**
 * How often members took each way, for the chart. Where the playground is redacted, each count is blurred.
 *
 *   GET /playground/api/numbers?day=2026-11-28 or ?days=7, with release, beside and locale, if any → NumbersAnswer
 *
 * A parameter that is wrong has status 400 and { reason }; reading too many days in a minute has 429.
 */
export interface NumbersAnswer {
  /** The days that are added up, the oldest first: "2026-11-28", where the members live. */
  days: string[];
  /** Today, and the first day that is kept. */
  today: string;
  firstDay: string;
  /** The releases of these days, those with the most turns first. */
  releases: { id: string; name: string }[];
  /** The languages of these days. */
  locales: string[];
  /** The numbers of the release that was asked for, else of all; then those of the one beside it. */
  columns: NumbersColumn[];
  /** Counts below this one are not shown; absent where all are exact. */
  blurredBelow?: number;
}

export interface NumbersColumn {
  /** Absent: all releases. */
  release?: string;
  forms: FormFigures[];
  /** By the states' ids in the chart. */
  states: StateFigures[];
  /** By the edges' ids in the chart. Of edges that counts cannot tell apart, the one with the fewest conditions has all. */
  edges: EdgeFigures[];
}

/** How often a state or form was entered, and how it was left. */
export interface Figures {
  entered: Figure;
  answered: Figure;
  failed: Figure;
  cancelled: Figure;
  timedOut: Figure;
  restarted: Figure;
  /** Those that left the form without an answer. */
  left: Figure;
}

export interface FormFigures extends Figures {
  /** The state of the root machine in which the form is open: "root:ready.offer". */
  state: string;
  /** Replies for each time that the form was answered. */
  bubblesPerAnswer?: number;
}

export interface StateFigures extends Figures {
  id: string;
  invalid: Figure;
  /** The limits in seconds between which the median time to answer is; "more": beyond the last limit. */
  medianSeconds?: [from: number, below: number | "more"];
}

export interface EdgeFigures {
  id: string;
  times: Figure;
  /** Most of these turns left a form without an answer. */
  isLeaving: boolean;
}
