import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";
import { isMachine, type Path, pathBelow } from "../conversation/machine/actor-tree.ts";
import type { PendingTimer, Question, SessionRecord } from "../conversation/model/record.ts";
import { eventOf, stateIdOf } from "./chart/names.ts";

/** A machine that is active in a record, and its active states, each parent before its children. */
export interface ActiveMachine {
  path: Path;
  machine: AnyStateMachine;
  nodes: AnyStateNode[];
  context: unknown;
}

/**
 * The active states of a session, the root machine first, then its forms. States that the machine no longer has are
 * left out.
 */
export function activeMachinesOf(machine: AnyStateMachine, record: SessionRecord): ActiveMachine[] {
  return standingsBelow("", machine, record.snapshot);
}

interface Saved {
  value?: unknown;
  status?: string;
  context?: unknown;
  children?: { [id: string]: { src?: unknown; snapshot?: Saved } };
}

function standingsBelow(path: Path, machine: AnyStateMachine, saved: Saved): ActiveMachine[] {
  if (saved.status !== "active") return [];
  const forms = Object.entries(saved.children ?? {}).flatMap(([id, { src, snapshot }]) => {
    const form = typeof src === "string" && machine.implementations.actors[src];
    return isMachine(form) && snapshot ? standingsBelow(pathBelow(path, id), form, snapshot) : [];
  });
  const { value, context } = saved;
  return [{ path, machine, nodes: nodesAt(machine.root, value), context }, ...forms];
}

function nodesAt(node: AnyStateNode, value: unknown): AnyStateNode[] {
  const inner = typeof value === "string" ? [[value, {}] as const] : Object.entries(value ?? {});
  return [
    node,
    ...inner.flatMap(([key, below]) => {
      const child = node.states[key];
      return child ? nodesAt(child, below) : [];
    }),
  ];
}

/** Events that only the engine sends to a machine: see ConversationEvent in machines/kit.ts. */
const OF_THE_ENGINE = new Set(["session.over", "machine.edited", "trouble", "call.late", "late"]);

/**
 * The member's inputs that some active state handles: the innermost state that knows an event decides, and
 * a choice must be one of those on offer.
 */
export function possibleOf(activeMachines: readonly ActiveMachine[], question: Question): string[] {
  const decided = new Set<string>();
  const possible = new Set<string>();
  const nodes = activeMachines.flatMap((activeMachine) => activeMachine.nodes).reverse();
  for (const [event, transitions] of nodes.flatMap(ownTransitions)) {
    if (decided.has(event)) continue;
    if (transitions.some(doesSomething) && isOffered(event, question)) possible.add(event);
    if (transitions.some(({ guard }) => guard === undefined)) decided.add(event);
  }
  return [...possible];
}

function ownTransitions(node: AnyStateNode): [string, AnyTransitionDefinition[]][] {
  return [...node.transitions].filter(
    ([event]) => event !== "" && !event.startsWith("xstate.") && !OF_THE_ENGINE.has(event),
  );
}

function doesSomething({ target, actions }: AnyTransitionDefinition): boolean {
  return target !== undefined || actions.length > 0;
}

function isOffered(event: string, { choices, taken }: Question): boolean {
  if (!event.startsWith("choice.")) return true;
  const name = event.slice("choice.".length);
  return taken === undefined && choices.some(({ id }) => id === name || id.startsWith(`${name}=`));
}

/** The state that set a timer, and the timer's name, as in the chart. */
export function timerOf(
  activeMachines: readonly ActiveMachine[],
  { from, sendId, event }: PendingTimer,
): { state: string; event: string } {
  const activeMachine = activeMachines.find(({ path }) => path === from);
  for (const node of activeMachine?.nodes ?? []) {
    const after = node.after.find(({ eventType }) => eventType === sendId);
    if (after) return { state: stateIdOf(node), event: eventOf(after) };
  }
  const [outermost] = activeMachine?.nodes ?? [];
  return { state: outermost ? stateIdOf(outermost) : "", event: event.type };
}
