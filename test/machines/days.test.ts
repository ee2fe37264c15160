import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, dayAt, formatDay, isDueDate, parseDay } from "../../machines/days.ts";

const TODAY = "2026-11-23";

describe("a day", () => {
  test("begins at midnight in Harare", () => {
    expect(dayAt(Date.parse("2026-12-31T21:59:59.999Z"))).toBe("2026-12-31");
    expect(dayAt(Date.parse("2026-12-31T22:00:00Z"))).toBe("2027-01-01");
  });

  test("is counted over months and leap years", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays(TODAY, 364)).toBe("2027-11-22");
  });

  test.each([
    ["2026-12-31", "2026-12-31"],
    ["2027-1-5", "2027-01-05"],
    ["31/12/2026", "2026-12-31"],
    ["31.12.26", "2026-12-31"],
    ["5-1-2027", "2027-01-05"],
    ["31 Dec", "2026-12-31"],
    ["31st december 2026", "2026-12-31"],
    ["31 Sept 2027", undefined],
    ["Dec 31", "2026-12-31"],
    ["December 31st, 2026", "2026-12-31"],
    ["  3   MAY ", "2027-05-03"],
    ["3/5", "2027-05-03"],
    ["23 Nov", "2026-11-23"],
    ["22 Nov", "2027-11-22"],
    ["6 weeks", "2027-01-04"],
    ["in 10 days", "2026-12-03"],
    ["1 week", "2026-11-30"],
    ["29 Feb", undefined],
    ["29 Feb 2028", "2028-02-29"],
    ["12/31/2026", undefined],
    ["31 De", undefined],
    ["31", undefined],
    ["0/0", undefined],
    ["soon", undefined],
    ["", undefined],
  ])("%j is read as %j", (text, day) => {
    expect(parseDay(text, TODAY)).toBe(day);
  });

  test("that is written for an example is read again", () => {
    const times = fc.integer({ min: 0, max: Date.UTC(2090, 0, 1) });
    fc.assert(
      fc.property(times, (at) => {
        expect(parseDay(formatDay(dayAt(at)), TODAY)).toBe(dayAt(at));
      }),
    );
  });

  test("is never made out of anything else, and nothing throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseDay(text, TODAY) ?? "2026-01-01").toMatch(/^\d{4}-\d\d-\d\d$/);
      }),
    );
  });
});

test.each([
  ["2026-11-29", false],
  ["2026-11-30", true],
  ["2027-11-22", true],
  ["2027-11-23", false],
  ["", false],
])("that an offer is due on %j is %s", (day, isDue) => {
  expect(isDueDate(day, TODAY)).toBe(isDue);
});
