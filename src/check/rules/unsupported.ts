import type { CallExpression, Node } from "oxc-parser";
import { asObject, find, isNamed, nodesIn } from "../ast.ts";
import type { FlowModel } from "../flow-model.ts";
import { type Action, around, type Machine, transitionsOf } from "../machine.ts";
import type { Place, Problem } from "../problem.ts";

/**
 * The features of XState that do not survive from one message to the next here, or that XState itself runs
 * incorrectly. The table in src/conversation/machine/live-actors.ts says what happens to each of them.
 */
const calls = new Map([
  ["emit", "The engine has no listener for `emit`, so nothing happens. Use a reply, or remove it."],
  [
    "log",
    "The engine writes no log for a machine, because a member's words stay out of logs. Remove `log`.",
  ],
  ...["fromCallback", "fromTransition", "fromObservable", "fromEventObservable"].map(
    (name): [string, string] => [
      name,
      `An actor of \`${name}\` is lost between two messages. Invoke another machine, or a call of kit.ts.`,
    ],
  ),
  ...["createActor", "interpret", "waitFor", "toPromise"].map((name): [string, string] => [
    name,
    `A machine file must not start actors, and \`${name}\` does. Invoke the other machine by its name.`,
  ]),
]);

const properties = new Map([
  [
    "systemId",
    "The engine knows a machine by its place in the conversation only. Remove `systemId`, and use `sendTo` with the id of the invoke.",
  ],
  ...["onSnapshot", "syncSnapshot"].map((name): [string, string] => [
    name,
    `The engine passes no snapshots from a child machine to its parent. Remove \`${name}\`, and let the child use \`sendParent\`.`,
  ]),
]);

const SENDS = new Set(["raise", "sendTo", "sendParent", "forwardTo"]);

/** No function of XState whose effect the engine drops. */
export function findUnsupportedCalls({ sources }: FlowModel): Problem[] {
  return sources.flatMap((source) =>
    [...nodesIn(source.program)].flatMap((node) => {
      const sentence = node.type === "CallExpression" && calls.get(calleeOf(node) ?? "");
      return sentence ? [{ ...source.placeOf(node), sentence }] : [];
    }),
  );
}

/** The name of a function, alone or of an object such as `enqueue`; `Math.log` is arithmetic. */
function calleeOf({ callee }: CallExpression): string | undefined {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return undefined;
  return isNamed(callee.object, "Math") ? undefined : callee.property.name;
}

/** No property of an invoke that the engine does not read. */
export function findUnsupportedProperties({ machines }: FlowModel): Problem[] {
  return machines.flatMap(({ source }) =>
    [...nodesIn(source.program)].flatMap((node) => {
      if (node.type !== "Property" || node.key.type !== "Identifier") return [];
      const sentence = properties.get(node.key.name);
      return sentence ? [{ ...source.placeOf(node), sentence }] : [];
    }),
  );
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
