import { type FlowModel, formsOf } from "../flow-model.ts";
import { isLeaf, leadingTo, leavesAfter, passedFrom, reachable, waits } from "../graph.ts";
import {
  answersOf,
  answersTo,
  hasOpenWay,
  type Machine,
  type State,
  type Transition,
  transitionsFrom,
  transitionsOf,
} from "../machine.ts";
import type { Place, Problem } from "../problem.ts";

/** Every state is reachable. States cut off by a missing target are not reported besides it. */
export function findUnreachable({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) => {
    if (transitionsOf(machine).some(({ target, to }) => target && !to)) return [];
    const found = reachable(machine);
    return machine.states
      .filter((state) => isLeaf(state) && !found.has(state))
      .map(({ path, place }) => ({
        ...place,
        sentence: `“${path}” is unreachable: no transition leads there. Target it from another state, or remove it.`,
      }));
  });
}

/** A transition after one that is always taken is never tried. */
export function findNeverTried({ machines }: FlowModel): Problem[] {
  return machines.flatMap(transitionsOf).flatMap((transition) => {
    const open = transition.candidates.find(({ guard }) => !guard);
    if (!open || open === transition) return [];
    if (transition.candidates.indexOf(transition) < transition.candidates.indexOf(open)) return [];
    return [
      {
        ...transition.place,
        cause: alwaysTaken(open.place),
        sentence: `This is never tried: the transition above it has no guard, so it is always taken. Put this one first, with a guard, or remove it.`,
      },
    ];
  });
}

/** A transition without a guard, and what is behind it. */
export function alwaysTaken({ file, line }: Place): string {
  return `${file}:${line} is always taken`;
}

/** No state traps a member: every state of a form reaches its end, and root can always continue. */
export function findTraps(model: FlowModel): Problem[] {
  const forms = new Set(formsOf(model));
  return model.machines.flatMap((machine) => {
    const ends = machine.states.filter((state) => isLeaf(state) && endsMachine(state, machine));
    const home = leadingTo(machine, ends);
    return [...reachable(machine)]
      .filter((leaf) => (forms.has(machine) ? !home.has(leaf) : !isLeft(leaf)))
      .filter((leaf) => !leaf.isFinal)
      .map(({ path, place }) => ({
        ...place,
        sentence: forms.has(machine)
          ? `A member in “${path}” can never finish the form: no path from here reaches a final state of “${machine.name}”. Add one, for example by \`cancel\`.`
          : `A member in “${path}” stays there for ever. Add a transition out of it, for example \`home\`.`,
      }));
  });
}

/** No cycle of `always` transitions. */
export function findLoops({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) =>
    transitionsOf(machine)
      .filter((transition) => transition.trigger.kind === "always" && goesRound(transition))
      .map(({ source, place }) => ({
        ...place,
        cause: `${machine.name} loops`,
        sentence: `“${source.path}” loops through \`always\` for ever, and the member would never get an answer. Continue on an event instead.`,
      })),
  );
}

/** The parent of a final state has a transition for its end; a form returns to its caller. */
export function findLostEnds(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) => [
    ...findInnerEnds(machine),
    ...findFormsWithoutAfterwards(model, machine),
  ]);
}

function findInnerEnds({ states, root }: Machine): Problem[] {
  return states.flatMap(({ isFinal, parent, path, place }) => {
    if (!isFinal || !parent || parent === root) return [];
    const after = parent.transitions.filter(({ trigger }) => trigger.kind === "ended");
    if (hasOpenWay(after)) return [];
    return [
      {
        ...place,
        sentence: `“${path}” is final, and “${parent.path}” has no transition for its end. Add \`onDone\` with a target to “${parent.path}”.`,
      },
    ];
  });
}

function findFormsWithoutAfterwards({ machines }: FlowModel, { states }: Machine): Problem[] {
  return states.flatMap((state) =>
    state.invokes
      .filter(({ src }) => machines.some(({ name }) => name === src.name))
      .filter((invoke) => !hasOpenWay(answersOf(state, invoke, "done")))
      .map(({ src }) => ({
        ...src.place,
        sentence: `When the form “${src.name}” ends, the member stays in “${state.path}” without an answer. Add \`onDone\` with a target; the last one without a guard.`,
      })),
  );
}

/** Every question of a form handles "cancel". */
export function findFormsWithoutCancel(model: FlowModel): Problem[] {
  return formsOf(model).flatMap((form) =>
    [...reachable(form)]
      .filter((leaf) => waits(leaf) && answersTo(leaf, "cancel").length === 0)
      .map(({ path, place }) => ({
        ...place,
        cause: `${form.name} lacks cancel`,
        sentence: `A member who writes “cancel” at “${path}” cannot leave the form. Add \`cancel\` to its \`on\`, or to its parent state.`,
      })),
  );
}

function endsMachine(state: State, { root }: Machine): boolean {
  return state.isFinal && state.parent === root;
}

/** By a transition of its own: one that works anywhere is not an answer to this question. */
function isLeft(leaf: State): boolean {
  return transitionsFrom(leaf).some(
    (way) => way.to && way.source.parent && !leavesAfter(way, leaf).includes(leaf),
  );
}

/** Whether an `always` transition returns to where it started. */
function goesRound(transition: Transition): boolean {
  const passed = transition.to ? passedFrom(transition.to) : [];
  return [...passed].some((leaf) => transitionsFrom(leaf).includes(transition));
}
