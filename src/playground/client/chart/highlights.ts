import { computed } from "@preact/signals";
import type { Chart } from "../../protocol.ts";
import { chartOf, charts } from "../state/server.ts";
import { machine, shownTime, step } from "../state/view.ts";
import { countdown } from "../time/words.ts";

/** What of a chart is lit by the step that is looked at. */

export const chart = computed<Chart | undefined>(() => chartOf(machine.value) ?? charts.value[0]);

/** Active states and those around them, of every machine. */
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

/** What a member can do now, or what time or a call will: edges of a state that is lit. */
export const possibleEdges = computed<ReadonlySet<string>>(() => {
  const possible = new Set(step.value?.possible);
  const edges = chart.value?.edges ?? [];
  return new Set(
    edges
      .filter(({ source, event }) => highlightedStates.value.has(source) && possible.has(event))
      .map(({ id }) => id),
  );
});

/** What a member can do now, in words, each once; what the innermost state answers comes first. */
export const possibleWords = computed<string[]>(() => {
  const edges = charts.value
    .flatMap((each) => each.edges)
    .filter(({ source }) => highlightedStates.value.has(source));
  const words = (step.value?.possible ?? []).map((event) => {
    const edge = edges.findLast((each) => each.event === event);
    return edge && (edge.lines[0] ?? edge.label);
  });
  return [...new Set(words.filter((word) => word !== undefined))];
});

/** What is left of each timer, by the state that set it; as it was then, when the past is looked at. */
export const timersLeft = computed<ReadonlyMap<string, string>>(() => {
  const at = step.value;
  if (!at) return new Map();
  const time = shownTime.value;
  return new Map(
    at.pending.timers.map(({ state, dueAt }) => [state, countdown(dueAt - time)] as const),
  );
});

/** Operations whose answer is waited for. */
export const callsUnderWay = computed<ReadonlySet<string>>(
  () => new Set(step.value?.pending.calls.map(({ operation }) => operation)),
);
