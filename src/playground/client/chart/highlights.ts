import { computed } from "@preact/signals";
import type { Chart } from "../../protocol.ts";
import { chartOf, charts } from "../state/server.ts";
import { machine, shownTime, step } from "../state/view.ts";
import { countdown } from "../time/words.ts";

/** What the selected step highlights in a chart. */

export const chart = computed<Chart | undefined>(() => chartOf(machine.value) ?? charts.value[0]);

/** Active states and their ancestors, of every machine. */
export const highlightedStates = computed<ReadonlySet<string>>(() => {
  const states = new Map(
    charts.value.flatMap((each) => each.states.map((state) => [state.id, state] as const)),
  );
  const lit = new Set<string>();
  for (const id of step.value?.active ?? [])
    for (let at = states.get(id); at; at = at.parent ? states.get(at.parent) : undefined)
      lit.add(at.id);
  return lit;
});

export const takenEdges = computed<ReadonlySet<string>>(() => new Set(step.value?.taken));

/** What a member, a timer or a call can do next: edges of a highlighted state. */
export const possibleEdges = computed<ReadonlySet<string>>(() => {
  const possible = new Set(step.value?.possible);
  const edges = chart.value?.edges ?? [];
  return new Set(
    edges
      .filter(({ source, event }) => highlightedStates.value.has(source) && possible.has(event))
      .map(({ id }) => id),
  );
});

export interface PossibleInput {
  event: string;
  /** In words. */
  happening: string;
}

/** The member's possible inputs, each of their words once; those of the innermost state come first. */
export const possibleInputs = computed<PossibleInput[]>(() => {
  const edges = charts.value
    .flatMap((each) => each.edges)
    .filter(({ source }) => highlightedStates.value.has(source));
  const inputs = (step.value?.possible ?? []).flatMap((event) => {
    const edge = edges.findLast((each) => each.event === event);
    return edge ? [{ event, happening: edge.happening }] : [];
  });
  return inputs.filter(
    ({ happening }, at) => inputs.findIndex((other) => other.happening === happening) === at,
  );
});

/** The active states that the machines no longer have. */
export const goneStates = computed<string[]>(() => {
  const known = new Set(charts.value.flatMap(({ states }) => states.map(({ id }) => id)));
  return known.size === 0 ? [] : (step.value?.active ?? []).filter((id) => !known.has(id));
});

/** The remaining time of each timer, by the state that set it; for a past step, as of that step. */
export const timersLeft = computed<ReadonlyMap<string, string>>(() => {
  const at = step.value;
  if (!at) return new Map();
  const time = shownTime.value;
  return new Map(
    at.pending.timers.map(({ state, dueAt }) => [state, countdown(dueAt - time)] as const),
  );
});

/** Operations that are awaiting an answer. */
export const callsUnderWay = computed<ReadonlySet<string>>(
  () => new Set(step.value?.pending.calls.map(({ operation }) => operation)),
);
