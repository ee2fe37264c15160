import { expect, test } from "vitest";
import { type AnyStateMachine, and, createMachine, fromPromise, not } from "xstate";
import { toChartModel } from "../../src/playground/chart/chart-model.ts";
import { createLayout } from "../../src/playground/chart/layout.ts";
import { emptySourceInfo } from "../../src/playground/chart/source-info.ts";

/** Machines that keep none of our conventions. */

const layout = createLayout();
const draw = (machine: AnyStateMachine) => layout(toChartModel(machine, emptySourceInfo("any.ts")));

const inner = createMachine({ id: "inner", initial: "on", states: { on: {} } });

const strange = createMachine({
  id: "strange",
  initial: "a",
  on: { "*": ".a", RESET: { target: ".a", reenter: true } },
  states: {
    a: {
      entry: () => {},
      invoke: [
        { src: fromPromise(async () => 1), onDone: "both", onSnapshot: { actions: () => {} } },
        { src: inner, id: "helper", onError: { target: "both", guard: () => true } },
      ],
      after: { 1500: "both", someTime: { target: "both", guard: and([not("isLate"), "isFair"]) } },
    },
    both: {
      type: "parallel",
      onDone: "end",
      states: {
        left: { initial: "l", states: { l: { on: { SPLIT: ["#strange.end"] } }, m: {} } },
        right: {
          initial: "r",
          states: { r: { always: { target: "s", guard: "isReady" } }, s: { type: "final" } },
        },
      },
      on: { BOTH: { target: [".left.m", ".right.s"] } },
    },
    back: { type: "history", history: "deep", target: "both" },
    again: { type: "history" },
    end: { type: "final", on: {} },
    lost: { on: { BACK: "back", NOTHING: {} } },
  },
});

test("parallel and history states, wildcards, functions and several targets are drawn", async () => {
  const { states, edges } = await draw(strange);
  const state = (id: string) => states.find((one) => one.id === `strange:${id}`);
  expect(state("both")?.kind).toBe("parallel");
  expect(state("both.left")?.isInitial).toBe(false);
  expect(state("both.left.l")?.isInitial).toBe(true);
  expect(state("back")).toMatchObject({ history: "deep", title: "H*" });
  expect(state("again")).toMatchObject({ history: "shallow", title: "H" });
  expect(state("a")?.calls).toEqual({ name: "call", isForm: false, isMoney: false });
  expect(
    edges.map(({ id, label, target }) => [id, label, target?.replace("strange:", "")]),
  ).toEqual([
    ["strange:#*#0", "anything else", "a"],
    ["strange:#RESET#0", "RESET", "a"],
    ["strange:a#done.call#0", "done", "both"],
    ["strange:a#snapshot.call#0", "snapshot.call", undefined],
    ["strange:a#error.inner#0", "a condition", "both"],
    ["strange:a#after.1500#0", "after 1.5 s", "both"],
    ["strange:a#after.someTime#0", "after some time, if not late and fair", "both"],
    ["strange:both#BOTH#0", "BOTH", "both.left.m"],
    ["strange:both#BOTH#0~1", "BOTH", "both.right.s"],
    ["strange:both#done#0", "done", "end"],
    ["strange:both.left.l#SPLIT#0", "SPLIT", "end"],
    ["strange:both.right.r#always#0", "if ready", "both.right.s"],
    ["strange:lost#BACK#0", "BACK", "back"],
    ["strange:lost#NOTHING#0", "NOTHING", undefined],
  ]);
  for (const { target, points } of edges) expect(points.length > 0).toBe(target !== undefined);
});

test("a machine without any state inside is a box", async () => {
  const { states } = await draw(createMachine({ id: "alone", on: { PING: {} } }));
  expect(states).toMatchObject([{ id: "alone:", kind: "atomic", title: "alone" }]);
});

test("lines may run between any two states, in and around each other", async () => {
  const keys = ["a", "b", "a.c", "a.d", "a.d.e", "b.f"];
  const every = Object.fromEntries(keys.map((key) => [key.toUpperCase(), `#web.${key}`]));
  const { edges } = await draw(
    createMachine({
      id: "web",
      initial: "a",
      on: every,
      states: {
        a: {
          initial: "c",
          on: every,
          states: {
            c: { on: every },
            d: { initial: "e", on: every, states: { e: { on: every } } },
          },
        },
        b: { initial: "f", on: every, states: { f: { on: every } } },
      },
    }),
  );
  expect(edges.length).toBe(keys.length * (keys.length + 1));
  expect(edges.filter(({ points }) => points.length === 0)).toEqual([]);
});
