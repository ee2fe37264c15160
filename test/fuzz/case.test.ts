import { expect, test } from "vitest";
import { caseOf, otherPhoneOf, phoneOf } from "../../scripts/fuzz/case.ts";

test("both numbers of a case are its own, and no other case uses them", () => {
  const cases = Array.from({ length: 100 }, (_, index) => index);
  const phones = cases.flatMap((number) => [phoneOf(number), otherPhoneOf(number)]);
  expect(new Set(phones).size).toBe(200);
  expect(phones.map(caseOf)).toEqual(cases.flatMap((number) => [number, number]));
});
