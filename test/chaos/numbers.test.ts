import { expect, test } from "vitest";
import { compareNumbers } from "../../scripts/chaos/books/numbers.ts";
import type { Count, Counted } from "../../src/conversation/model/count.ts";
import type { JournalEntry, TurnEntry } from "../../src/conversation/model/journal-entry.ts";

const origin = { release: "r", locale: "en" };
const AMOUNT = "ready.offering/filling.amount";
const line = (fields: Partial<TurnEntry>): TurnEntry => ({
  ...{ kind: "turn", event: "message", id: "m", what: "text", outcome: "taken", effects: [] },
  ...{ from: "ready.home", to: "ready.home", version: 2 },
  ...fields,
});
const lines: JournalEntry[] = [
  line({ from: "", version: 1, effects: ["reply s:1:0 home.greeting home.menu"] }),
  line({ to: AMOUNT, effects: ["reply s:2:0 offer.amount.ask"] }),
  line({ event: "timer", from: AMOUNT, effects: ["reply s:3:0 a", "reply s:3:1 b"] }),
  line({ event: "result", call: "insufficient-balance" }),
  line({ event: "notice", from: undefined, to: undefined, outcome: "answered" }),
  line({ from: "", outcome: "parked" }),
  line({ from: undefined, to: undefined, outcome: "stale" }),
  { kind: "delivery", token: "s:3:0", outcome: "accepted" },
  { kind: "delivery", token: "s:3:1", outcome: "dead", code: "131026" },
];
const turned = (from: string, way: string, to: string): Count => ({
  ...{ kind: "turn", ...origin, from, way, to },
});
const counts: Counted[] = (
  [
    [turned("", "hi", "ready.home"), 1],
    [turned("ready.home", "choice.offer", AMOUNT), 1],
    [turned(AMOUNT, "timer", "ready.home"), 1],
    [turned("ready.home", "call.refused", "ready.home"), 1],
    [turned("", "trouble", "ready.home"), 1],
    [{ kind: "restart", ...origin, stage: AMOUNT, reason: "trouble" }, 1],
    [{ kind: "bubble", ...origin, form: "" }, 1],
    [{ kind: "bubble", ...origin, form: "ready.offering" }, 3],
    [{ kind: "answer", ...origin, stage: AMOUNT, within: "5" }, 1],
    [{ kind: "dead", ...origin, key: "b" }, 1],
  ] satisfies [Count, number][]
).map(([count, times]) => ({ count, times }));

test("numbers that say what the journals say are right", () => {
  expect(compareNumbers(lines, counts)).toEqual([]);
});

test.each(counts.filter(({ count }) => count.kind !== "answer").map((counted) => [counted]))(
  "one more of %j is found",
  ({ count, times }) => {
    const wrong = counts.map((one) => (one.count === count ? { count, times: times + 1 } : one));
    expect(compareNumbers(lines, wrong)).toMatchObject([{ kind: "miscounted" }]);
  },
);

test("a turn that was not counted is found", () => {
  const [, ...others] = counts;
  const what = "the numbers say 1 and the journals 2: turn  →  → ready.home";
  expect(compareNumbers(lines, others)).toMatchObject([{ kind: "miscounted", what }]);
});
