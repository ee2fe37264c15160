import type { Expression, ObjectExpression } from "oxc-parser";
import type { AnyStateMachine } from "xstate";
import type { Source } from "./ast.ts";
import type { Place } from "./problem.ts";

/** A machine as declared in its file, each part with its place. */
export interface Machine {
  /** The name under which it is exported. */
  name: string;
  id: string;
  place: Place;
  source: Source;
  /** The names that `setup()` declares; those it takes from kit.ts are in `loaded`. */
  own: { [kind in Kind]: Map<string, Place> };
  /** String literals within `setup()`: a guard may name other guards there. */
  namedInSetup: Set<string>;
  /** The braces of `setup()`. */
  settings: ObjectExpression;
  /** The braces of `createMachine()`. */
  config: ObjectExpression;
  /** The machine's initial context, if any. */
  context: Expression | undefined;
  /** The machine at run time, unless its file cannot be loaded. */
  loaded?: AnyStateMachine;
  root: State;
  /** All states in the order of the file, starting with the root. */
  states: State[];
}

export const kinds = ["actions", "guards", "actors", "delays"] as const;
export type Kind = (typeof kinds)[number];

export interface State {
  key: string;
  /** The path as a designer writes it: "filling.amount"; the machine's name for the root. */
  path: string;
  id: string | undefined;
  place: Place;
  isFinal: boolean;
  isParallel: boolean;
  isHistory: boolean;
  description: string | undefined;
  tags: string[];
  initial: Named | undefined;
  /** The default target of a history state, if it has one. */
  target: Named | undefined;
  entry: Action[];
  exit: Action[];
  transitions: Transition[];
  invokes: Invoke[];
  parent: State | undefined;
  states: State[];
}

export interface Named {
  name: string;
  place: Place;
}

export interface Action extends Named {
  /** The copy keys that it may send, if it is a wording. */
  keys: Named[];
}

export interface Invoke {
  src: Named;
  /** What the call or the form receives. */
  input: Expression | undefined;
}

export type Trigger =
  | { kind: "event"; event: string }
  | { kind: "after"; delay: Named }
  | { kind: "always" }
  /** Taken when the state's own inner states have reached their end. */
  | { kind: "ended" }
  | { kind: "done" | "error"; invoke: Invoke };

export interface Transition {
  place: Place;
  trigger: Trigger;
  source: State;
  target: Named | undefined;
  /** The state that `target` names, if there is one. */
  to: State | undefined;
  guard: Named | undefined;
  /** It enters its target anew, even if that is where the machine already is. */
  reenter: boolean;
  actions: Action[];
  /** All transitions for the same event, in the order in which they are tried, including this one. */
  candidates: Transition[];
}

/** A state and its ancestors, the innermost first. */
export function around(state: State): State[] {
  return state.parent ? [state, ...around(state.parent)] : [state];
}

export function keysOf(actions: Action[]): Named[] {
  return actions.flatMap(({ keys }) => keys);
}

export function actionsOf({ states }: Pick<Machine, "states">): Action[] {
  return states.flatMap(({ entry, exit, transitions }) => [
    ...entry,
    ...exit,
    ...transitions.flatMap(({ actions }) => actions),
  ]);
}

export function transitionsOf({ states }: Machine): Transition[] {
  return states.flatMap(({ transitions }) => transitions);
}

/** All transitions that can be taken in a state: its own and those of its ancestors. */
export function transitionsFrom(state: State): Transition[] {
  return around(state).flatMap(({ transitions }) => transitions);
}

/** The transitions for an event in a state: XState asks the innermost state first. */
export function answersTo(state: State, event: string): Transition[] {
  return transitionsFrom(state).filter(
    ({ trigger }) => trigger.kind === "event" && matches(trigger.event, event),
  );
}

function matches(pattern: string, event: string): boolean {
  if (pattern === "*" || pattern === event) return true;
  return pattern.endsWith(".*") && event.startsWith(pattern.slice(0, -1));
}

/** The transitions for the answer to a call. */
export function answersOf(state: State, invoke: Invoke, outcome: "done" | "error"): Transition[] {
  return state.transitions.filter(
    ({ trigger }) => trigger.kind === outcome && trigger.invoke === invoke,
  );
}

/** Whether one of them is taken whatever the guards return. */
export function hasOpenWay(transitions: Transition[]): boolean {
  return transitions.some(({ to, guard }) => to && !guard);
}
