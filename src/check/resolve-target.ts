import type { State } from "./machine.ts";

/** The state that a target names, by XState's rules: "sibling", ".child", "#id", each optionally with ".inner". */
export function resolveTarget(source: State, target: string, states: State[]): State | undefined {
  const [first = "", ...rest] = target.split(".");
  if (first.startsWith("#")) {
    const start = states.find(({ id }) => id === first.slice(1));
    return start && descend(start, rest);
  }
  if (first === "") return descend(source, rest);
  return source.parent && descend(source.parent, [first, ...rest]);
}

function descend(state: State, keys: string[]): State | undefined {
  let at: State | undefined = state;
  for (const key of keys) at = at?.states.find((child) => child.key === key);
  return at;
}
