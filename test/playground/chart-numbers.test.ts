import { describe, expect, test } from "vitest";
import type { Count, Counted } from "../../src/conversation/model/count.ts";
import { blur, exact } from "../../src/numbers/blur.ts";
import { chartNumbers } from "../../src/playground/numbers/chart-numbers.ts";
import { createTurnPaths } from "../../src/playground/numbers/turn-path.ts";
import { shippedModels } from "./chart-models.ts";

const HOME = "ready.home";
const AMOUNT = "ready.offer/filling.amount";
const RECIPIENT = "ready.offer/filling.recipient";
const SEARCHING = "ready.offer/filling.searching";
const CONFIRM = "ready.offer/filling.confirm";
const OFFERING = "ready.offer/sending/sending.offering";

describe("a counted turn is on the edges that it took", () => {
  const paths = createTurnPaths(shippedModels);
  test.each([
    ["a session begins", ["", "home", "login"], ["root:new#home#0"]],
    ["an answer", [AMOUNT, "text", AMOUNT], ["offer:filling.amount#text#1"]],
    [
      "through a state that only decides",
      [AMOUNT, "text", RECIPIENT],
      ["offer:filling.amount#text#0", "offer:filling.amountKnown#always#3"],
    ],
    [
      "into a form",
      [HOME, "choice.offer", AMOUNT],
      ["root:ready.home#choice.offer#0", "offer:filling.start#always#2"],
    ],
    [
      "out of a form by its end",
      [AMOUNT, "timer", HOME],
      ["offer:filling.amount#after.replyTimeout#0", "root:ready.offer#done.offer#0"],
    ],
    [
      "an edge of the parent state",
      [CONFIRM, "choice.cancel", HOME],
      ["offer:filling#choice.cancel#0", "root:ready.offer#done.offer#0"],
    ],
    [
      "a command that the root machine takes",
      [AMOUNT, "home", "ready.refreshing"],
      ["root:ready#home#0"],
    ],
    [
      "a call that failed",
      [SEARCHING, "call.failed", RECIPIENT],
      ["offer:filling.searching#error.getAccountByHandle#1"],
    ],
    [
      "a form within a form",
      [CONFIRM, "choice.confirm", OFFERING],
      ["offer:filling.confirm#choice.confirm#0", "moneyCall:sending.choosing#always#0"],
    ],
    [
      "out of two forms at once",
      [OFFERING, "call.done", HOME],
      [
        "moneyCall:sending.offering#done.createCredex#0",
        "offer:sending#done.moneyCall#2",
        "root:ready.offer#done.offer#0",
      ],
    ],
    ["a photo", [AMOUNT, "media", AMOUNT], ["offer:filling#media#0"]],
  ] as const)("%s", (_, [from, way, to], edges) => {
    expect(paths.of({ from, way, to })?.edges).toEqual(edges);
  });

  test.each([
    ["a state that the charts do not have", "ready.offer/filling.gone", HOME],
    ["a machine that the charts do not have", "ready.home/inner", HOME],
    ["no way between the states", HOME, OFFERING],
  ])("not with %s", (_, from, to) => {
    expect(paths.of({ from, way: "text", to })).toBeUndefined();
  });
});

const origin = { release: "r1", locale: "en" };
const turned = (from: string, way: string, to: string, times: number): Counted => ({
  count: { kind: "turn", ...origin, from, way, to },
  times,
});
const other = (
  count: Extract<Count, { kind: "restart" | "answer" | "bubble" }>,
  times: number,
) => ({
  count,
  times,
});
const counts: Counted[] = [
  turned("", "home", "login", 120),
  turned(HOME, "choice.offer", AMOUNT, 100),
  turned(AMOUNT, "text", AMOUNT, 23),
  turned(AMOUNT, "text", SEARCHING, 80),
  turned(AMOUNT, "timer", HOME, 12),
  turned(AMOUNT, "home", "ready.refreshing", 3),
  turned(SEARCHING, "call.done", CONFIRM, 79),
  turned(CONFIRM, "choice.confirm", OFFERING, 70),
  turned(OFFERING, "call.done", HOME, 66),
  turned(OFFERING, "call.refused", HOME, 4),
  turned("ready.offer/filling.gone", "text", CONFIRM, 1),
  other({ kind: "restart", ...origin, stage: CONFIRM, reason: "trouble" }, 2),
  other({ kind: "answer", ...origin, stage: AMOUNT, within: "10" }, 90),
  other({ kind: "bubble", ...origin, form: "ready.offer" }, 261),
];

describe("the numbers of a chart", () => {
  const { states, edges, forms } = chartNumbers(shippedModels, counts, exact);
  const stateOf = (id: string) => states.find((state) => state.id === id);

  test("a question has who entered it, how it was left, and who left the form with it", () => {
    expect(stateOf("offer:filling.amount")).toMatchObject({
      ...{ entered: 100, answered: 80, timedOut: 12, cancelled: 3, left: 15, invalid: 23 },
      medianSeconds: [5, 10],
    });
    expect(stateOf("offer:filling.confirm")).toMatchObject({ entered: 80, left: 2, restarted: 2 });
  });
  test("a machine as a whole has none, also where a session begins", () => {
    expect(stateOf("root:login")).toMatchObject({ entered: 120 });
    expect(states.filter(({ id }) => id.endsWith(":"))).toEqual([]);
  });
  test("a state that only decides has who passed it, as has an end", () => {
    expect(stateOf("offer:filling.amountKnown")).toMatchObject({ entered: 80, left: 0 });
    expect(stateOf("offer:expired")).toMatchObject({ entered: 12, left: 0 });
    expect(stateOf("offer:ended")).toMatchObject({ entered: 70 });
  });
  test("a state that opens a form has the numbers of the form", () => {
    const form = { entered: 100, answered: 66, failed: 4, cancelled: 3, timedOut: 12, left: 21 };
    expect(forms).toMatchObject([{ state: "root:ready.offer", ...form, bubblesPerAnswer: 4 }]);
    expect(stateOf("root:ready.offer")).toMatchObject(form);
    expect(stateOf("offer:sending")).toMatchObject({ entered: 70, failed: 4, left: 4 });
  });
  test("an edge has its turns, and says when most of them gave the form up", () => {
    expect(edges).toContainEqual({
      id: "offer:filling.amount#after.replyTimeout#0",
      ...{ times: 12, isLeaving: true },
    });
    expect(edges).toContainEqual({
      id: "root:ready.offer#done.offer#0",
      ...{ times: 82, isLeaving: false },
    });
  });
  test("turns of a state that the charts do not have are on the states that they do have", () => {
    expect(stateOf("offer:filling.confirm")?.entered).toBe(79 + 1);
  });
});

describe("blurred", () => {
  test.each([
    [0, 0],
    [1, { below: 5 }],
    [4, { below: 5 }],
    [5, 5],
    [9, 5],
    [10, 10],
    [1_234, 1_230],
  ])("%s is shown as %j", (count, figure) => {
    expect(blur(count)).toEqual(figure);
  });

  test("no number says more than that, nor what was worked out from few", () => {
    const few = [
      turned(HOME, "choice.offer", AMOUNT, 7),
      turned(AMOUNT, "text", SEARCHING, 3),
      turned(SEARCHING, "call.done", HOME, 2),
      other({ kind: "answer", ...origin, stage: AMOUNT, within: "10" }, 3),
      other({ kind: "bubble", ...origin, form: "ready.offer" }, 13),
    ];
    const shown = chartNumbers(shippedModels, few, blur);
    expect(shown.forms[0]).not.toHaveProperty("bubblesPerAnswer");
    for (const state of shown.states) expect(state).not.toHaveProperty("medianSeconds");
    const figures = [...shown.forms, ...shown.states, ...shown.edges].flatMap((numbers) =>
      Object.values(numbers).filter(
        (value) => typeof value === "number" || typeof value === "object",
      ),
    );
    expect(new Set(figures.map((figure) => JSON.stringify(figure)))).toEqual(
      new Set(["0", "5", '{"below":5}']),
    );
  });
});
