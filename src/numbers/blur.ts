import { NUMBERS } from "../policy.ts";

/** A count as it is shown: exact, or blurred. */
export type Figure = number | { below: number };

/** How counts are shown. */
export type Show = (count: number) => Figure;

export const exact: Show = (count) => count;

/**
 * So that a count shows nothing of single members: below `NUMBERS.blurBelow` it shows only that. Others are rounded
 * down, because a small count could be found as the difference of two exact ones.
 */
export const blur: Show = (count) => {
  const { blurBelow: bound } = NUMBERS;
  if (count === 0) return 0;
  return count < bound ? { below: bound } : count - (count % bound);
};
