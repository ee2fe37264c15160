import type { Node } from "oxc-parser";
import { isNamed, nodesIn } from "../ast.ts";
import type { FlowModel } from "../flow-model.ts";
import type { Problem } from "../problem.ts";

/** Every state has a description of one sentence. */
export function findUndescribed({ machines }: FlowModel): Problem[] {
  return machines.flatMap(({ states }) =>
    states
      .filter(({ parent, description }) => parent && !description?.trim())
      .map(({ path, place }) => ({
        ...place,
        sentence: `“${path}” has no description. Describe in one sentence what happens here; the charts and storyboards show it.`,
      })),
  );
}

/** A state's name is one word: a dot would make it two. */
export function findDottedKeys({ machines }: FlowModel): Problem[] {
  return machines.flatMap(({ states }) =>
    states
      .filter(({ key }) => /[.#]/.test(key))
      .map(({ key, place }) => ({
        ...place,
        sentence: `The state's name “${key}” contains a character that has another meaning in a target. Use letters and digits only.`,
      })),
  );
}

/** A repeated turn has the same result: no clock, no random value, no state of the process. */
export function findClocks({ sources }: FlowModel): Problem[] {
  return sources.flatMap((source) =>
    [...nodesIn(source.program)].flatMap((node) => {
      const name = impureIn(node);
      if (name === undefined) return [];
      return [
        {
          ...source.placeOf(node),
          sentence: `“${name}” returns a different value each time, and a message that is processed again must reach the same state. Take times and numbers from credex-core's answers or from what the member writes.`,
        },
      ];
    }),
  );
}

const OUTSIDE = new Set([
  "process",
  "performance",
  "crypto",
  "globalThis",
  "fetch",
  "console",
  "setTimeout",
  "setInterval",
  "queueMicrotask",
]);

function impureIn(node: Node): string | undefined {
  switch (node.type) {
    case "CallExpression":
      return calledIn(node);
    case "NewExpression":
      return isNamed(node.callee, "Date") && node.arguments.length === 0 ? "new Date()" : undefined;
    case "MemberExpression":
      if (node.object.type === "Identifier" && OUTSIDE.has(node.object.name))
        return node.object.name;
      return isNamed(node.object, "Math") && isNamed(node.property, "random")
        ? "Math.random"
        : undefined;
    default:
      return undefined;
  }
}

function calledIn({ callee }: Extract<Node, { type: "CallExpression" }>): string | undefined {
  if (callee.type === "Identifier")
    return callee.name === "Date" || OUTSIDE.has(callee.name) ? callee.name : undefined;
  if (callee.type !== "MemberExpression") return undefined;
  return isNamed(callee.object, "Date") && isNamed(callee.property, "now") ? "Date.now" : undefined;
}

/** Only a call that `invoke` names survives a restart. */
export function findSpawns({ machines }: FlowModel): Problem[] {
  return machines.flatMap(({ source }) =>
    [...nodesIn(source.program)]
      .filter((node) => isNamed(node, "spawn") || isNamed(node, "spawnChild"))
      .map((node) => ({
        ...source.placeOf(node),
        sentence:
          "A spawned actor is lost when the server restarts. Give the call a state of its own with `invoke`.",
      })),
  );
}
