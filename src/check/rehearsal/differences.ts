/** A value that is not the same before and after. */
export interface Difference {
  /** The names of the fields down to it: "createCredex.input.amount.value". */
  path: string;
  /** `undefined`: there was none. */
  before: unknown;
  after: unknown;
}

/** Where two JSON values differ, in the order of their fields. */
export function differencesBetween(before: unknown, after: unknown, path = ""): Difference[] {
  if (!isObject(before) || !isObject(after))
    return Object.is(before, after) ? [] : [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) =>
    differencesBetween(before[name], after[name], path ? `${path}.${name}` : name),
  );
}

function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === "object" && value !== null;
}
