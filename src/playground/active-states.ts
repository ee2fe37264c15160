import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";
import { isMachine, type Path, pathBelow } from "../conversation/machine/actor-tree.ts";
import type { PendingTimer, Question, SessionRecord } from "../conversation/model/record.ts";
import { eventOf, stateIdOf } from "./chart/names.ts";

/** A machine that is active in a record, and the states that it is in; an outer one before those within it. */
export interface ActiveMachine {
  path: Path;
  machine: AnyStateMachine;
  nodes: AnyStateNode[];
  context: unknown;
}

/** Where a session stands, the root machine first, then its forms. What is in the machine no more is left out. */
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

/** What only the engine tells a machine: see ConversationEvent in machines/kit.ts. */
const OF_THE_ENGINE = new Set(["session.over", "machine.edited", "trouble", "call.late", "late"]);

/**
 * What a member can do that is answered by some active state: the innermost that knows an event
 * decides, and a choice has to be among those that are offered.
 */
export function possibleOf(standings: readonly ActiveMachine[], question: Question): string[] {
  const decided = new Set<string>();
  const possible = new Set<string>();
  const nodes = standings.flatMap((standing) => standing.nodes).reverse();
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

/** The state that has set a timer, and the timer's name, as the chart knows them. */
export function timerOf(
  standings: readonly ActiveMachine[],
  { from, sendId, event }: PendingTimer,
): { state: string; event: string } {
  const standing = standings.find(({ path }) => path === from);
  for (const node of standing?.nodes ?? []) {
    const after = node.after.find(({ eventType }) => eventType === sendId);
    if (after) return { state: stateIdOf(node), event: eventOf(after) };
  }
  const [outermost] = standing?.nodes ?? [];
  return { state: outermost ? stateIdOf(outermost) : "", event: event.type };
}
