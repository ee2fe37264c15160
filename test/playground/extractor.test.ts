import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import type * as Extractor from "@xstate/machine-extractor";
import { expect, test, vi } from "vitest";
import { type AnyStateMachine, StateMachine } from "xstate";
import { root } from "../../machines/root.ts";

/** Stately's published reader of machine files sees in ours what the server runs. */

const { extractMachinesFromFile } = load();
const forms = Object.values(root.implementations.actors).filter(
  (logic): logic is AnyStateMachine => logic instanceof StateMachine,
);

test.each([root, ...forms].map((machine) => ({ name: machine.id, machine })))(
  "$name is read as it runs: its states, events, targets, guards, actions and calls",
  ({ name, machine }) => {
    const read = extract(name);
    expect(bare(read)).toEqual(bare(machine.config));
  },
);

test("what it does not read of our machines is no more than this", () => {
  const missed = [root, ...forms].flatMap(({ id, config }) => missedIn(config, extract(id)));
  expect(new Set(missed)).toEqual(new Set(NOT_READ));
});

/**
 * The first context, a call's input, what a form gives back, values of replies, promises; and staying by re-entering.
 */
const NOT_READ = ["context", "input", "meta", "output", "params", "reenter"];

function extract(name: string): unknown {
  // It tells the console of every function that it leaves out.
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.spyOn(console, "log").mockImplementation(() => {});
  const text = readFileSync(new URL(`../../machines/${name}.ts`, import.meta.url), "utf8");
  const found = extractMachinesFromFile(text)?.machines ?? [];
  expect(found).toHaveLength(1);
  return found[0]?.toConfig();
}

/** The reader wants the XState of its time, which is installed under another name. */
function load(): typeof Extractor {
  const host = Module as unknown as {
    _resolveFilename: (name: string, ...rest: unknown[]) => string;
  };
  const resolve = host._resolveFilename;
  host._resolveFilename = (name, ...rest) =>
    resolve(name.replace(/^xstate(?=\/|$)/, "xstate-4"), ...rest);
  const extractor = createRequire(import.meta.url)("@xstate/machine-extractor");
  host._resolveFilename = resolve;
  return extractor;
}

type Part = { [name: string]: unknown };

/** A machine or state as names alone, in the one form that both XStates can be brought to. */
function bare(given: unknown): unknown {
  const { id, type, initial, description, entry, exit, on, after, always, invoke, onDone, states } =
    given as Part;
  return {
    ...{ id, type, initial, description },
    entry: actionsOf(entry),
    exit: actionsOf(exit),
    on: mapped(on, waysOf),
    after: mapped(after, waysOf),
    always: waysOf(always),
    onDone: waysOf(onDone),
    invoke: listed(invoke).map((call) => {
      const { src, id: name, onDone: done, onError } = call as Part;
      return { src, name, done: waysOf(done), error: waysOf(onError) };
    }),
    states: mapped(states, bare),
  };
}

function waysOf(given: unknown): unknown[] {
  return listed(given).map((way) => {
    if (typeof way === "string") return { target: way, actions: [] };
    const { target, guard, cond, actions } = way as Part;
    return { target, guard: nameOf(guard ?? cond), actions: actionsOf(actions) };
  });
}

function actionsOf(given: unknown): unknown[] {
  const { kind, actions } = (given ?? {}) as Part;
  return listed(kind === "group" ? actions : given).map(nameOf);
}

function nameOf(given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given;
  const { type, action } = given as Part;
  return type ?? nameOf(action);
}

function listed(given: unknown): unknown[] {
  return given === undefined ? [] : [given].flat();
}

function mapped(given: unknown, map: (part: unknown) => unknown): Part {
  return Object.fromEntries(Object.entries(given ?? {}).map(([name, part]) => [name, map(part)]));
}

/** Names of properties that stand somewhere in a machine, and not in what was read at the same place. */
function missedIn(machine: unknown, read: unknown): string[] {
  if (typeof machine !== "object" || machine === null) return [];
  const other = (typeof read === "object" ? read : undefined) as Part | undefined;
  const action = other?.action as Part | undefined;
  return Object.entries(machine).flatMap(([name, part]) => {
    // setup() leaves this in the config; nobody wrote it.
    if (name === "schemas") return [];
    if (name === "context") return [name];
    const here = other?.[name === "guard" ? "cond" : name] ?? action?.[name];
    const isSame = here !== undefined || (name === "type" && other?.kind !== undefined);
    return isSame ? missedIn(part, here) : [name];
  });
}
