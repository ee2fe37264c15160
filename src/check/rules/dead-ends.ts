import { type FlowModel, formsOf } from "../flow-model.ts";
import { isLeaf, leadingTo, leavesAfter, leavesOf, reachable, spread, waits } from "../graph.ts";
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
import type { Problem } from "../problem.ts";

/** Every state can be come to. What a lost target cuts off is told by that target alone. */
export function findUnreachable({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) => {
    if (transitionsOf(machine).some(({ target, to }) => target && !to)) return [];
    const found = reachable(machine);
    return machine.states
      .filter((state) => isLeaf(state) && !found.has(state))
      .map(({ path, place }) => ({
        ...place,
        sentence: `No member ever comes to “${path}”: nothing that can happen leads there. Lead to it from somewhere, or take it out.`,
      }));
  });
}

/** What stands behind a way that is always open is never tried. */
export function findNeverTried({ machines }: FlowModel): Problem[] {
  return machines.flatMap(transitionsOf).flatMap((transition) => {
    const open = transition.candidates.find(({ guard }) => !guard);
    if (!open || open === transition) return [];
    if (transition.candidates.indexOf(transition) < transition.candidates.indexOf(open)) return [];
    return [
      {
        ...transition.place,
        sentence: `This is never tried: the one above it has no guard, so it is always taken. Put this first, with a guard, or take it out.`,
      },
    ];
  });
}

/** No state keeps a member for ever: a form comes to an end from everywhere, root can be gone on in. */
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
          ? `A member who is at “${path}” can never finish the form: no way from here comes to a final state of “${machine.name}”. Add one, for example by \`cancel\`.`
          : `A member who is at “${path}” stays there for ever. Add something that leads on, for example \`home\`.`,
      }));
  });
}

/** No way round of `always` that takes no time. */
export function findLoops({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) =>
    transitionsOf(machine)
      .filter((transition) => transition.trigger.kind === "always" && goesRound(transition))
      .map(({ source, place }) => ({
        ...place,
        sentence: `“${source.path}” goes round by \`always\` without end, and the member would wait for ever. Let something that happens lead on instead.`,
      })),
  );
}

/** What ends leads home: a form to the one who called it, inner states to what comes next. */
export function findLostEnds(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) => [
    ...findDeadConversations(machine),
    ...findInnerEnds(machine),
    ...findFormsWithoutAfterwards(model, machine),
  ]);
}

function findDeadConversations({ name, root }: Machine): Problem[] {
  if (name !== "root") return [];
  return root.states
    .filter(({ isFinal }) => isFinal)
    .map(({ path, place }) => ({
      ...place,
      sentence: `The whole conversation would end at “${path}”, and nothing would answer the member any more. Make it a state that leads home.`,
    }));
}

function findInnerEnds({ states, root }: Machine): Problem[] {
  return states.flatMap(({ isFinal, parent, path, place }) => {
    if (!isFinal || !parent || parent === root) return [];
    const after = parent.transitions.filter(({ trigger }) => trigger.kind === "ended");
    if (hasOpenWay(after)) return [];
    return [
      {
        ...place,
        sentence: `“${path}” is an end, and “${parent.path}” does not say what comes after it. Add \`onDone\` with a target to “${parent.path}”.`,
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
        sentence: `When the form “${src.name}” is over, the member stays in “${state.path}” with nobody to talk to. Add \`onDone\` with a target; the last one without a guard.`,
      })),
  );
}

/** Every question of a form can be answered by "cancel". */
export function findFormsWithoutCancel(model: FlowModel): Problem[] {
  return formsOf(model).flatMap((form) =>
    [...reachable(form)]
      .filter((leaf) => waits(leaf) && answersTo(leaf, "cancel").length === 0)
      .map(({ path, place }) => ({
        ...place,
        sentence: `A member who writes “cancel” at “${path}” cannot leave the form. Add \`cancel\` to its \`on\`, or to the state that it lies in.`,
      })),
  );
}

function endsMachine(state: State, { root }: Machine): boolean {
  return state.isFinal && state.parent === root;
}

/** By something of its own: what leads away from anywhere is no way on from here. */
function isLeft(leaf: State): boolean {
  return transitionsFrom(leaf).some(
    (way) => way.to && way.source.parent && !leavesAfter(way, leaf).includes(leaf),
  );
}

/** Whether a way of `always` comes back to where it began. */
function goesRound(transition: Transition): boolean {
  const begun = transition.to ? leavesOf(transition.to) : [];
  const passed = spread(begun, (leaf) =>
    transitionsFrom(leaf).flatMap(({ trigger, to }) =>
      trigger.kind === "always" && to ? leavesOf(to) : [],
    ),
  );
  return [...passed].some((leaf) => transitionsFrom(leaf).includes(transition));
}
