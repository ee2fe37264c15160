import type { AnyStateNode } from "xstate";
import type { FlowModel } from "../flow-model.ts";
import type { Problem } from "../problem.ts";

/** What is written is what runs: XState has the same states and can take each transition. */
export function findMisreadings({ machines }: FlowModel): Problem[] {
  return machines.flatMap(({ loaded, states, place, name }) => {
    if (!loaded) return [];
    const running = nodesBelow(loaded.root);
    const missing = running.length - states.length;
    const refusals = running.flatMap(refusalOf);
    return [
      ...(missing === 0
        ? []
        : [
            `“${name}” runs with ${running.length} states, and ${states.length} are written here. Write every state out, so that what is drawn is what runs.`,
          ]),
      ...refusals.map((reason) => `“${name}” cannot run: ${reason}`),
    ].map((sentence) => ({ ...place, sentence }));
  });
}

function nodesBelow(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesBelow)];
}

/** XState resolves a target when it is first used. */
function refusalOf(node: AnyStateNode): string[] {
  try {
    void [node.initial, node.transitions, node.always, node.after];
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
