import type { SessionRecord } from "../../conversation/model/record.ts";

/** Above this, one number is as good as another: a machine that counts to more is not told apart. */
const MAX_COUNTED = 5;

/**
 * What tells one situation from another, as text: the active states with what they remember, what can be
 * tapped, and what is waited for. Of a text only whether it is there counts, unless the machines' own
 * files name it (`named`): a deed, say, but not a member's name. `isAsked`: the open question was asked
 * in the state that the member is at, and is not one that they have left.
 */
export function fingerprintOf(
  record: SessionRecord,
  { named, isAsked }: { named: ReadonlySet<string>; isAsked: boolean },
): string {
  const { snapshot, profile, current_account, question, calls, timers } = record;
  const isOpen = isAsked && question.taken === undefined;
  const open = isOpen ? question.choices.map(({ id }) => nameOf(id)) : [];
  const forms = formsOf(snapshot, named);
  // What the member is like matters where no form is open; a form was given what it needs of it.
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

/** What stands before the `=` of a choice. */
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
