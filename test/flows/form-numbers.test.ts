import { expect, test } from "vitest";
import { numbersAsJson, numbersAsTable } from "../../scripts/flows/describe-numbers.ts";
import type { Count, Counted } from "../../src/conversation/model/count.ts";
import { formNumbers } from "../../src/numbers/form-numbers.ts";

const origin = { release: "r1", locale: "en" };
const HOME = "ready.home";
const AMOUNT = "ready.offering/filling.amount";
const CONFIRM = "ready.offering/confirm";
const SENDING = "ready.offering/sending";

const turned = (from: string, way: string, to: string, times: number): Counted => ({
  count: { kind: "turn", ...origin, from, way, to },
  times,
});
const answered = (stage: string, within: string, times: number): Counted => ({
  count: { kind: "answer", ...origin, stage, within },
  times,
});
const bubbles = (form: string, times: number): Counted => ({
  count: { kind: "bubble", ...origin, form },
  times,
});

/** A hundred members begin an offer. */
const counts: Counted[] = [
  turned(HOME, "choice.offer", AMOUNT, 90),
  turned(HOME, "text", AMOUNT, 10),
  turned(AMOUNT, "text", AMOUNT, 30),
  turned(AMOUNT, "help", AMOUNT, 5),
  turned(AMOUNT, "text", CONFIRM, 70),
  turned(AMOUNT, "timer", HOME, 12),
  turned(AMOUNT, "cancel", HOME, 9),
  turned(CONFIRM, "choice.back", AMOUNT, 4),
  turned(CONFIRM, "choice.confirm", SENDING, 60),
  turned(CONFIRM, "choice.cancel", HOME, 2),
  turned(SENDING, "call.done", HOME, 50),
  turned(SENDING, "call.refused", HOME, 7),
  { count: { kind: "restart", ...origin, stage: SENDING, reason: "trouble" }, times: 3 },
  { count: { kind: "dead", ...origin, key: "offer.sent" }, times: 2 },
  answered(AMOUNT, "5", 40),
  answered(AMOUNT, "10", 20),
  answered(AMOUNT, "more", 39),
  bubbles("ready.offering", 250),
  bubbles("", 100),
];

test("a form counts who entered it, how they left it, and in which state", () => {
  const [form, ...others] = formNumbers(counts);
  expect(others).toEqual([]);
  expect(form).toMatchObject({
    ...{ form: "ready.offering", entered: 100, answered: 50, failed: 7, cancelled: 11 },
    ...{ timedOut: 12, restarted: 3, bubbles: 250 },
  });
  expect(form?.states).toMatchObject([
    { stage: AMOUNT, entered: 104, answered: 70, cancelled: 9, timedOut: 12, invalid: 30 },
    { stage: CONFIRM, entered: 70, answered: 60, cancelled: 6, timedOut: 0, invalid: 0 },
    { stage: SENDING, entered: 60, answered: 50, failed: 7, restarted: 3 },
  ]);
});

test.each<[string, [within: string, times: number][], unknown]>([
  ["nobody has answered", [], undefined],
  [
    "most answer at once",
    [
      ["5", 2],
      ["20", 1],
    ],
    [0, 5],
  ],
  [
    "half of them answer at once",
    [
      ["5", 2],
      ["20", 2],
    ],
    [0, 5],
  ],
  [
    "less than half answer at once",
    [
      ["5", 1],
      ["20", 2],
    ],
    [10, 20],
  ],
  [
    "most need longer than the last limit",
    [
      ["5", 1],
      ["more", 2],
    ],
    [320, "more"],
  ],
])("the median time to answer, where %s, is one of the buckets", (_, times, median) => {
  const own = times.map(([within, count]) => answered(AMOUNT, within, count));
  const [form] = formNumbers([turned(HOME, "choice.offer", AMOUNT, 1), ...own]);
  expect(form?.states[0]?.medianSeconds).toEqual(median);
});

test("a release's forms are a table, with their price, and the same as JSON", () => {
  const other: Count = { kind: "turn", release: "r2", locale: "en", from: "", way: "hi", to: HOME };
  const days = [
    { day: "2026-11-27", counts, other: 0 },
    { day: "2026-11-28", counts: [{ count: other, times: 1 }], other: 4 },
  ];
  const lines = numbersAsTable(days, { tariff: 0.01, releaseName: (id) => `${id}!` });
  expect(lines.slice(0, 3)).toEqual([
    "2026-11-27 to 2026-11-28, days of Harare",
    "",
    "Release r1!: 2 replies given up",
  ]);
  const cells = lines.map((line) => line.trim().split(/ {2,}/));
  expect(cells).toContainEqual([
    "ready.offering",
    "100",
    "50",
    "7",
    "11",
    "12",
    "3",
    "250",
    "5.0",
    "0.0500",
  ]);
  expect(cells).toContainEqual([
    "filling.amount",
    "104",
    "70",
    "0",
    "9",
    "12",
    "0",
    "30",
    "5 to 10",
  ]);
  expect(lines).toContain("Release r2!: 0 replies given up");
  expect(lines.at(-1)).toBe("4 counts are beyond what a day keeps apart.");
  const { releases } = numbersAsJson(days, { tariff: 0.01 });
  expect(releases).toMatchObject([
    { release: "r1", forms: [{ entered: 100, bubblesPerAnswer: 5, price: 0.05 }] },
    { release: "r2", forms: [] },
  ]);
});

test("a day without turns says so", () => {
  const days = [{ day: "2026-11-28", counts: [], other: 0 }];
  const lines = numbersAsTable(days, { tariff: undefined, releaseName: (id) => id });
  expect(lines).toEqual(["2026-11-28, days of Harare", "Nothing was counted."]);
});
