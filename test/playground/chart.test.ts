import { beforeAll, describe, expect, test } from "vitest";
import { en } from "../../machines/copy/en.ts";
import { words } from "../../machines/copy/words.ts";
import { moneyCall } from "../../machines/money-call.ts";
import { createFlowModel, type FlowModel } from "../../src/check/flow-model.ts";
import { createCharts } from "../../src/playground/chart/charts.ts";
import type { Chart, ChartEdge, ChartState, Wording } from "../../src/playground/protocol.ts";
import { titleOf } from "../support/titles.ts";
import { crossing, isAt, isWithin, overlapping } from "./geometry.ts";

let read: FlowModel;
let charts: Chart[];
let wordings: Wording[];
const draw = createCharts();
beforeAll(async () => {
  const terms = { sessionMs: 300_000, isRepeatable: () => true, breachesOf: () => [] };
  read = (await createFlowModel("machines", terms)).model;
  ({ charts, wordings } = await draw(read, words));
});

const chartOf = (machine: string) => found(charts.find((chart) => chart.machine === machine));
const stateOf = (id: string): ChartState =>
  found(charts.flatMap(({ states }) => states).find((state) => state.id === id));
const edgeOf = (id: string): ChartEdge =>
  found(charts.flatMap(({ edges }) => edges).find((edge) => edge.id === id));

function found<T>(one: T | undefined): T {
  if (one === undefined) throw new Error("It is not in the chart");
  return one;
}

test("every machine is drawn, root first, with each of its states and transitions once", () => {
  expect(charts[0]?.machine).toBe("root");
  expect(charts).toHaveLength(read.machines.length);
  for (const machine of read.machines) {
    const { states, edges, file } = chartOf(machine.id);
    expect(file).toBe(machine.source.file);
    expect(states).toHaveLength(machine.states.length);
    expect(edges).toHaveLength(machine.states.flatMap(({ transitions }) => transitions).length);
    for (const parts of [states, edges])
      expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length);
    for (const { place } of [...states, ...edges]) expect(place?.file).toBe(file);
  }
});

describe("a state tells", () => {
  test("what it says, by its first words", () => {
    const { title, ...confirm } = stateOf("offer:filling.confirm");
    expect(title).not.toBe("");
    expect(en["offer.confirm.ask"].text).toContain(title);
    expect(confirm).toMatchObject({
      says: expect.arrayContaining(["offer.confirm.ask", "offer.unsecured.ask"]),
      kind: "atomic",
      parent: "offer:filling",
    });
    expect(stateOf("registration:filling.naming.lastname").title).toBe(
      en["registration.lastname.ask"].replace(/\{(\w+)\}/g, "‹$1›"),
    );
  });
  test("what it is for, where it says nothing", () => {
    const { title, ...sending } = stateOf("moneyCall:sending.offering");
    const { description = "" } = moneyCall.config.states?.sending?.states?.offering ?? {};
    expect(title).not.toBe("");
    expect(description.startsWith(title)).toBe(true);
    expect(sending).toMatchObject({
      calls: { name: "createCredex", isForm: false, isMoney: true },
    });
  });
  test("the form that it calls, where it begins, and where it ends", () => {
    expect(stateOf("root:ready.offer").calls).toEqual({
      name: "offer",
      isForm: true,
      isMoney: false,
    });
    expect(stateOf("offer:filling").isInitial).toBe(true);
    expect(stateOf("offer:filling").start?.length).toBeGreaterThan(1);
    expect(stateOf("offer:ended").kind).toBe("final");
    expect(stateOf("offer:").parent).toBeUndefined();
  });
});

describe("an edge tells", () => {
  test.each([
    ["offer:filling.confirm#choice.confirm#0", `“${titleOf("offer.confirm.ask", "confirm")}”`],
    ["offer:filling.amount#text#0", "writes something, if amount"],
    ["offer:filling.amount#text#1", "writes something, else"],
    ["offer:filling.amount#after.replyTimeout#0", "after 4 min"],
    ["moneyCall:sending.offering#done.createCredex#0", "done"],
    ["registration:opening#error.onboardMember#0", "refused"],
    ["registration:opening#error.onboardMember#1", "no answer came"],
    ["registration:opening#error.onboardMember#2", "not done"],
    ["root:ready#home#0", "writes “menu”"],
    ["root:ready.greeting#always#0", "if leads to offers"],
    ["root:ready.greeting#always#1", "else"],
    ["root:ready.home#choice.offer#0", `“${titleOf("home.menu", "offer")}”`],
    ["registration:filling.denomination#choice.denomination#0", "picks one of 5"],
    [
      "incoming:choosing.picking#choice.back#0",
      `“${titleOf("incoming.pick.ask", "back")}”, if first page`,
    ],
  ])("%s: %s", (id, label) => {
    expect(edgeOf(id).label).toBe(label);
  });
  test("what is said on the way, and where it is written", () => {
    const edge = edgeOf("offer:filling.amount#text#1");
    expect(edge.says).toEqual(["offer.amount.invalid"]);
    expect(edge.place).toEqual({ file: "machines/offer.ts", line: expect.any(Number) });
  });
  test("that it stays where it is, by leading nowhere", () => {
    expect(edgeOf("root:#help#0")).toMatchObject({ points: [], says: ["help"] });
    expect(edgeOf("root:#help#0").target).toBeUndefined();
  });
});

describe("on paper", () => {
  test("boxes lie within those around them, and none upon another", () => {
    for (const { states } of charts) {
      const inner = states.filter(({ parent }) => parent !== undefined);
      for (const state of inner)
        expect(isWithin(state, stateOf(state.parent ?? "")), state.id).toBe(true);
      const beside = (one: ChartState, other: ChartState) => one.parent === other.parent;
      expect(overlapping(inner, inner, beside)).toEqual([]);
    }
  });
  test("labels lie upon no state and no other label, and every edge that leads somewhere has one", () => {
    for (const { states, edges } of charts) {
      const leaves = states.filter(({ id }) => !states.some(({ parent }) => parent === id));
      const labels = edges.flatMap(({ id, labelAt }) => (labelAt ? [{ id, ...labelAt }] : []));
      expect(labels).toHaveLength(edges.filter(({ target }) => target).length);
      expect(overlapping(labels, leaves)).toEqual([]);
      expect(overlapping(labels, labels)).toEqual([]);
    }
  });
  test("lines run from their source to their target, and under no label but their own", () => {
    for (const { edges } of charts) {
      const drawn = edges.filter(({ points }) => points.length > 0);
      for (const { id, points, source, target } of drawn) {
        expect(isAt(found(points[0]), stateOf(source)), id).toBe(true);
        expect(isAt(found(points.at(-1)), stateOf(found(target))), id).toBe(true);
      }
      expect(crossing(drawn)).toEqual([]);
    }
  });
  test("what has not changed is not laid out again", async () => {
    const again = await draw(read, words);
    expect(again.charts.map((chart, index) => chart === charts[index])).not.toContain(false);
  });
});

test("every wording is listed with its choices and its place", () => {
  const texts = wordings.find(({ key }) => key === "welcome.ask")?.texts;
  expect(texts?.en?.text).toContain(
    `[${titleOf("welcome.ask", "register")}]\n[${titleOf("welcome.ask", "language")}]`,
  );
  expect(texts?.en?.place).toEqual({ file: "machines/copy/en.ts", line: expect.any(Number) });
  expect(wordings.find(({ key }) => key === "home.menu")?.texts.en?.text).toContain(
    `• ${titleOf("home.menu", "offer")}: ${en["home.menu"].rows.offer.description}`,
  );
});
