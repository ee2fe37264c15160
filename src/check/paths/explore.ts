import type { AnyStateMachine, AnyStateNode } from "xstate";
import type { Copy } from "../../../machines/copy/copy.ts";
import type { Interpret, Render } from "../../engine/ports.ts";
import type { Machine } from "../machine.ts";
import { type Study, textsOf } from "../study.ts";
import { next } from "./next.ts";
import { type Edge, walk } from "./walk.ts";
import { watch } from "./watch.ts";
import { createStage, type Stage } from "./world.ts";

/** How replies become words, and words events: as the server does it. */
export interface Wording {
  createRender(copies: { [locale: string]: Copy }): Render;
  createInterpret(words: Words): Interpret;
}

export type Words = { [locale: string]: { [command: string]: readonly string[] } | undefined };

export interface Exploration {
  /** Every step, shortest paths first. */
  edges: Edge[];
  /** The same stage in another language. */
  stageIn(locale: string): Stage;
}

/** The language that is walked: all others say the same. */
const WALKED = "en";

/** Walks the machines of a folder together, from root. */
export function explore(study: Study, words: Words, wording: Wording): Exploration {
  const root = study.machines.find(({ name }) => name === "root")?.loaded;
  if (!root) throw new TypeError("There is no root to begin with");
  const copies = Object.fromEntries(study.locales.map(({ code, copy }) => [code, copy]));
  const shared = {
    served: { machine: root, hash: "served" },
    render: wording.createRender(copies),
    interpret: wording.createInterpret(words),
    isMoney: (operation: string) => study.moneyOperations.has(operation),
    named: textsOf(study),
    watch: watch(study.machines.flatMap(({ loaded }) => loaded ?? [])),
  };
  const stageIn = (locale: string) =>
    createStage({
      ...shared,
      locale,
      wordFor: (command) => (words[locale]?.[command] ?? words[WALKED]?.[command])?.[0] ?? command,
    });
  const stage = stageIn(WALKED);
  const options = {
    stage,
    commands: Object.keys(words[WALKED] ?? {}),
    codes: codesIn(study.machines),
    isRepeatable: study.isRepeatable,
  };
  return { edges: walk(stage, (world) => next(options, world)), stageIn };
}

/** The codes of refusals that machines tell apart, by the operation that is refused. */
function codesIn(machines: readonly Machine[]): Map<string, string[]> {
  const codes = new Map<string, string[]>();
  const nodes = machines.flatMap(({ loaded }) => (loaded ? nodesBelow(loaded) : []));
  for (const node of nodes) {
    for (const { id, src } of node.invoke) {
      const ways = node.transitions.get(`xstate.error.actor.${id}`) ?? [];
      for (const { guard } of ways) {
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
