import { expect, test } from "vitest";
import { createRecentMap } from "../../src/session/recent-map.ts";

test("keeps the entries that were set last, and no more than its maximum", () => {
  const map = createRecentMap<number>(3);
  for (let count = 0; count < 10_000; count++) map.set(`k${count}`, count);
  expect(map.size()).toBe(3);
  expect(["k9996", "k9997", "k9998", "k9999"].map(map.get)).toEqual([undefined, 9997, 9998, 9999]);
});

test("an entry that is set again is the youngest", () => {
  const map = createRecentMap<number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  map.set("c", 4);
  expect(["a", "b", "c"].map(map.get)).toEqual([3, undefined, 4]);
});
