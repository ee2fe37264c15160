import { afterAll, expect, test } from "vitest";
import { scratch } from "./scratch.ts";

const copy = scratch();
afterAll(copy.remove);

const FILE = "machines/probe.ts";

/** One machine with every mistake, each on a line of its own, and what is allowed beside it. */
const probe = `
import { cancel, emit, enqueueActions, fromCallback, log, raise, sendTo, setup } from "xstate";
import { createActor } from "xstate";

const other = setup({}).createMachine({ id: "other" });
export const started = () => createActor(other);

export const probe = setup({
  actions: {
    announce: emit({ type: "announced" }),
    write: log("written"),
    ring: raise({ type: "bell" }, { delay: 1000, id: "ring" }),
    knock: sendTo("other", { type: "bell" }, { delay: 1000, id: "knock" }),
    stopRinging: cancel("ring"),
    ringOnce: raise({ type: "bell" }, { delay: Math.log(1000) }),
    both: enqueueActions(({ enqueue }) => {
      enqueue.emit({ type: "both" });
      enqueue.raise({ type: "bell" }, { delay: 1000, id: "both" });
    }),
  },
  actors: { other, callback: fromCallback(() => {}) },
}).createMachine({
  id: "probe",
  initial: "outside",
  states: {
    outside: {
      description: "Outside.",
      entry: ["ring", "announce"],
      exit: ["stopRinging", "ring"],
      on: {
        bell: { target: "inside.remembered" },
        side: { target: "sides.first" },
        home: { actions: ["knock", "write", "ringOnce", "both"] },
      },
    },
    inside: {
      description: "Inside.",
      initial: "one",
      on: { cancel: { target: ".remembered", reenter: true } },
      states: {
        one: { description: "One.", on: { back: { target: "remembered" } } },
        remembered: { description: "What was active.", type: "history" },
      },
      invoke: {
        src: "other",
        id: "other",
        systemId: "other",
        onSnapshot: { actions: "ringOnce" },
      },
    },
    sides: {
      description: "Two sides.",
      type: "parallel",
      states: {
        left: { description: "Left.", on: { home: { target: "#probe.outside" } } },
        right: { description: "Right.", invoke: { src: "callback", id: "callback" } },
        first: { description: "What was active.", type: "history" },
        second: { description: "What was active.", type: "history", target: "left" },
      },
    },
  },
});
`;

copy.write(FILE, probe);
copy.replace(
  "machines/root.ts",
  "    new: {",
  '    over: { description: "Over.", type: "final" },\n    new: {',
);
const told = copy.run("check").stderr.split("\n");

const reportedAt = (file: string, part: string) =>
  told.filter((line) => line.startsWith(`${file}:${copy.lineOf(file, part)}  `)).join("\n");

test.each([
  ["emit", "announce: emit(", "The engine has no listener for `emit`"],
  ["log", "write: log(", "The engine writes no log for a machine"],
  ["an enqueued emit", "enqueue.emit(", "The engine has no listener for `emit`"],
  ["an actor of callbacks", "fromCallback(() =>", "An actor of `fromCallback` is lost"],
  ["an actor that is started", "createActor(other)", "A machine file must not start actors"],
  ["a system id", "systemId:", "Remove `systemId`"],
  ["an onSnapshot", "onSnapshot:", "passes no snapshots from a child machine to its parent"],
  [
    "a delayed event with an id",
    'entry: ["ring"',
    "may still be pending when “ring” sends another one",
  ],
  [
    "a delayed event to a child with an id",
    '["knock"',
    "may still be pending when “knock” sends another",
  ],
  [
    "an enqueued delayed event with an id",
    "enqueue.raise(",
    "may still be pending when it sends another",
  ],
  ["a history state that is entered from inside", 'target: "remembered"', "is inside it"],
  ["a history state of regions without a target", "first: {", "has no default target"],
])("rejects %s", (_, part, sentence) => {
  expect(reportedAt(FILE, part)).toContain(sentence);
});

test("rejects a root machine that ends", () => {
  expect(reportedAt("machines/root.ts", "over: {")).toContain("a conversation never ends");
});

test.each([
  ["a delayed event whose id is cancelled before", "exit: ["],
  ["a delayed event without an id", "ringOnce:"],
  ["a history state that is entered from outside", 'target: "inside.remembered"'],
  ["a history state that its parent enters", 'target: ".remembered"'],
  ["a history state of regions with a target", "second: {"],
])("accepts %s", (_, part) => {
  expect(reportedAt(FILE, part)).not.toMatch(/engine|may still be pending|remember/);
});
