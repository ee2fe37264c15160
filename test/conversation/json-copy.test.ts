import fc from "fast-check";
import { expect, test } from "vitest";
import { copyAsJson } from "../../src/conversation/model/json-copy.ts";

const anything = fc.anything({
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  maxDepth: 5,
  key: fc.oneof(fc.string(), fc.constantFrom("__proto__", "toString", "1", "length")),
});

test("a copy is what JSON makes of a value, in the same order", () => {
  fc.assert(
    fc.property(anything, (value) => {
      const text: string | undefined = JSON.stringify(value);
      if (text === undefined) {
        expect(() => copyAsJson(value)).toThrow(TypeError);
        return;
      }
      const copy = copyAsJson(value);
      expect(copy).toStrictEqual(JSON.parse(text));
      expect(JSON.stringify(copy)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["a function inside", { a: () => 1, b: [() => 1] }],
  ["a symbol inside", { a: Symbol("a"), [Symbol("b")]: 1 }],
  ["an invalid date", { at: new Date(Number.NaN) }],
  ["an own conversion", { a: { toJSON: (name: string) => `of ${name}` } }],
  ["a function with a conversion", { a: Object.assign(() => 1, { toJSON: () => 2 }) }],
  ["an inherited property", Object.create({ a: 1 })],
  ["a hidden property", Object.defineProperty({}, "a", { value: 1 })],
  ["numbers", [-0, Number.NaN, Number.POSITIVE_INFINITY, 1e21]],
  ["a name that is the prototype's", JSON.parse('{"__proto__":{"a":1}}')],
])("%s is copied as JSON does", (_, value) => {
  expect(copyAsJson(value)).toStrictEqual(JSON.parse(JSON.stringify(value)));
});

test.each([
  ["a bigint", { a: 1n }],
  ["a boxed bigint", { a: Object(1n) }],
  ["nothing", undefined],
  ["a function", () => 1],
])("%s throws", (_, value) => {
  expect(() => copyAsJson(value)).toThrow(TypeError);
});

test("an object that contains itself throws", () => {
  const object: { self?: object } = {};
  object.self = [object];
  expect(() => copyAsJson(object)).toThrow(RangeError);
});

test("a copy shares no object with the value", () => {
  const value = { a: [{ b: 1 }] };
  const copy = copyAsJson(value);
  value.a[0] = { b: 2 };
  expect(copy).toEqual({ a: [{ b: 1 }] });
});
