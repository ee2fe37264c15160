import fc from "fast-check";
import { expect, test } from "vitest";
import { median, quantile, summarize } from "../../scripts/bench/figures/statistics.ts";

const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });

test("the median is in the middle, whatever the order", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("a quantile is the smallest value that at least its share of all values does not exceed", () => {
  fc.assert(
    fc.property(values, fc.double({ noNaN: true, min: 0.01, max: 1 }), (all, share) => {
      const found = quantile(all, share);
      const reached = (limit: number) => all.filter((value) => value <= limit).length;
      expect(all).toContain(found);
      expect(reached(found)).toBeGreaterThanOrEqual(share * all.length);
      for (const smaller of all.filter((value) => value < found))
        expect(reached(smaller)).toBeLessThan(share * all.length);
    }),
  );
});

test("a summary has the lowest and the highest value", () => {
  expect(summarize([2, 8, 5])).toEqual({ median: 5, min: 2, max: 8 });
});
