import type { SavedSnapshot } from "./snapshot-compatibility.ts";

/** The stage of a machine that was saved: what `RunningMachine.stage` says once it is restored. */
export function savedStage({ value, children = {} }: SavedSnapshot): string {
  // A call that is made is a child as well, and has no state.
  const forms = Object.values(children).filter(
    ({ snapshot }) => snapshot.status === "active" && snapshot.value !== undefined,
  );
  return [stageOf(value), ...forms.map(({ snapshot }) => savedStage(snapshot))].join("/");
}

/** The names of active states, from outside inwards: "ready.menu". */
export function stageOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Object.entries(value ?? {})
    .map(([state, inner]) => [state, stageOf(inner)].filter(Boolean).join("."))
    .join(",");
}
