import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";

/*
 * The names of states and edges in charts and steps. XState's own names contain node and call ids; these
 * are the names that a designer wrote.
 */

/** "offer:filling.amount"; the machine itself is "offer:". */
export function stateIdOf(node: AnyStateNode): string {
  return `${node.machine.id}:${node.path.join(".")}`;
}

/** "<source>#<event>#<index>", the index among those of the same source and event. */
export function edgeIdOf(transition: AnyTransitionDefinition): string {
  const { source } = transition;
  const event = eventOf(transition);
  const index = transitionsOf(source)
    .filter((other) => eventOf(other) === event)
    .indexOf(transition);
  return `${stateIdOf(source)}#${event}#${index}`;
}

/** The transitions of one state, in the order in which they are tried. */
export function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...(node.always ?? []), ...[...node.transitions.values()].flat()];
}

/**
 * "choice.confirm", "after.replyTimeout", "always", "done.createCredex", "error.createCredex"; "done" at the end of
 * inner states.
 */
export function eventOf({ eventType, source }: AnyTransitionDefinition): string {
  if (eventType === "") return "always";
  if (!eventType.startsWith("xstate.")) return eventType;
  const timer = source.after.find((other) => other.eventType === eventType);
  if (timer) return `after.${timer.delay}`;
  if (eventType.startsWith("xstate.done.state.")) return "done";
  const [, kind, id = ""] = /^xstate\.(done|error)\.actor\.(.+)$/s.exec(eventType) ?? [];
  if (kind) return `${kind}.${callNameOf(source, id)}`;
  const [, watched] = /^xstate\.snapshot\.(.+)$/s.exec(eventType) ?? [];
  return watched ? `snapshot.${callNameOf(source, watched)}` : eventType;
}

/** The name of a call's logic, or its own id where the logic is inline. */
export function callNameOf(node: AnyStateNode, id: string): string {
  const index = node.invoke.findIndex((call) => call.id === id);
  const src = node.invoke[index]?.src;
  if (typeof src === "string" && !src.startsWith("xstate.invoke.")) return src;
  return machineCalled(node, index)?.id ?? (/^\d+\./.test(id) ? "call" : id);
}

/** The machine that a state's call runs, if it runs one. */
export function machineCalled(node: AnyStateNode, index: number): AnyStateMachine | undefined {
  const written = [node.config.invoke].flat()[index]?.src;
  const logic: unknown =
    typeof written === "string" ? node.machine.implementations.actors[written] : written;
  return isMachine(logic) ? logic : undefined;
}

/** Duck-typed: a machine from elsewhere may use its own copy of xstate. */
export function isMachine(value: unknown): value is AnyStateMachine {
  return typeof value === "object" && value !== null && "root" in value && "config" in value;
}

/** A machine and all that it invokes, directly or indirectly. */
export function machinesWithin(machine: AnyStateMachine): AnyStateMachine[] {
  const found = new Set([machine]);
  for (const one of found) for (const node of nodesIn(one.root)) addCalled(found, node);
  return [...found];
}

function addCalled(found: Set<AnyStateMachine>, node: AnyStateNode): void {
  for (const index of node.invoke.keys()) {
    const called = machineCalled(node, index);
    if (called) found.add(called);
  }
}

/** A state and its descendants, each parent before its children. */
export function nodesIn(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesIn)];
}
