import type { AnyStateMachine } from "xstate";
import { createDurable, type Durable } from "./durable.ts";
import { createLiveActor, type LiveActor } from "./live-actor.ts";

/** One machine, run by the server and by XState, to be compared. */
export interface Pair {
  durable: Durable;
  live: LiveActor;
}

export function startPair(machine: AnyStateMachine, input: unknown = {}): Pair {
  return { durable: createDurable(machine, input), live: createLiveActor(machine, input) };
}

/** Moves both clocks from one due event to the next. */
export function advance({ durable, live }: Pair, until: number): void {
  for (;;) {
    const due = [...durable.timers(), ...live.pending()].map(({ dueAt }) => dueAt);
    const now = Math.min(until, ...due);
    durable.advanceTo(now);
    live.advanceTo(now);
    if (now === until) return;
  }
}
