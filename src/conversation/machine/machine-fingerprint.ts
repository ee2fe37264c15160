import type { AnyStateMachine } from "xstate";
import { isMachine } from "./actor-tree.ts";

/** Everything a machine and its forms are made of, as JSON: equal texts, equal machines. */
export function machineDefinition(machine: AnyStateMachine): string {
  const forms = Object.entries(machine.implementations.actors)
    .filter((entry): entry is [string, AnyStateMachine] => isMachine(entry[1]))
    .map(([name, form]) => [name, machineDefinition(form)]);
  return JSON.stringify([machine.config, forms]);
}
