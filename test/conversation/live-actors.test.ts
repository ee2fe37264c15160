import { expect, test } from "vitest";
import {
  type AnyStateMachine,
  createMachine,
  fromPromise,
  raise,
  sendParent,
  sendTo,
  setup,
} from "xstate";
import { restoreMachine, startMachine } from "../../src/conversation/machine/machine-runner.ts";
import type { RequestedAction } from "../../src/conversation/machine/running-machine.ts";

const work = fromPromise<unknown, unknown>(() => Promise.resolve());

/** The actions that a machine requests at each event, each on a machine that was restored from JSON. */
function actionsOf(
  machine: AnyStateMachine,
  ...events: { path: string; type: string }[]
): RequestedAction[] {
  let running = startMachine(machine, {});
  let requested = running.requestedActions();
  for (const { path, type } of events) {
    running = restoreMachine(machine, running.persist());
    running.deliver(path, { type });
    requested = running.requestedActions();
  }
  return requested;
}

const named = (requested: RequestedAction[]) =>
  requested.map((action) => (action.kind === "action" ? action.type : action.kind));
const types = (requested: RequestedAction[]) =>
  named(requested.filter(({ kind }) => kind === "action"));

const child = createMachine(
  {
    id: "child",
    initial: "idle",
    entry: "child starts",
    on: {
      greet: { actions: "child is greeted" },
      answer: { actions: [sendParent({ type: "answered" }), "child has answered"] },
      end: ".ended",
      remind: { actions: raise({ type: "greet" }, { delay: 10 }) },
      callAndLeave: {
        target: ".calling",
        actions: [sendParent({ type: "leave" }), raise({ type: "greet" }, { delay: 10 })],
      },
    },
    states: {
      idle: {},
      calling: { invoke: { src: "work", id: "job" } },
      ended: { type: "final", entry: "child ends" },
    },
  },
  { actors: { work } },
);

/** Enters "inside", a state that invokes the child. */
function parentOf(inside: object, parts: object = {}) {
  return setup({ actors: { child, work } }).createMachine({
    id: "parent",
    initial: "inside",
    ...parts,
    states: {
      inside: { invoke: { src: "child", id: "child" }, on: { leave: "outside" }, ...inside },
      outside: { on: { enter: "inside" } },
    },
  });
}

test("a child receives what an exit action sends, before it is stopped", () => {
  const machine = parentOf({ exit: [sendTo("child", { type: "greet" }), "parent leaves"] });
  const requested = actionsOf(machine, { path: "", type: "leave" });
  expect(named(requested)).toEqual(["parent leaves", "child is greeted", "left"]);
});

test("a child answers what an exit action sends, and its parent receives the answer after leaving", () => {
  const machine = parentOf(
    { exit: sendTo("child", { type: "answer" }) },
    { on: { answered: { actions: "parent is answered" } } },
  );
  const requested = actionsOf(machine, { path: "", type: "leave" });
  expect(named(requested)).toEqual(["child has answered", "left", "parent is answered"]);
});

test("a child that ends on what an exit action sends is left once", () => {
  const machine = parentOf(
    { exit: sendTo("child", { type: "end" }) },
    { on: { "xstate.done.actor.child": { actions: "parent sees the end" } } },
  );
  const requested = actionsOf(machine, { path: "", type: "leave" });
  expect(named(requested)).toEqual(["child ends", "left", "parent sees the end"]);
});

test("a child receives nothing that is sent after it was stopped", () => {
  const machine = parentOf({}, { on: { swap: { target: ".inside", reenter: true } } });
  const requested = actionsOf(
    machine,
    { path: "", type: "leave" },
    { path: "child", type: "greet" },
  );
  expect(requested).toEqual([]);
});

test("entry actions run before the child that the same step starts", () => {
  const deep = { initial: "deep", states: { deep: { entry: "deep state is entered" } } };
  const machine = parentOf(deep, { initial: "outside" });
  const requested = actionsOf(machine, { path: "", type: "enter" });
  expect(types(requested)).toEqual(["deep state is entered", "child starts"]);
});

test("a machine that starts in the state of a child starts the child first, as XState does", () => {
  const machine = parentOf({ entry: "state is entered" });
  expect(types(actionsOf(machine))).toEqual(["child starts", "state is entered"]);
});

test("a parent processes a child's event before the child's own next child starts", () => {
  const outer = createMachine(
    {
      id: "outer",
      invoke: { src: "middle", id: "middle" },
      on: { hello: { actions: "outer is greeted" } },
    },
    {
      actors: {
        middle: createMachine(
          {
            id: "middle",
            initial: "idle",
            states: {
              idle: { on: { go: "busy" } },
              busy: {
                entry: sendParent({ type: "hello" }),
                invoke: { src: "child", id: "child" },
              },
            },
          },
          { actors: { child } },
        ),
      },
    },
  );
  const requested = actionsOf(outer, { path: "middle", type: "go" });
  expect(types(requested)).toEqual(["outer is greeted", "child starts"]);
});

test("a child that its parent stops while it is busy starts no call and no timer", () => {
  const machine = parentOf({});
  const requested = actionsOf(machine, { path: "child", type: "callAndLeave" });
  expect(named(requested)).toEqual(["left"]);
});

test("a busy child that its parent stops receives none of its queued events", () => {
  const machine = parentOf({ exit: sendTo("child", { type: "greet" }) });
  const requested = actionsOf(machine, { path: "child", type: "callAndLeave" });
  expect(named(requested)).toEqual(["left"]);
});

test("the timers of a child that takes the place of a busy one are kept", () => {
  const machine = parentOf({
    on: { leave: { target: "inside", reenter: true } },
    entry: sendTo("child", { type: "remind" }),
  });
  const requested = actionsOf(machine, { path: "child", type: "callAndLeave" });
  expect(named(requested)).toEqual(["left", "child starts", "timer"]);
});

test("an event that is sent to a call changes nothing", () => {
  const machine = parentOf({
    invoke: { src: "work", id: "job" },
    on: { tell: { actions: sendTo("job", { type: "greet" }) } },
  });
  expect(actionsOf(machine, { path: "", type: "tell" })).toEqual([]);
});

test("a delayed event without an id is a timer without an id", () => {
  const requested = actionsOf(parentOf({}), { path: "child", type: "remind" });
  expect(requested).toMatchObject([
    { kind: "timer", path: "child", to: "child", sendId: undefined },
  ]);
});

test("a machine that ends leaves its own timers", () => {
  const machine = createMachine({
    id: "m",
    initial: "a",
    entry: raise({ type: "late" }, { delay: 10 }),
    states: { a: { on: { end: "b" } }, b: { type: "final" } },
  });
  expect(actionsOf(machine, { path: "", type: "end" })).toEqual([{ kind: "left", path: "" }]);
});
