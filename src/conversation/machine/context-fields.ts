import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from "xstate";
import { type ActorNode, isMachine } from "./actor-tree.ts";

/**
 * Whether the context of a machine, and of each form below it, has the fields that it would have if the form were
 * opened now, each of the same type. An edit may have added, renamed or retyped one since. `input` is that of the
 * machine; the input of a form follows from the context around it. What cannot be computed counts as missing.
 */
export function hasEveryField(actor: ActorNode, input: unknown): boolean {
  const { logic, _snapshot: snapshot } = actor;
  if (!isMachine(logic)) return true;
  try {
    return (
      isOfType(snapshot.context, initialContext(logic, input)) &&
      Object.entries(snapshot.children).every(([id, child]) => {
        const form = child as unknown as ActorNode;
        return !isMachine(form.logic) || hasEveryField(form, inputOf(snapshot, id));
      })
    );
  } catch {
    return false;
  }
}

function initialContext({ config: { context } }: AnyStateMachine, input: unknown): unknown {
  const create = context as ((given: { input: unknown }) => unknown) | object | undefined;
  return typeof create === "function" ? create({ input }) : create;
}

/** What a form would be opened with, in the state that invokes it. */
function inputOf(snapshot: AnyMachineSnapshot, id: string): unknown {
  const nodes = snapshot._nodes as AnyStateNode[];
  const invocation = nodes.flatMap(({ invoke }) => invoke).find((each) => each.id === id);
  const input = invocation?.input as ((given: { context: unknown }) => unknown) | object;
  return typeof input === "function" ? input({ context: snapshot.context }) : input;
}

/** An absent value, and the elements of a list, may be of any type. */
function isOfType(kept: unknown, initial: unknown): boolean {
  if (initial === undefined || initial === null || kept === null) return true;
  if (typeof kept !== typeof initial || Array.isArray(kept) !== Array.isArray(initial))
    return false;
  if (typeof initial !== "object" || Array.isArray(initial)) return true;
  return Object.entries(initial).every(([field, value]) =>
    isOfType((kept as { [field: string]: unknown })[field], value),
  );
}
