import type { AnyStateMachine } from "xstate";
import { edgeIdOf, nodesIn, stateIdOf, transitionsOf } from "../../src/playground/chart/names.ts";

/** What XState makes of a machine: for each state its parts, and where each transition leads. */
export interface Portrait {
  [state: string]: {
    description: string;
    tags: string[];
    parts: string;
    initial: string[];
    ways: Ways;
  };
}
interface Ways {
  [edge: string]: { targets: string[]; rest: string };
}

export function portraitOf(machine: AnyStateMachine): Portrait {
  return Object.fromEntries(
    nodesIn(machine.root).map((node) => [
      stateIdOf(node),
      {
        description: node.description ?? "",
        tags: [...node.tags],
        parts: spell([node.type, node.entry, node.exit, node.config.invoke]),
        initial: node.type === "compound" ? node.initial.target.map(stateIdOf) : [],
        ways: Object.fromEntries(
          transitionsOf(node).map((way) => [
            edgeIdOf(way),
            {
              targets: (way.target ?? []).map(stateIdOf),
              rest: spell([way.guard, way.actions]),
            },
          ]),
        ),
      },
    ]),
  );
}

/** A call's own transitions are compared as edges. Vite numbers a file's imports in the code that it loads. */
export const spell = (value: unknown): string =>
  JSON.stringify(value, (name, part) => {
    if (name === "onDone" || name === "onError") return undefined;
    return typeof part === "function" ? `${part}`.replace(/__vite_ssr_import_\d+__/g, "") : part;
  });

/** The portrait after a state has been renamed. */
export function renamed(portrait: Portrait, state: string, name: string): Portrait {
  const to = state.replace(/[^.:]+$/, name);
  const rename = (id: string) =>
    id === state || id.startsWith(`${state}.`) || id.startsWith(`${state}#`)
      ? to + id.slice(state.length)
      : id;
  return Object.fromEntries(
    Object.entries(portrait).map(([id, { ways, initial, ...rest }]) => [
      rename(id),
      {
        ...rest,
        initial: initial.map(rename),
        ways: Object.fromEntries(
          Object.entries(ways).map(([edge, way]) => [
            rename(edge),
            { ...way, targets: way.targets.map(rename) },
          ]),
        ),
      },
    ]),
  );
}
