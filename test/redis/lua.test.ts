import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../../src/redis/lua/", import.meta.url);
/** Conversions of units. */
const UNITS = ["1000", "1000000"];
const scripts = readdirSync(folder).map((name) => {
  const lines = readFileSync(new URL(name, folder), "utf8").split("\n");
  return [name, lines.filter((line) => !/^\s*--/.test(line))] as const;
});

test("there are scripts", () => {
  expect(scripts.length).toBeGreaterThan(10);
});

test.each(scripts)("%s names each of its KEYS and ARGV once, at its beginning", (_, lines) => {
  const positions = lines.filter((line) => /\b(?:KEYS|ARGV)\[\d/.test(line));
  expect(positions.filter((line) => !/^local /.test(line))).toEqual([]);
  const uses = lines.join("\n").match(/\b(?:KEYS|ARGV)\[\d+\]/g) ?? [];
  expect(uses).toEqual([...new Set(uses)]);
});

test.each(scripts)("%s gets every time and size as an argument", (_, lines) => {
  const numbers = lines.join("\n").match(/\b\d{4,}\b/g) ?? [];
  expect(numbers.filter((number) => !UNITS.includes(number))).toEqual([]);
});
