import type { AnyStateMachine, AnyStateNode } from "xstate";
import type { TurnOptions } from "../../conversation/turn/turn.ts";
import { type FlowModel, textsOfMachines } from "../flow-model.ts";
import type { Machine } from "../machine.ts";
import { nextSteps } from "./next-steps.ts";
import { recordTransitions } from "./record-transitions.ts";
import { createSimulator, type Simulator } from "./simulator.ts";
import type { Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/** How the machines are served, and what members write for a command, by language. */
export interface Service extends TurnOptions {
  words: Words;
}

export type Words = { [locale: string]: { [command: string]: readonly string[] } | undefined };

/** Only this language is explored: all others have the same replies. */
export const WALKED = "en";

/** Machines under simulation. */
export interface Simulators {
  /** String literals in the machines' files. */
  named: ReadonlySet<string>;
  simulatorIn(locale: string): Simulator;
  /** Every step that may come next; each word of a command only in the first situation of a stage. */
  stepsFrom(simulator: Simulator): (world: Situation) => Step[];
}

/** Prepares the machines of a folder, as they are served, for simulation. They record their transitions from now on. */
export function createSimulators(model: FlowModel, { words, ...release }: Service): Simulators {
  const named = textsOfMachines(model);
  const shared = {
    ...release,
    named,
    watch: recordTransitions(model.machines.flatMap(({ loaded }) => loaded ?? [])),
  };
  const options = {
    commands: Object.keys(words[WALKED] ?? {}),
    wordsFor: (command: string) =>
      Object.values(words).flatMap((spoken) => spoken?.[command] ?? []),
    codes: codesIn(model.machines),
    isRepeatable: model.isRepeatable,
  };
  return {
    named,
    simulatorIn: (locale) =>
      createSimulator({
        ...shared,
        locale,
        wordFor: (command) =>
          (words[locale]?.[command] ?? words[WALKED]?.[command])?.[0] ?? command,
      }),
    stepsFrom: (simulator) => {
      const tried = new Set<string>();
      return (world) => nextSteps({ ...options, simulator, tried }, world);
    },
  };
}

/** The error codes that machines distinguish, by operation. */
function codesIn(machines: readonly Machine[]): Map<string, string[]> {
  const codes = new Map<string, string[]>();
  const nodes = machines.flatMap(({ loaded }) => (loaded ? nodesBelow(loaded) : []));
  for (const node of nodes) {
    for (const { id, src } of node.invoke) {
      const ways = node.transitions.get(`xstate.error.actor.${id}`) ?? [];
      // A state that many calls lead to may tell the codes apart for all of them.
      const waysOn = ways.flatMap(({ target = [] }) => target.flatMap(({ always = [] }) => always));
      for (const { guard } of [...ways, ...waysOn]) {
        const code = codeOf(guard);
        const known = codes.get(String(src)) ?? [];
        if (code !== undefined) codes.set(String(src), [...new Set([...known, code])]);
      }
    }
  }
  return codes;
}

function codeOf(guard: unknown): string | undefined {
  const { params } = (guard ?? {}) as { params?: { code?: unknown } };
  return typeof params?.code === "string" ? params.code : undefined;
}

function nodesBelow({ root }: AnyStateMachine): AnyStateNode[] {
  const below = (node: AnyStateNode): AnyStateNode[] => [
    node,
    ...Object.values(node.states).flatMap(below),
  ];
  return below(root);
}
