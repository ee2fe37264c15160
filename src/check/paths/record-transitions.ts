import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine, InspectionEvent } from "xstate";

/** Runs a function and records which states and transitions machines take meanwhile. */
export type TransitionRecorder = <T>(run: () => T) => { result: T; taken: ReadonlySet<object> };

/** Observes these machines from now on: each microstep, including eventless ones. */
export function recordTransitions(machines: readonly AnyStateMachine[]): TransitionRecorder {
  let taken: Set<object> | undefined;
  const note = (event: InspectionEvent): void => {
    if (event.type !== "@xstate.microstep" || !taken) return;
    for (const node of (event.snapshot as AnyMachineSnapshot)._nodes) taken.add(node);
    for (const transition of event._transitions) {
      taken.add(transition).add(transition.source);
      for (const target of transition.target ?? []) taken.add(target);
    }
  };
  const noted = <T>(scope: AnyActorScope, run: () => T): T => {
    if (!taken) return run();
    const { unsubscribe } = scope.system.inspect(note);
    try {
      return run();
    } finally {
      unsubscribe();
    }
  };
  for (const machine of machines) {
    const { transition, getInitialSnapshot } = machine;
    machine.transition = (snapshot, event, scope) =>
      noted(scope, () => transition(snapshot, event, scope));
    machine.getInitialSnapshot = (scope, input) =>
      noted(scope, () => {
        const snapshot = getInitialSnapshot(scope, input);
        for (const node of snapshot._nodes) taken?.add(node);
        return snapshot;
      });
  }
  return (run) => {
    const recorded = new Set<object>();
    taken = recorded;
    try {
      return { result: run(), taken: recorded };
    } finally {
      taken = undefined;
    }
  };
}
