import type { SessionRecord } from "../../conversation/model/record.ts";
import { fieldsOf } from "../../conversation/model/record-fields.ts";

/** Numbers above this count as equal: a counter that goes further is not explored. */
const MAX_COUNTED = 5;

/**
 * Fingerprints a situation: the active states with their context, the choices on offer, and the pending
 * work. A text counts only as present or absent, unless the machines' own files contain it (`named`): a
 * decision, say, but not a member's name. `isAsked`: the open question was asked in the member's current
 * state, not in one that they have left.
 */
export function fingerprintOf(
  record: SessionRecord,
  { named, isAsked }: { named: ReadonlySet<string>; isAsked: boolean },
): string {
  const { snapshot, question, calls, timers } = record;
  const { profile, current_account } = fieldsOf(record);
  const isOpen = isAsked && question.taken === undefined;
  const open = isOpen ? question.choices.map(({ id }) => nameOf(id)) : [];
  const forms = formsOf(snapshot, named);
  // The member's profile matters only where no form is open: a form received what it needs as input.
  const around = forms.length > 0 ? [] : [snapshot.context, profile, current_account];
  return JSON.stringify([
    snapshot.value,
    forms,
    shape(around, named),
    [...new Set(open)],
    calls.map(({ path, operation }) => [path, operation]),
    timers.map(({ from, sendId }) => [from, sendId]),
    question.number > 0,
  ]);
}

/** The part of a choice before the `=`. */
export function nameOf(choice: string): string {
  return choice.split("=")[0] ?? choice;
}

interface Saved {
  status?: unknown;
  value?: unknown;
  context?: unknown;
  children?: { [id: string]: { snapshot: Saved } };
}

function formsOf({ children = {} }: Saved, named: ReadonlySet<string>): unknown[] {
  return Object.entries(children)
    .filter(([, { snapshot }]) => snapshot.status === "active" && snapshot.value !== undefined)
    .map(([id, { snapshot }]) => [
      id,
      snapshot.value,
      shape(snapshot.context, named),
      formsOf(snapshot, named),
    ]);
}

function shape(value: unknown, named: ReadonlySet<string>): unknown {
  if (typeof value === "string") return value === "" || named.has(value) ? value : "…";
  if (typeof value === "number") return Math.min(value, MAX_COUNTED + 1);
  if (Array.isArray(value)) {
    const kinds = new Set(value.map((one) => JSON.stringify(shape(one, named))));
    return [Math.min(value.length, 2), ...kinds];
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).map(([name, one]) => [name, shape(one, named)]);
}
