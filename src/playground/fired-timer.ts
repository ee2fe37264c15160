import type { Step } from "./protocol.ts";

/** The token of the timer that fired in a step: it was pending before, and is pending no longer. */
export function firedTimerOf(step: Step, last: Step | undefined): string | undefined {
  const { event } = step;
  if (event.kind !== "timer") return undefined;
  const left = new Set(step.pending.timers.map(({ token }) => token));
  return last?.pending.timers
    .filter(({ token, event: name }) => !left.has(token) && name === event.name)
    .sort((one, other) => one.dueAt - other.dueAt)[0]?.token;
}
