import type { Chart } from "../../protocol.ts";
import { charts } from "../state/server.ts";

/** The states that send a wording, with the charts in which they are. */
export function senders(key: string) {
  return charts.value.flatMap((chart) =>
    chart.states.filter(({ says }) => says.includes(key)).map((state) => ({ chart, state })),
  );
}

/** The charts of the machines that say a wording, on entry or on the way. */
export function speakersOf(key: string): Chart[] {
  return charts.value.filter(({ states, edges }) =>
    [...states, ...edges].some(({ says }) => says.includes(key)),
  );
}
