import { expect, test } from "vitest";
import { readOptions } from "../../scripts/bench/options.ts";

const problemsOf = (...args: string[]) => {
  const read = readOptions(args);
  return read.ok ? [] : read.problems;
};

test("measures five rounds by default, after the warm-up that cold code needs", () => {
  const read = readOptions([]);
  expect(read).toMatchObject({ ok: true, options: { rounds: 5, peers: false, growth: false } });
  expect(read.ok && read.options["warm-up"]).toBeGreaterThanOrEqual(5_000);
});

test("reports every wrong value, with its option", () => {
  expect(problemsOf("--rounds", "0", "--warm-up", "many")).toEqual([
    "--rounds needs a whole number from 1 to 100",
    "--warm-up needs a whole number from 0 to 1000000",
  ]);
});

test("reports an unknown option, and one without its value", () => {
  expect(problemsOf("--round", "3")).toEqual([expect.stringContaining("--round")]);
  expect(problemsOf("--compare")).toEqual([expect.stringContaining("--compare")]);
});
