import type { CallExpression, Node } from "oxc-parser";
import { asObject, find, isNamed, nodesIn } from "../ast.ts";
import type { FlowModel } from "../flow-model.ts";
import { type Action, around, type Machine, transitionsOf } from "../machine.ts";
import type { Place, Problem } from "../problem.ts";

const SENDS = new Set(["raise", "sendTo", "sendParent", "forwardTo"]);

/** The name of a function, alone or of an object such as `enqueue`; `Math.log` is arithmetic. */
function calleeOf({ callee }: CallExpression): string | undefined {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return undefined;
  return isNamed(callee.object, "Math") ? undefined : callee.property.name;
}

/** A second delayed event with the same id runs beside the first in XState, but replaces it here. */
export function findRepeatedSendIds({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) => [
    ...actionListsOf(machine).flatMap((actions) => uncancelledIn(machine, actions)),
    ...[...nodesIn(machine.source.program)]
      .filter(isEnqueuedSendWithId)
      .map((node) => ({ ...machine.source.placeOf(node), sentence: sentenceOf("it") })),
  ]);
}

function sentenceOf(name: string): string {
  return `A delayed event with an \`id\` may still be pending when ${name} sends another one. Make it an action of its own, and put an action with \`cancel\` of the same id before it in the list; or use \`after\`.`;
}

function actionListsOf(machine: Machine): Action[][] {
  const { states } = machine;
  return [
    ...states.flatMap(({ entry, exit }) => [entry, exit]),
    ...transitionsOf(machine).map(({ actions }) => actions),
  ];
}

function uncancelledIn({ loaded }: Machine, actions: Action[]): Problem[] {
  const cancelled = new Set<unknown>();
  return actions.flatMap(({ name, place }) => {
    const builtIn = (loaded?.implementations.actions[name] ?? {}) as BuiltIn;
    if (builtIn.type === "xstate.cancel") cancelled.add(builtIn.sendId);
    const isDelayed = builtIn.delay !== undefined && builtIn.id !== undefined;
    if (!isDelayed || cancelled.has(builtIn.id)) return [];
    return [{ ...place, sentence: sentenceOf(`“${name}”`) }];
  });
}

/** The `type` that XState's action creators set on the functions that they return. */
interface BuiltIn {
  type?: string;
  id?: unknown;
  delay?: unknown;
  sendId?: unknown;
}

function isEnqueuedSendWithId(node: Node): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false;
  if (!SENDS.has(calleeOf(node) ?? "")) return false;
  return node.arguments.some((argument) => {
    const options = asObject(argument);
    return options && find(options, "delay") && find(options, "id");
  });
}

/**
 * A history state is entered from outside its parent, and one of a parallel state has a default target.
 * Otherwise XState may enter states that are already active without exiting them first.
 */
export function findAmbiguousHistory({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) => [
    ...transitionsOf(machine).flatMap(({ source, target, to }) => {
      if (
        !target ||
        !to?.isHistory ||
        !around(source)
          .slice(1)
          .some((one) => one === to.parent)
      )
        return [];
      const place: Place = target.place;
      return [
        {
          ...place,
          sentence: `“${to.path}” remembers what was active when “${to.parent?.path}” was last exited, and “${source.path}” is inside it. Target it from “${to.parent?.path}” itself or from outside.`,
        },
      ];
    }),
    ...machine.states
      .filter(({ isHistory, parent, target }) => isHistory && parent?.isParallel && !target)
      .map(({ path, place, parent }) => ({
        ...place,
        sentence: `“${path}” has no default target for the first time that “${parent?.path}” is entered. Add a \`target\`.`,
      })),
  ]);
}

/** A conversation whose root has ended handles no further message. */
export function findRootEnds({ machines }: FlowModel): Problem[] {
  return machines
    .filter(({ name }) => name === "root")
    .flatMap(({ root }) => root.states.filter(({ isFinal }) => isFinal))
    .map(({ path, place }) => ({
      ...place,
      sentence: `The root machine ends in “${path}”, and a conversation never ends. Target home instead.`,
    }));
}
