import type { Expression, ObjectExpression } from "oxc-parser";
import { asObject, find, textIn } from "./ast.ts";
import type { Invoke, State, Transition, Trigger } from "./machine.ts";
import {
  entriesOf,
  listed,
  parts,
  type ReaderContext,
  readActions,
  readNamed,
  readReference,
  reportHidden,
} from "./reader-context.ts";

/** Reads a state and its descendants. */
export function readState(
  context: ReaderContext,
  config: ObjectExpression,
  { key, parent, at = config }: { key: string; parent: State | undefined; at?: { start: number } },
): State {
  const written = (name: string) => find(config, name)?.value;
  const type = textIn(written("type"));
  const state: State = {
    key,
    path: parent?.parent ? `${parent.path}.${key}` : key,
    id: textIn(written("id")),
    place: context.source.placeOf(at),
    isFinal: type === "final",
    isParallel: type === "parallel",
    isHistory: type === "history" || written("history") !== undefined,
    description: textIn(written("description")),
    tags: listed(written("tags")).flatMap((tag) => textIn(tag) ?? []),
    initial: readNamed(context, written("initial"), "the name of the first inner state"),
    target: readNamed(context, written("target"), "the target as text"),
    entry: readActions(context, written("entry")),
    exit: readActions(context, written("exit")),
    transitions: [],
    invokes: [],
    parent,
    states: [],
  };
  entriesOf(context, config, "a state");
  context.states.push(state);
  const add = (trigger: Trigger, value: Expression) =>
    state.transitions.push(...readTransitions(context, { source: state, trigger, value }));
  for (const { name, value } of parts(context, written("on")))
    add({ kind: "event", event: name }, value);
  for (const { name, value, start } of parts(context, written("after")))
    add({ kind: "after", delay: { name, place: context.source.placeOf({ start }) } }, value);
  const always = written("always");
  if (always) add({ kind: "always" }, always);
  const ended = written("onDone");
  if (ended) add({ kind: "ended" }, ended);
  for (const value of listed(written("invoke"))) readInvoke(context, { state, value, add });
  for (const { name, value, start } of parts(context, written("states"))) {
    const inner = asObject(value);
    if (inner)
      state.states.push(readState(context, inner, { key: name, parent: state, at: { start } }));
    else reportHidden(context, value, `the state “${name}”`);
  }
  return state;
}

function readInvoke(
  context: ReaderContext,
  given: { state: State; value: Expression; add: (trigger: Trigger, value: Expression) => void },
): void {
  const object = asObject(given.value);
  if (!object) {
    reportHidden(context, given.value, "this call");
    return;
  }
  entriesOf(context, object, "a call");
  const src = readNamed(context, find(object, "src")?.value, "the call's name as text");
  if (!src) return;
  const invoke: Invoke = { src, input: find(object, "input")?.value };
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
  context: ReaderContext,
  given: { source: State; trigger: Trigger; value: Expression },
): Transition[] {
  const candidates: Transition[] = [];
  for (const value of listed(given.value)) {
    const object = asObject(value);
    const text = textIn(value);
    if (!object && text === undefined) {
      reportHidden(context, value, "where this leads");
      continue;
    }
    if (object) entriesOf(context, object, "a transition");
    const written = (name: string) => object && find(object, name)?.value;
    const target = readNamed(context, object ? written("target") : value, "the target as text");
    candidates.push({
      place: target?.place ?? context.source.placeOf(value),
      trigger: given.trigger,
      source: given.source,
      target,
      to: undefined,
      guard: readReference(context, written("guard")),
      reenter: isTrue(written("reenter")),
      actions: readActions(context, written("actions")),
      candidates,
    });
  }
  return candidates;
}

function isTrue(value: Expression | undefined): boolean {
  return value?.type === "Literal" && value.value === true;
}
