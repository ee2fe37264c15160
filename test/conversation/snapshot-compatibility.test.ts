import { expect, test } from "vitest";
import { createMachine, fromPromise, spawnChild } from "xstate";
import { machineDefinition } from "../../src/conversation/machine/machine-fingerprint.ts";
import { restoreMachine, startMachine } from "../../src/conversation/machine/machine-runner.ts";
import { RestoreError } from "../../src/conversation/machine/running-machine.ts";
import type { SessionRecord } from "../../src/conversation/model/record.ts";
import { resumeSession } from "../../src/conversation/turn/session.ts";
import { contract } from "../../src/vimbiso.ts";

const work = fromPromise<unknown, unknown>(() => Promise.resolve());
const form = createForm({ filling: {} });

type AnyStateNodeConfig = NonNullable<Parameters<typeof createMachine>[0]["states"]>[string];
type States = { [state: string]: AnyStateNodeConfig };
type Actors = { [name: string]: typeof work | ReturnType<typeof createForm> };

/** A machine whose state "b" is the one that designers edit here. */
function edited(states: States, actors: Actors = { work, form }, context: object = { count: 1 }) {
  const a = "b" in states ? { on: { go: "b" } } : {};
  return createMachine({ id: "m", initial: "a", context, states: { a, ...states } }, { actors });
}

function createForm(states: States) {
  return createMachine({ id: "f", initial: Object.keys(states)[0], states }, { actors: { work } });
}

/** The regions, with a history state beside them. */
function remembering() {
  const region = { initial: "x", states: { x: {}, y: {} } };
  const history = { type: "history", history: "deep" } as const;
  return edited({ b: { type: "parallel", states: { left: region, right: region, history } } });
}

function unregioned() {
  return edited({ b: { type: "parallel", states: { history: { type: "history" } } } });
}

/** Takes a session that stands at "b" of `before` up in `after`. */
function carry(before: ReturnType<typeof edited>, after: ReturnType<typeof edited>) {
  const running = startMachine(before, {});
  running.deliver("", { type: "go" });
  const wishes = running.requestedActions();
  const calls = wishes.flatMap((wish) => {
    if (wish.kind !== "call") return [];
    const { path, actorId, operation } = wish;
    return [{ token: "s:1:1", path, actorId, operation }];
  });
  const timers = wishes.flatMap((wish) =>
    wish.kind === "timer"
      ? [
          {
            token: "s:1:0",
            from: wish.path,
            path: wish.to,
            sendId: wish.sendId ?? "s:1:0",
            event: wish.event,
            dueAt: 1,
          },
        ]
      : [],
  );
  const record: SessionRecord = {
    session_id: "s",
    address: { businessNumberId: "1" },
    locale: "en",
    machine: { id: "m", hash: machineDefinition(before) },
    snapshot: running.persist(),
    timers,
    calls,
    question: { number: 0, choices: [] },
    _version: 1,
    _last_updated: new Date(0).toISOString(),
  };
  const release = { machine: after, hash: machineDefinition(after), contract };
  const { session, isEdited } = resumeSession({ release, record, now: 0 });
  return isEdited ? "home" : session.running.stage();
}

const plain = edited({ b: {} });
const calling = edited({ b: { invoke: { src: "work", id: "w" } } });
const filling = edited({ b: { invoke: { src: "form", id: "f" } } });
const waiting = edited({ b: { after: { 100: "a" } } });
const regions = (second: AnyStateNodeConfig) =>
  edited({
    b: {
      type: "parallel",
      states: {
        left: { initial: "x", states: { x: {}, y: {} } },
        right: { initial: "x", states: { x: second } },
      },
    },
  });

test.each([
  ["nothing", plain, plain, "b"],
  ["a new state", plain, edited({ b: {}, c: {} }), "b"],
  ["a new transition", plain, edited({ b: { on: { next: "a" } } }), "b"],
  ["a new entry action", plain, edited({ b: { entry: "greet" } }), "b"],
  [
    "a call that stays",
    calling,
    edited({ b: { invoke: { src: "work", id: "w", onDone: "a" } } }),
    "b",
  ],
  ["a timer that stays", waiting, edited({ b: { after: { 100: "a" }, on: { next: "a" } } }), "b"],
  ["a timer that went", waiting, plain, "b"],
  ["another context", plain, edited({ b: {} }, { work, form }, { other: 1 }), "b"],
  ["a form's new state", filling, withForm({ filling: {}, more: {} }), "b/filling"],
  ["a region that stays", regions({}), regions({ on: { next: "x" } }), "b.left.x,right.x"],
  ["a history state in a parallel state", remembering(), remembering(), "b.left.x,right.x"],
  ["a history state that is new", regions({}), remembering(), "b.left.x,right.x"],
  ["a history state that was removed", remembering(), regions({}), "b.left.x,right.x"],
  ["a parallel state without regions", unregioned(), unregioned(), "b"],
])("a session is carried over %s", (_, before, after, stage) => {
  expect(carry(before, after)).toBe(stage);
});

test.each([
  ["a state was removed", plain, edited({})],
  ["a state became compound", plain, edited({ b: { initial: "x", states: { x: {} } } })],
  ["a state became parallel", plain, edited({ b: { type: "parallel", states: { x: {} } } })],
  ["a compound state became atomic", edited({ b: { initial: "x", states: { x: {} } } }), plain],
  ["a leaf became final", plain, edited({ b: { type: "final" } })],
  ["a region's leaf became final", regions({}), regions({ type: "final" })],
  [
    "a region was added",
    regions({}),
    edited({
      b: {
        type: "parallel",
        states: {
          left: { initial: "x", states: { x: {} } },
          right: { initial: "x", states: { x: {} } },
          more: {},
        },
      },
    }),
  ],
  ["a call was added", plain, calling],
  [
    "a call became another",
    calling,
    edited({ b: { invoke: { src: "other", id: "w" } } }, { work, other: work }),
  ],
  [
    "a call's operation was removed",
    calling,
    edited({ b: { invoke: { src: "work", id: "w" } } }, {}),
  ],
  ["a call is no longer made", calling, plain],
  ["a call is made under another id", calling, edited({ b: { invoke: { src: "work", id: "v" } } })],
  [
    "a call is made further inside",
    calling,
    edited({ b: { initial: "x", states: { x: { invoke: { src: "work", id: "w" } } } } }),
  ],
  ["a state moves on automatically", plain, edited({ b: { always: "a" } })],
  [
    "a state moves on automatically if a guard says so",
    plain,
    edited({ b: { always: { guard: () => false, target: "a" } } }),
  ],
  [
    "a calling state moves on automatically",
    calling,
    edited({ b: { always: "a", invoke: { src: "work", id: "w" } } }),
  ],
  [
    "a form's state moves on automatically",
    filling,
    withForm({ filling: { always: "more" }, more: {} }),
  ],
  [
    "a form's call is no longer made",
    withForm({ filling: { invoke: { src: "work", id: "w" } } }),
    filling,
  ],
  ["a delay was added", plain, waiting],
  ["a delay was changed", waiting, edited({ b: { after: { 200: "a" } } })],
  ["a form was removed", filling, edited({ b: { invoke: { src: "form", id: "f" } } }, { work })],
  ["a form is no longer opened", filling, plain],
  [
    "a form is opened under another id",
    filling,
    edited({ b: { invoke: { src: "form", id: "g" } } }),
  ],
  [
    "a spawned form is running, which no state can be seen to want",
    edited({ b: { entry: spawnChild("form", { id: "s" }) } }),
    edited({ b: { entry: spawnChild("form", { id: "s" }), on: { next: "a" } } }),
  ],
  ["a form lost its state", filling, withForm({ elsewhere: {} })],
  ["a form's leaf became final", filling, withForm({ filling: { type: "final" } })],
  [
    "a delay was added to a form",
    filling,
    withForm({ filling: { after: { 100: "more" } }, more: {} }),
  ],
  [
    "a spawned form was removed",
    edited({ b: { entry: spawnChild("form", { id: "s" }) } }),
    edited({ b: { entry: spawnChild("form", { id: "s" }) } }, { work }),
  ],
])("a session is sent home when %s", (_, before, after) => {
  expect(carry(before, after)).toBe("home");
});

test("a delay that was added counts even if another machine has set one of its name", () => {
  const before = withForm({ filling: { after: { 100: "more" } }, more: {} });
  const after = edited(
    { b: { after: { 100: "a" }, invoke: { src: "form", id: "f" } } },
    { work, form: createForm({ filling: { after: { 100: "more" } }, more: {} }) },
  );
  expect(carry(before, after)).toBe("home");
});

test.each([
  ["nothing at all", {}],
  ["no object", null],
  ["an invalid state", { status: "active", value: 7, context: {}, children: {} }],
  [
    "a child without a state",
    { status: "active", value: "a", context: {}, children: { f: { src: "form" } } },
  ],
  ["an invalid child", { status: "active", value: "a", context: {}, children: { f: null } }],
  [
    "a child that cannot be restored",
    {
      status: "active",
      value: "a",
      context: {},
      children: {
        f: {
          src: "form",
          snapshot: { value: "gone", status: "active", context: {}, children: {} },
        },
      },
    },
  ],
  [
    "a child whose history cannot be read",
    {
      status: "active",
      value: "a",
      context: {},
      children: {
        f: {
          src: "form",
          snapshot: {
            value: "filling",
            status: "active",
            context: {},
            children: {},
            historyValue: { filling: 7 },
          },
        },
      },
    },
  ],
  ["a history state", { status: "active", value: { b: "history" }, context: {}, children: {} }],
  ["an end", { status: "done", value: "a", context: {}, children: {} }],
])("a snapshot of %s is refused, never thrown otherwise", (_, snapshot) => {
  expect(() => restoreMachine(plain, snapshot)).toThrow(RestoreError);
});

test("two machines have one definition if they and their forms are made alike", () => {
  expect(machineDefinition(edited({ b: {} }))).toBe(machineDefinition(plain));
  expect(machineDefinition(edited({ b: { tags: "x" } }))).not.toBe(machineDefinition(plain));
  expect(machineDefinition(withForm({ filling: { tags: "x" } }))).not.toBe(
    machineDefinition(filling),
  );
});

function withForm(states: States) {
  return edited({ b: { invoke: { src: "form", id: "f" } } }, { work, form: createForm(states) });
}

test("a session whose pending call was made by a form that is gone does not resume", () => {
  const running = startMachine(edited({ b: {} }), {});
  expect(running.canResume({ timers: [], calls: [] })).toBe(true);
  const calls = [{ path: "gone", actorId: "x", operation: "work" }];
  expect(running.canResume({ timers: [], calls })).toBe(false);
});
