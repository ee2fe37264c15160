import type { Expression, ObjectExpression } from "oxc-parser";
import { asObject, find, textIn } from "./ast.ts";
import type { Invoke, State, Transition, Trigger } from "./machine.ts";
import { readActions } from "./read-actions.ts";
import {
  type Desk,
  entriesOf,
  listed,
  parts,
  readNamed,
  readReference,
  tellHidden,
} from "./reader-context.ts";

/** Reads a state and all within it. */
export function readState(
  desk: Desk,
  config: ObjectExpression,
  { key, parent, at = config }: { key: string; parent: State | undefined; at?: { start: number } },
): State {
  const written = (name: string) => find(config, name)?.value;
  const type = textIn(written("type"));
  const state: State = {
    key,
    path: parent?.parent ? `${parent.path}.${key}` : key,
    id: textIn(written("id")),
    place: desk.source.placeOf(at),
    isFinal: type === "final",
    isParallel: type === "parallel",
    isHistory: type === "history" || written("history") !== undefined,
    description: textIn(written("description")),
    tags: listed(written("tags")).flatMap((tag) => textIn(tag) ?? []),
    initial: readNamed(desk, written("initial"), "the name of the first inner state"),
    target: readNamed(desk, written("target"), "the target as text"),
    entry: readActions(desk, written("entry")),
    exit: readActions(desk, written("exit")),
    transitions: [],
    invokes: [],
    parent,
    states: [],
  };
  entriesOf(desk, config, "a state");
  desk.states.push(state);
  const add = (trigger: Trigger, value: Expression) =>
    state.transitions.push(...readTransitions(desk, { source: state, trigger, value }));
  for (const { name, value } of parts(desk, written("on")))
    add({ kind: "event", event: name }, value);
  for (const { name, value, start } of parts(desk, written("after")))
    add({ kind: "after", delay: { name, place: desk.source.placeOf({ start }) } }, value);
  const always = written("always");
  if (always) add({ kind: "always" }, always);
  const ended = written("onDone");
  if (ended) add({ kind: "ended" }, ended);
  for (const value of listed(written("invoke"))) readInvoke(desk, { state, value, add });
  for (const { name, value, start } of parts(desk, written("states"))) {
    const inner = asObject(value);
    if (inner)
      state.states.push(readState(desk, inner, { key: name, parent: state, at: { start } }));
    else tellHidden(desk, value, `the state “${name}”`);
  }
  return state;
}

function readInvoke(
  desk: Desk,
  given: { state: State; value: Expression; add: (trigger: Trigger, value: Expression) => void },
): void {
  const object = asObject(given.value);
  if (!object) {
    tellHidden(desk, given.value, "this call");
    return;
  }
  entriesOf(desk, object, "a call");
  const src = readNamed(desk, find(object, "src")?.value, "the call's name as text");
  if (!src) return;
  const invoke: Invoke = { src };
  given.state.invokes.push(invoke);
  for (const [name, kind] of [
    ["onDone", "done"],
    ["onError", "error"],
  ] as const) {
    const value = find(object, name)?.value;
    if (value) given.add({ kind, invoke }, value);
  }
}

function readTransitions(
  desk: Desk,
  given: { source: State; trigger: Trigger; value: Expression },
): Transition[] {
  const candidates: Transition[] = [];
  for (const value of listed(given.value)) {
    const object = asObject(value);
    const text = textIn(value);
    if (!object && text === undefined) {
      tellHidden(desk, value, "where this leads");
      continue;
    }
    if (object) entriesOf(desk, object, "a transition");
    const written = (name: string) => object && find(object, name)?.value;
    const target = readNamed(desk, object ? written("target") : value, "the target as text");
    candidates.push({
      place: target?.place ?? desk.source.placeOf(value),
      trigger: given.trigger,
      source: given.source,
      target,
      to: undefined,
      guard: readReference(desk, written("guard")),
      actions: readActions(desk, written("actions")),
      candidates,
    });
  }
  return candidates;
}
