import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { AnyActorRef, AnyStateMachine } from "xstate";
import type { PendingCall } from "../../src/conversation/model/record.ts";
import type { Executed } from "../support/durable.ts";
import { advance, type Pair, startPair } from "../support/pair.ts";
import type { StepPlan } from "./machine-plan.ts";

interface Comparison {
  machine: AnyStateMachine;
  steps: StepPlan[];
  /** What the live actor's custom actions were called with. */
  recorded: Executed[];
}

/** Takes the steps with a live actor and with sessions of JSON, and compares all that can be seen. */
export function compare(comparison: Comparison): void {
  try {
    compareSteps(comparison);
  } catch (error) {
    // A region's action may name the child of a state that another region has just left. Then XState's
    // action throws, and the turn fails as a whole.
    if (!String(error).includes("Unable to send event to actor")) throw error;
  }
}

function compareSteps({ machine, steps, recorded }: Comparison): void {
  const pair = startPair(machine);
  const answered = new Set<unknown>();
  const check = () => {
    expectSame(pair.durable.executed(), recorded.splice(0));
    expectSame(durableState(pair), liveState(pair, answered));
  };
  check();
  for (const step of steps) {
    if (pair.durable.isDone()) return;
    take(pair, step, answered);
    check();
  }
}

/** `expect` compares slowly, and is asked only for what is to be shown. */
function expectSame(durable: unknown, live: unknown): void {
  if (!isDeepStrictEqual(durable, live)) expect(durable).toEqual(live);
}

function take(pair: Pair, step: StepPlan, answered: Set<unknown>): void {
  const { durable, live } = pair;
  switch (step.kind) {
    case "send": {
      const paths = pathsOf(live.actor);
      const path = paths[step.pick % paths.length] ?? "";
      const event = { type: step.event, value: step.value };
      durable.deliver(path, event);
      live.find(path)?.send(event);
      return;
    }
    case "wait":
      advance(pair, durable.now() + step.delayMs);
      return;
    case "answer": {
      const calls = durable.calls();
      const call = calls[step.pick % calls.length];
      if (call) answer(pair, call, { ...step, answered });
    }
  }
}

function answer(
  { durable, live }: Pair,
  call: PendingCall,
  { isDone, value, answered }: { isDone: boolean; value: number; answered: Set<unknown> },
): void {
  const { path, actorId } = call;
  const event = isDone
    ? { type: `xstate.done.actor.${actorId}`, output: { n: value }, actorId }
    : { type: `xstate.error.actor.${actorId}`, error: { n: value }, actorId };
  const parent = live.find(path);
  answered.add(parent?.getSnapshot().children[actorId]);
  durable.answer(call, event);
  parent?.send(event);
}

function durableState({ durable }: Pair) {
  return {
    tree: treeOf(durable.record().snapshot as Persisted),
    timers: durable.timers().map(({ from, path, event, dueAt }) => ({ from, path, event, dueAt })),
    calls: durable
      .calls()
      .map(({ path, actorId }) => (path ? `${path}/${actorId}` : actorId))
      .sort(byText),
  };
}

function liveState({ live }: Pair, answered: Set<unknown>) {
  const calls = callsOf(live.actor).filter((call) => !answered.has(call));
  return {
    tree: treeOf(JSON.parse(JSON.stringify(live.actor.getPersistedSnapshot()))),
    timers: live.pending().map(({ source, target, event, dueAt }) => ({
      from: pathOf(source),
      path: pathOf(target),
      event: JSON.parse(JSON.stringify(event)),
      dueAt,
    })),
    calls: calls.map(pathOf).sort(byText),
  };
}

const byText = (one: string, other: string) => one.localeCompare(other);

/** What a persisted snapshot says of a machine and its child machines. */
function treeOf({ status, value, context, output, historyValue, children }: Persisted): object {
  const machines = Object.entries(children ?? {}).filter(([, { snapshot }]) => "value" in snapshot);
  return {
    status,
    value,
    context,
    output,
    history: Object.entries(historyValue ?? {}).map(([id, nodes]) => [
      id,
      nodes.map((node) => node.id).sort(byText),
    ]),
    children: Object.fromEntries(machines.map(([id, { snapshot }]) => [id, treeOf(snapshot)])),
  };
}

interface Persisted {
  status?: unknown;
  value?: unknown;
  context?: unknown;
  output?: unknown;
  historyValue?: { [id: string]: { id: string }[] };
  children?: { [id: string]: { snapshot: Persisted } };
}

/** The active machines, in the order in which they were started. */
function pathsOf(actor: AnyActorRef): string[] {
  if (actor.getSnapshot().status !== "active") return [];
  return [pathOf(actor), ...childrenOf(actor).filter(isMachine).flatMap(pathsOf)];
}

/** A machine that has ended keeps its stopped children. */
function callsOf(actor: AnyActorRef): AnyActorRef[] {
  if (actor.getSnapshot().status !== "active") return [];
  return childrenOf(actor).flatMap((child) => (isMachine(child) ? callsOf(child) : [child]));
}

function childrenOf(actor: AnyActorRef): AnyActorRef[] {
  return Object.values(actor.getSnapshot().children);
}

function isMachine(actor: AnyActorRef): boolean {
  return "machine" in actor.getSnapshot();
}

function pathOf(actor: AnyActorRef): string {
  const above = actor._parent ? pathOf(actor._parent) : "";
  if (!actor._parent) return "";
  return above ? `${above}/${actor.id}` : actor.id;
}
