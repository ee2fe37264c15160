import { computed, effect, signal } from "@preact/signals";
import type { EdgeFigures, NumbersAnswer, StateFigures } from "../../numbers-protocol.ts";
import { fetchNumbers } from "../server/numbers-link.ts";
import { charts, isConnected } from "../state/server.ts";
import { estimate } from "./words.ts";

/** The numbers on the chart: loaded while they are shown, for what is chosen. */

export const areNumbersShown = signal(false);
export const isFunnelShown = signal(false);

/** "1", "7", "30" for the last days; else a day such as "2026-11-28". */
export const period = signal("1");
/** "" is all. */
export const release = signal("");
/** Another release beside it; "" is none. */
export const beside = signal("");
/** "" is all. */
export const locale = signal("");

const attempt = signal(0);
const loaded = signal<{ query: string; answer: NumbersAnswer | { error: string } } | undefined>(
  undefined,
);

const query = computed(() => {
  const days = /^\d{1,2}$/.test(period.value) ? "days" : "day";
  return new URLSearchParams({
    [days]: period.value,
    ...(release.value && { release: release.value }),
    ...(beside.value && { beside: beside.value }),
    ...(locale.value && { locale: locale.value }),
  }).toString();
});

/** Loads the numbers when they are shown, when another choice is made, and when the machines are drawn anew. */
export function keepNumbersLoaded(): void {
  effect(() => {
    attempt.value;
    const asked = query.value;
    if (!areNumbersShown.value || !isConnected.value || charts.value.length === 0) return;
    void fetchNumbers(asked).then((answer) => {
      // Another choice may have been made meanwhile.
      if (query.peek() === asked) loaded.value = { query: asked, answer };
    });
  });
}

export function loadAgain(): void {
  attempt.value++;
}

export const isLoading = computed(() => loaded.value?.query !== query.value);
export const problem = computed(() => {
  const answer = loaded.value?.answer;
  return answer && "error" in answer ? answer.error : undefined;
});
/** What was loaded last: while another choice is loaded, the choices stay. */
export const numbers = computed<NumbersAnswer | undefined>(() => {
  const answer = loaded.value?.answer;
  return answer && "columns" in answer ? answer : undefined;
});
/** The columns on the chart; none while they are hidden or being loaded. */
export const columns = computed(() =>
  areNumbersShown.value && !isLoading.value ? (numbers.value?.columns ?? []) : [],
);
export const areNone = computed(() => columns.value.every(({ states }) => states.length === 0));

const byState = computed(() =>
  columns.value.map(({ states }) => new Map(states.map((state) => [state.id, state]))),
);
const byEdge = computed(() =>
  columns.value.map(({ edges }) => new Map(edges.map((edge) => [edge.id, edge]))),
);

/** The figures of a state, for each column; none if no column has any. */
export function figuresOfState(id: string): (StateFigures | undefined)[] {
  const found = byState.value.map((states) => states.get(id));
  return found.some(Boolean) ? found : [];
}

export interface EdgeShare extends EdgeFigures {
  /** Of all turns that left the source, from 0 to 1. */
  share: number;
}

const shares = computed(() =>
  byEdge.value.map((edges) => {
    const sums = new Map<string, number>();
    for (const { id, times } of edges.values()) add(sums, sourceOf(id), estimate(times));
    return new Map(
      [...edges.values()].map((edge): [string, EdgeShare] => [
        edge.id,
        { ...edge, share: estimate(edge.times) / (sums.get(sourceOf(edge.id)) || 1) },
      ]),
    );
  }),
);

/** The figures of an edge, for each column; none if no column has any. */
export function figuresOfEdge(id: string): (EdgeShare | undefined)[] {
  const found = shares.value.map((edges) => edges.get(id));
  return found.some(Boolean) ? found : [];
}

/** The most turns of an edge of each machine, in any column. */
const most = computed(() => {
  const found = new Map<string, number>();
  for (const { id, times } of columns.value.flatMap(({ edges }) => edges)) {
    const machine = machineOf(id);
    found.set(machine, Math.max(found.get(machine) ?? 0, estimate(times)));
  }
  return found;
});

/** How much of its machine's traffic an edge has, from 0 to 1: by the square root, so that little is seen as well. */
export function trafficOf(id: string): number {
  const times = Math.max(0, ...figuresOfEdge(id).map((edge) => estimate(edge?.times ?? 0)));
  return Math.sqrt(times / (most.value.get(machineOf(id)) || 1));
}

const sourceOf = (edgeId: string) => edgeId.slice(0, edgeId.indexOf("#"));
const machineOf = (id: string) => id.slice(0, id.indexOf(":"));

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
