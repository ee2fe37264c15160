import type { SpanName, Traces } from "../conversation/ports/traces.ts";
import type { Measure, TimedFamily } from "./metrics.ts";

const SPANS: { [family in TimedFamily]: SpanName } = {
  vimbiso_store_seconds: "store",
  vimbiso_send_seconds: "send",
  vimbiso_call_seconds: "request",
  vimbiso_lookup_seconds: "lookup",
};

/** Measures a task, and makes it a step of the current trace. */
export function traceMeasured(measure: Measure, traces: Traces): Measure {
  return (task, measured) => {
    const { family, label: operation, outcome } = measured;
    const span = { name: SPANS[family], attributes: { operation }, outcome };
    return traces.step(span, () => measure(task, measured));
  };
}
