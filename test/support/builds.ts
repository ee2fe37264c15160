import { type AnyStateMachine, createMachine } from "xstate";
import type { SessionRecord } from "../../src/conversation/model/record.ts";

/** A machine's definition, as far as a test edits it. */
export interface Definition {
  states: { [state: string]: Definition };
  [part: string]: unknown;
}

/** Another version of a machine, with the same names for code. */
export function rebuild<Machine extends AnyStateMachine>(
  machine: Machine,
  edit: (definition: Definition) => void,
): Machine {
  const copy = clone(machine.config) as Definition;
  edit(copy);
  return createMachine(copy as never, machine.implementations as never) as unknown as Machine;
}

/** What a record holds of the form at this path. */
export function formIn({ snapshot }: SessionRecord, ...path: string[]): SavedForm {
  const form = path.reduce<SavedForm | undefined>(
    (within, id) => within?.children[id]?.snapshot,
    snapshot as unknown as SavedForm,
  );
  if (!form) throw new Error(`${path.join("/")} is not open`);
  return form;
}

export interface SavedForm {
  value: unknown;
  context: { [field: string]: unknown };
  children: { [id: string]: { snapshot: SavedForm } | undefined };
}

/** Functions stay what they are. */
function clone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clone);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clone(inner)]));
}
