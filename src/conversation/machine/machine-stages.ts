import type { AnyStateMachine, AnyStateNode } from "xstate";
import { isMachine } from "./actor-tree.ts";

/**
 * Every stage that a session of this machine can be in after a turn: "ready.menu", "ready.booking/filling.day". A form
 * in its final state has ended already. Parallel states are left out.
 */
export function stagesOf(machine: AnyStateMachine): string[] {
  const leaves = (node: AnyStateNode): string[] => {
    const inner = Object.values(node.states);
    if (inner.length > 0) return node.type === "parallel" ? [] : inner.flatMap(leaves);
    if (node.type === "final") return [];
    const stage = node.path.join(".");
    const forms = node.invoke
      .map(({ src }) => machine.implementations.actors[String(src)])
      .filter(isMachine);
    return [stage, ...forms.flatMap((form) => stagesOf(form).map((inner) => `${stage}/${inner}`))];
  };
  return leaves(machine.root);
}
