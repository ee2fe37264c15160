import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { offeredCopies } from "../../machines/copy/languages.ts";
import {
  addDays,
  dayAt,
  dueFault,
  dueRange,
  formatDay,
  isDueDate,
  parseDay,
  readDay,
} from "../../machines/days.ts";
import { createRender } from "../../src/copy/render.ts";
import { blanksOf } from "../support/titles.ts";

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
    ["tomorrow", "2026-11-24"],
    ["15th of January", "2027-01-15"],
    ["the 15th of January 2027", "2027-01-15"],
    ["Friday 15 January", "2027-01-15"],
    ["Fri, 15 Jan 2027", "2027-01-15"],
    ["15 January, 2027", "2027-01-15"],
    ["15 / 01 / 2027", "2027-01-15"],
    ["15/01/2027.", "2027-01-15"],
    ["*15/01/2027*", "2027-01-15"],
    ["“15 January 2027”!", "2027-01-15"],
    ["\u200e15/01/2027\u200b", "2027-01-15"],
    ["15\u00a0January\u00a02027", "2027-01-15"],
    ["25 Zvita 2026", "2026-12-25"],
    ["2026 Zvita 25", "2026-12-25"],
    ["25 zvita", "2026-12-25"],
    ["4 Chv 2027", "2027-05-04"],
    ["25 Mpalakazi 2026", "2026-12-25"],
    ["26 Nhlolanja 2027", "2027-02-26"],
    ["26 nhlo 2027", "2027-02-26"],
    ["Chishanu 15 Ndira", "2027-01-15"],
    ["Mumavhiki 6", "2027-01-04"],
    ["mavhiki 6", "2027-01-04"],
    ["Muvhiki 1", "2026-11-30"],
    ["Ngamaviki angu-6", "2027-01-04"],
    ["Ngeviki eli-1", "2026-11-30"],
    ["4 Chi 2027", undefined],
    ["26 nhl 2027", undefined],
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

  test.each([
    ["", "notADate"],
    ["soon", "notADate"],
    ["31", "notADate"],
    ["15 Foo 2027", "notADate"],
    ["month end", "notADate"],
    [`${" ".repeat(9)}1 May${" x".repeat(64)}`, "notADate"],
    ["29 Feb 2027", "noSuchDay"],
    ["31/11/2026", "noSuchDay"],
    ["31/31/2026", "noSuchDay"],
    ["12/31/2026", "monthFirst"],
    ["Thursday 15 January 2027", "weekday"],
  ])("%j is refused: %s", (text, reason) => {
    expect(readDay(text, TODAY)).toEqual({ kind: "refused", reason });
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

describe("what we write we read", () => {
  const copies = offeredCopies({ withUnreviewed: true });
  const render = createRender({ copies, fallback: "en" });
  const ahead = fc.integer({ min: 7, max: 364 });
  const todays = fc
    .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2060, 0, 1) })
    .map((at) => dayAt(at));

  test.each(Object.keys(copies))("in %s: the days of rows, questions and receipts", (locale) => {
    const values = {
      ...blanksOf("offer.unsecured.ask"),
      amount: "1",
      recipient: "R",
      handle: "h",
      account: "A",
      reference: "1",
      isFirst: "no",
    };
    fc.assert(
      fc.property(todays, ahead, (today, count) => {
        const due = { day: addDays(today, count) };
        const choices = [{ row: "weeks", value: "1", count: 1, due }];
        const say = (reply: { key: string; [value: string]: unknown }) =>
          render({ reply: { ...values, ...reply }, locale, now: 0 });
        const row = say({ key: "offer.due.ask", example: "", choices }).choices?.items[0];
        const asked = say({ key: "offer.unsecured.ask", due }).text;
        const written = row?.description ?? "";
        expect(asked).toContain(`*${written}*`);
        expect(say({ key: "offer.sent", due }).text).toContain(written);
        expect(written).toMatch(/^\d+ \p{L}+ \d{4}$/u);
        expect(parseDay(written, today)).toBe(due.day);
        expect(parseDay(` *${written.toUpperCase()}*. `, today)).toBe(due.day);
        expect(parseDay(written.replace(/ \d{4}$/, ""), today)).toBe(due.day);
      }),
    );
  });

  test.each(Object.keys(copies))("in %s: the titles of the rows", (locale) => {
    for (const count of [1, 2, 4, 8, 13, 26, 52]) {
      const choices = [{ row: "weeks", value: `${count}`, count, due: "" }];
      const reply = { key: "offer.due.ask", amount: "", recipient: "", example: "", choices };
      const title = render({ reply, locale, now: 0 }).choices?.items[0]?.title ?? "";
      expect(parseDay(title, TODAY)).toBe(addDays(TODAY, count * 7));
    }
  });
});

test("the range of due dates is from 1 to 52 weeks ahead, both ends included", () => {
  const { first, last } = dueRange(TODAY);
  expect([first, last]).toEqual(["2026-11-30", "2027-11-22"]);
  expect([dueFault(first, TODAY), dueFault(last, TODAY)]).toEqual([undefined, undefined]);
  expect([dueFault(addDays(first, -1), TODAY), dueFault(addDays(last, 1), TODAY)]).toEqual([
    "soon",
    "late",
  ]);
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

test.each([
  ...[
    "15–01–2027",
    "15‑01‑2027",
    "15−01−2027",
    "15 – 01 – 2027",
    "15⁄1⁄2027",
    "15∕1∕27",
    "15／1／2027",
  ],
  ...["15 . 1 . 2027", "15 1 2027", "15 01 2027", "15/Jan/2027", "15.Jan.2027", "15Jan2027"],
  ...[
    "15 jan2027",
    "15 january,2027",
    "15. January 2027",
    "15 January '27",
    "Jan.15",
    "Jan.15,2027",
  ],
  ...[
    "Fri. 15 Jan",
    "Fri,15 Jan 2027",
    "on 15 January",
    "by Friday 15 January",
    "on the 15th of Jan",
  ],
  ...["15 Jan 👍", "15/1/2027 🙏"],
  ...["musi wa 15 Ndira 2027", "musi wa15 Ndira", "15 wa Ndira", "neChishanu 15 Ndira 2027"],
  ...["15 kaZibandlela 2027", "15 ka-Zibandlela", "15 ka Zibandlela", "mhla ka-15 Zibandlela 2027"],
  ...["mhlaka 15 Zibandlela", "ngo-15 Zibandlela", "Lwesihlanu 15 Zibandlela 2027"],
  "ngoLwesihlanu, 15 Zibandlela 2027",
])("%j is read as the day that its writer means", (text) => {
  expect(readDay(text, "2026-11-27")).toEqual({ kind: "day", day: "2027-01-15" });
});

test.each(["2 wks", "2wks", "in 2 weeks time", "2 weeks from now", "amaviki angu 2", "mavhiki 2"])(
  "%j is two weeks ahead",
  (text) => {
    expect(readDay(text, "2026-11-27")).toEqual({ kind: "day", day: "2026-12-11" });
  },
);

test.each(["15-20 January", "1/2 Jan", "15 16 2027 1", "1 15", "20 000", "15/1/2027-16/1/2027"])(
  "%j is no date",
  (text) => {
    expect(readDay(text, "2026-11-27")).toMatchObject({ kind: "refused" });
  },
);
