import fc from "fast-check";
import { expect, test, vi } from "vitest";
import {
  type AnyEventObject,
  assign,
  createMachine,
  fromPromise,
  raise,
  sendParent,
  sendTo,
  setup,
  spawnChild,
  stopChild,
} from "xstate";
import {
  bound,
  restoreMachine,
  startMachine,
} from "../../src/conversation/machine/machine-runner.ts";
import type {
  RequestedAction,
  RunningMachine,
} from "../../src/conversation/machine/running-machine.ts";
import { bank } from "../support/bank.ts";

const operation = vi.fn(() => Promise.resolve({}));

const again = (running: RunningMachine) => restoreMachine(workshop, running.persist());
const wishesOf = (running: RunningMachine, ...types: string[]): RequestedAction[] => {
  for (const type of types) running.deliver("", { type });
  return running.requestedActions();
};

const bench = setup({
  types: {} as { context: { count: number }; output: { count: number } },
}).createMachine({
  id: "bench",
  context: { count: 0 },
  initial: "idle",
  states: {
    idle: {
      on: {
        add: { actions: assign({ count: ({ context }) => context.count + 1 }) },
        report: { actions: sendParent({ type: "reported" }) },
        reportLater: { actions: sendParent({ type: "reported" }, { delay: 50, id: "later" }) },
        finish: "finished",
      },
      after: { 1000: "finished" },
    },
    finished: { type: "final" },
  },
  output: ({ context }) => context,
});

/** One of each construct that a machine may use. */
const workshop = setup({
  types: {} as { context: { count: number; reports: number } },
  actions: { note: (_: unknown, _params: { count: number }) => {} },
  actors: { bench, hall: bench, work: fromPromise(operation) },
}).createMachine({
  id: "workshop",
  context: { count: 0, reports: 0 },
  initial: "open",
  on: {
    reported: { actions: assign({ reports: ({ context }) => context.reports + 1 }) },
    note: { actions: { type: "note", params: ({ context }) => ({ count: context.count }) } },
    raise: { actions: [raise({ type: "note" }), raise({ type: "note" }, { delay: 20, id: "r" })] },
    both: { target: ".both" },
    work: { target: ".working", reenter: true },
    bench: ".benching",
    open: ".open",
    spawn: { actions: spawnChild("work", { id: "spawned" }) },
    spawnAndStop: { actions: [spawnChild("work", { id: "brief" }), stopChild("brief")] },
    stop: { actions: stopChild("spawned") },
    nameless: { actions: spawnChild("work") },
  },
  states: {
    open: { after: { 500: "benching" }, on: { skip: "passing" } },
    passing: { always: "open" },
    working: { invoke: { src: "work", id: "job", onDone: "open", onError: "passing" } },
    benching: {
      invoke: { src: "bench", id: "bench", onDone: "open" },
      on: {
        tell: { actions: sendTo("bench", { type: "add" }) },
        tellLater: { actions: sendTo("bench", { type: "add" }, { delay: 30, id: "t" }) },
      },
    },
    both: {
      type: "parallel",
      states: {
        left: { initial: "a", states: { a: { on: { skip: "b" } }, b: { type: "final" } } },
        right: { invoke: { src: "hall", id: "hall" } },
      },
      onDone: "open",
    },
  },
});
bound(workshop);

test("a custom action is a wish with its resolved params", () => {
  expect(wishesOf(startMachine(workshop, {}), "open", "note").at(-1)).toEqual({
    kind: "action",
    type: "note",
    params: { count: 0 },
  });
});

test("a delay is a timer, and leaving its state cancels it", () => {
  const running = startMachine(workshop, {});
  const sendId = "xstate.after.500.workshop.open";
  const timer = { kind: "timer", path: "", to: "", sendId, event: { type: sendId }, delayMs: 500 };
  expect(running.requestedActions()).toEqual([timer]);
  expect(wishesOf(running, "work")[0]).toEqual({ kind: "cancelTimer", path: "", sendId });
});

test("a timer's event takes its delayed transition", () => {
  const running = again(startMachine(workshop, {}));
  running.deliver("", { type: "xstate.after.500.workshop.open" });
  expect(running.stage()).toBe("benching/idle");
});

test("raise is taken at once without a delay, and is a timer with one", () => {
  const running = startMachine(workshop, {});
  running.requestedActions();
  expect(wishesOf(running, "raise")).toEqual([
    { kind: "action", type: "note", params: { count: 0 } },
    { kind: "timer", path: "", to: "", sendId: "r", event: { type: "note" }, delayMs: 20 },
  ]);
});

test("an invoked operation is a call, and its answer moves the machine", () => {
  const running = startMachine(workshop, {});
  const call = { kind: "call", path: "", actorId: "job", operation: "work", input: undefined };
  expect(wishesOf(running, "work")).toContainEqual(call);
  const restored = again(running);
  restored.deliver("", { type: "xstate.done.actor.job", output: {}, actorId: "job" });
  expect(restored.stage()).toBe("open");
  const failed = again(running);
  failed.deliver("", { type: "xstate.error.actor.job", error: {}, actorId: "job" });
  expect(failed.stage()).toBe("open");
});

test("re-entering an invoke leaves the old call before it makes the new one", () => {
  const running = startMachine(workshop, {});
  wishesOf(running, "work");
  expect(wishesOf(again(running), "work").map(({ kind }) => kind)).toEqual(["left", "call"]);
});

test("a spawned operation is a call, and stopping it leaves it", () => {
  const running = startMachine(workshop, {});
  expect(wishesOf(running, "spawn")).toContainEqual(
    expect.objectContaining({ kind: "call", actorId: "spawned" }),
  );
  expect(wishesOf(again(running), "stop")).toEqual([{ kind: "left", path: "spawned" }]);
});

test("what is spawned and stopped in one step is never called", () => {
  const kinds = wishesOf(startMachine(workshop, {}), "spawnAndStop").map(({ kind }) => kind);
  expect(kinds).not.toContain("call");
});

test("a spawned actor without an id is refused, for its id would be another at every turn", () => {
  expect(() => wishesOf(startMachine(workshop, {}), "nameless")).toThrow("needs an id");
});

test("a form hears sendTo, and its parent sendParent", () => {
  const running = startMachine(workshop, {});
  wishesOf(running, "bench", "tell");
  const restored = again(running);
  restored.deliver("bench", { type: "report" });
  expect(restored.persist()).toMatchObject({
    context: { reports: 1 },
    children: { bench: { snapshot: { context: { count: 1 } } } },
  });
});

test("a snapshot leaves out what XState assumes where it is absent, and is restored like a whole one", () => {
  const running = startMachine(workshop, {});
  wishesOf(running, "bench", "tell");
  const saved = running.persist();
  expect(JSON.stringify(saved)).not.toMatch(/historyValue|syncSnapshot/);
  const { bench } = saved.children as { bench: { snapshot: object } };
  const whole = {
    ...saved,
    historyValue: {},
    children: {
      bench: {
        ...bench,
        snapshot: { ...bench.snapshot, historyValue: {} },
        syncSnapshot: false,
      },
    },
  };
  const [short, long] = [saved, whole].map((snapshot) => {
    const restored = restoreMachine(workshop, structuredClone(snapshot));
    restored.deliver("bench", { type: "report" });
    return restored.persist();
  });
  expect(short).toMatchObject({ context: { reports: 1 } });
  expect(JSON.stringify(short)).toBe(JSON.stringify(long));
});

test("sendTo and sendParent with a delay are timers that tell another machine", () => {
  const running = startMachine(workshop, {});
  wishesOf(running, "bench");
  const down = { kind: "timer", path: "", to: "bench", sendId: "t", delayMs: 30 };
  expect(wishesOf(running, "tellLater")).toEqual([{ ...down, event: { type: "add" } }]);
  const restored = again(running);
  restored.deliver("bench", { type: "reportLater" });
  const up = { kind: "timer", path: "bench", to: "", sendId: "later", delayMs: 50 };
  expect(restored.requestedActions()).toEqual([{ ...up, event: { type: "reported" } }]);
});

test("a form that is done is exited, and its parent continues with its output", () => {
  const running = startMachine(workshop, {});
  wishesOf(running, "bench");
  running.deliver("bench", { type: "finish" });
  expect(running.requestedActions()).toContainEqual({ kind: "left", path: "bench" });
  expect(running.paths()).toEqual([""]);
  expect(running.stage()).toBe("open");
});

test("a form that is done while its parent stays is over, and the machine is taken up again", () => {
  const running = startMachine(workshop, {});
  wishesOf(running, "both");
  running.deliver("hall", { type: "finish" });
  const restored = again(running);
  expect(restored.paths()).toEqual([""]);
  expect(restored.stage()).toBe("both.left.a,right");
});

test("an event for a form that is gone changes nothing", () => {
  const running = startMachine(workshop, {});
  const before = running.persist();
  running.deliver("bench", { type: "add" });
  expect(running.persist()).toEqual(before);
});

test("regions run side by side, and are done together", () => {
  const running = startMachine(workshop, {});
  wishesOf(running, "both");
  expect(running.stage()).toBe("both.left.a,right/idle");
  wishesOf(running, "skip");
  expect(again(running).stage()).toBe("both.left.b,right/idle");
});

test("the innermost form comes first, two deep", () => {
  const running = startMachine(bank, {});
  const taps = ["home", "xstate.done.actor.login", "choice.offer"];
  for (const type of taps) running.deliver("", { type, output: {} });
  running.deliver("offer", { type: "text", text: "20" });
  running.deliver("offer", { type: "choice.confirm" });
  expect(running.paths()).toEqual(["offer/pin", "offer", ""]);
  expect(running.stage()).toBe("offering/pin/asking");
  running.deliver("offer/pin", { type: "text", text: "1234" });
  expect(running.requestedActions()).toContainEqual({
    kind: "call",
    path: "offer/pin",
    actorId: "check",
    operation: "checkPin",
    input: {},
  });
});

test.each([
  ["within one machine", () => endless({ always: { target: "there" } }, { always: "here" })],
  [
    "that raises its own events",
    () => endless({ on: { go: "there" }, entry: raise({ type: "go" }) }, { always: "here" }),
  ],
  [
    "of forms that are done at once",
    () => endless({ invoke: { src: "brief", id: "b", onDone: "there" } }, { always: "here" }),
  ],
])("a loop without end %s throws", (_, machine) => {
  const looping = machine();
  bound(looping);
  expect(() => startMachine(looping, {})).toThrow();
});

test("no actor is started, and no timer is set", () => {
  vi.useFakeTimers();
  try {
    const running = startMachine(workshop, {});
    wishesOf(again(running), "spawn", "raise", "work", "bench", "tellLater", "both");
    expect(vi.getTimerCount()).toBe(0);
    expect(operation).not.toHaveBeenCalled();
  } finally {
    vi.useRealTimers();
  }
});

test("stepping with a JSON round trip between all events is stepping without", () => {
  const delays = ["xstate.after.500.workshop.open", "xstate.after.1000.bench.idle"];
  const own = [
    "raise",
    "note",
    "both",
    "work",
    "bench",
    "open",
    "spawn",
    "tellLater",
    "tell",
    "skip",
  ];
  const inner = ["add", "report", "reportLater", "finish"];
  const step = fc.record({
    isInner: fc.boolean(),
    type: fc.constantFrom(...own, ...inner, ...delays, "xstate.done.actor.job"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const live = startMachine(workshop, {});
      let taken = again(startMachine(workshop, {}));
      live.requestedActions();
      for (const { isInner, type } of steps) {
        const path = isInner ? (live.paths()[0] ?? "") : "";
        live.deliver(path, { type });
        taken.deliver(path, { type });
        expect(taken.requestedActions()).toEqual(live.requestedActions());
        expect(JSON.stringify(taken.persist())).toBe(JSON.stringify(live.persist()));
        taken = again(taken);
      }
    }),
  );
});

test("takes the eventless transitions of regions in the order of entry, restored or not", () => {
  const region = (name: "left" | "right") => ({
    initial: "one",
    states: { one: { on: { [name]: "two" } }, two: {}, three: {} },
    always: {
      guard: ({ context }: { context: Regions }) => context.isOpen && !context[name],
      target: ".three",
      actions: [
        name,
        assign<Regions, AnyEventObject, undefined, AnyEventObject, never>({ [name]: true }),
      ],
    },
  });
  const machine = createMachine({
    id: "m",
    type: "parallel",
    context: { isOpen: false, left: false, right: false },
    on: { open: { actions: assign({ isOpen: true }) } },
    states: { left: region("left"), right: region("right") },
  });
  const running = startMachine(machine, {});
  running.deliver("", { type: "left" });
  for (const one of [restoreMachine(machine, running.persist()), running]) {
    one.deliver("", { type: "open" });
    expect(one.requestedActions()).toMatchObject([{ type: "right" }, { type: "left" }]);
  }
});

interface Regions {
  isOpen: boolean;
  left: boolean;
  right: boolean;
}

function endless(here: object, there: object) {
  const brief = setup({}).createMachine({ initial: "end", states: { end: { type: "final" } } });
  return setup({ actors: { brief } }).createMachine({ initial: "here", states: { here, there } });
}
