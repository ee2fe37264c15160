import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { Dictionary } from "../../src/conversation/model/dictionary.ts";

const reference = z.record(z.string(), z.unknown());

const anything = fc.anything({
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withBoxedValues: true,
  key: fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor")),
});

test("accepts what a record of zod accepts, with the same fields", () => {
  const fromJson = fc.constantFrom(
    ...['{"__proto__":{"a":1},"b":2}', '{"constructor":{}}', "[]"].map((text) => JSON.parse(text)),
  );
  fc.assert(
    fc.property(fc.oneof(anything, fromJson), (value) => {
      const wanted = reference.safeParse(value);
      const found = Dictionary.safeParse(value);
      expect(found.success).toBe(wanted.success);
      expect(JSON.stringify(found.data)).toBe(JSON.stringify(wanted.data));
    }),
    { numRuns: 1_000 },
  );
});

test("returns an object of JSON itself", () => {
  const value = JSON.parse('{"a":{"b":1}}');
  expect(Dictionary.parse(value)).toBe(value);
});
