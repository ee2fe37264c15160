import { expect, test } from "vitest";
import { compareResults } from "../../scripts/bench/compare-results.ts";
import { ratioToFloor } from "../../scripts/bench/figures/ratios.ts";
import { resultsWith } from "./results.ts";

test("a ratio compares a round with the floor of the same round", () => {
  const ratio = ratioToFloor(resultsWith([8, 9, 10]), "ours", "serverCpuUs");
  expect(ratio).toEqual({ median: 9, min: 8, max: 10 });
});

test("a server that was not measured is an error", () => {
  expect(() => ratioToFloor(resultsWith([8]), "theirs", "serverCpuUs")).toThrow('"theirs"');
});

test("up to a fifth more CPU time passes, also where single rounds cost more", () => {
  expect(compareResults(resultsWith([10, 10, 10]), resultsWith([11, 12, 19])).isWorse).toBe(false);
});

test("over a fifth more CPU time is worse", () => {
  const { isWorse, line } = compareResults(resultsWith([10]), resultsWith([12.1]));
  expect(isWorse).toBe(true);
  expect(line).toContain("12.10 times the floor's, before 10.00: 1.21 times as much");
});

test("results without a figure are worse than any", () => {
  expect(compareResults(resultsWith([10]), resultsWith([])).isWorse).toBe(true);
});
