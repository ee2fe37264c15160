import type { Argument, CallExpression, ObjectExpression } from "oxc-parser";
import { asObject, bare, find, isNamed, nameOf, nodesIn, textIn } from "../ast.ts";
import type { FlowModel } from "../flow-model.ts";
import type { Machine } from "../machine.ts";
import type { Problem } from "../problem.ts";
import { innerOf, invokesOf } from "../reader-context.ts";

/** A call is an operation of kit.ts, or a machine of this folder. */
export function findForeignActors({ machines, operations }: FlowModel): Problem[] {
  return machines.flatMap(({ source, settings, loaded }) =>
    (asObject(find(settings, "actors")?.value)?.properties ?? []).flatMap((property) => {
      if (!loaded || property.type !== "Property") return [];
      const name = nameOf(property) ?? "";
      const isKnown = isMachine(loaded.implementations.actors[name]) || operations.has(name);
      // A function of XState that makes an actor is a problem itself.
      if (isKnown || bare(property.value)?.type === "CallExpression") return [];
      return [
        {
          ...source.placeOf(property),
          sentence: `“${name}” is neither a machine of this folder nor a call of kit.ts, so nothing runs it. Invoke one of these.`,
        },
      ];
    }),
  );
}

/** As XState makes one; what is wrong with its file is reported there. */
function isMachine(actor: unknown): boolean {
  return typeof actor === "object" && actor !== null && "root" in actor;
}

/** A call's id is part of a path, and names one running form. */
export function findWrongIds({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) => wrongIdsIn(machine, machine.config, new Set()));
}

function wrongIdsIn(
  machine: Machine,
  state: ObjectExpression,
  outer: ReadonlySet<string>,
): Problem[] {
  const { source } = machine;
  const ids = new Set(outer);
  const own = invokesOf(state).flatMap((invoke): Problem[] => {
    const written = find(invoke, "id")?.value;
    if (!written) return [];
    const id = textIn(written);
    const place = source.placeOf(written);
    if (id === undefined || !/^[A-Za-z][\w-]*$/.test(id))
      return [
        {
          ...place,
          sentence:
            "The id of a call is part of a path. Write it as text, of letters, digits, “_” and “-” only.",
        },
      ];
    if (ids.has(id))
      return [
        {
          ...place,
          sentence: `Another form with the id “${id}” runs at the same time, and one of the two would be lost. Give it another id.`,
        },
      ];
    ids.add(id);
    return [];
  });
  const isParallel = textIn(find(state, "type")?.value) === "parallel";
  const inner = innerOf(state).flatMap((each) => {
    const found = wrongIdsIn(machine, each, ids);
    if (isParallel) for (const id of idsIn(each)) ids.add(id);
    return found;
  });
  return [...own, ...inner];
}

/** The ids of the calls of a state and of those within it. */
function idsIn(state: ObjectExpression): string[] {
  return [
    ...invokesOf(state).flatMap((invoke) => textIn(find(invoke, "id")?.value) ?? []),
    ...innerOf(state).flatMap(idsIn),
  ];
}

const SENDS = ["sendTo", "forwardTo"];

/** An event is sent to a form that the machine invokes. */
export function findLostEvents({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) => {
    const forms = formIdsIn(machine);
    return receiversIn(machine).flatMap((receiver) => {
      const id = receiver.type === "SpreadElement" ? undefined : textIn(receiver);
      if (id !== undefined && forms.has(id)) return [];
      const name = id === undefined ? "a known id" : `the id “${id}”`;
      return [
        {
          ...machine.source.placeOf(receiver),
          sentence: `No form with ${name} is invoked here, so the event would be lost. Write the \`id\` of an invoke of another machine, as text.`,
        },
      ];
    });
  });
}

function receiversIn({ source }: Machine): Argument[] {
  return nodesIn(source.program).flatMap((node) =>
    node.type === "CallExpression" && SENDS.includes(sendOf(node))
      ? node.arguments.slice(0, 1)
      : [],
  );
}

function sendOf({ callee }: CallExpression): string {
  if (callee.type === "Identifier") return callee.name;
  return callee.type === "MemberExpression" &&
    isNamed(callee.object, "enqueue") &&
    callee.property.type === "Identifier"
    ? callee.property.name
    : "";
}

function formIdsIn({ config, loaded }: Machine): Set<string> {
  return new Set(
    nodesIn(config).flatMap((node) => {
      const invoke = node.type === "ObjectExpression" ? node : undefined;
      const src = invoke && textIn(find(invoke, "src")?.value);
      const id = invoke && textIn(find(invoke, "id")?.value);
      return src !== undefined && id !== undefined && isMachine(loaded?.implementations.actors[src])
        ? [id]
        : [];
    }),
  );
}
