import type { FlowModel } from "./flow-model.ts";
import { leavesOf, spread } from "./graph.ts";
import { around, type Machine, type State, type Transition, transitionsFrom } from "./machine.ts";

/** Whether a transition leads to a money call without asking anything in between. */
export function reachesMoneyCall(model: FlowModel, { to, source }: Transition): boolean {
  if (!to) return false;
  const isEntered = (state: State) => state === to || !around(source).includes(state);
  return movesMoneyFrom(model, leavesOf(to), { isEntered });
}

function movesMoneyFrom(
  model: FlowModel,
  leaves: State[],
  {
    isEntered = () => true,
    within = [],
  }: { isEntered?: (state: State) => boolean; within?: Machine[] } = {},
): boolean {
  const passed = spread(leaves, (leaf) =>
    transitionsFrom(leaf).flatMap(({ trigger, to }) =>
      trigger.kind === "always" && to ? leavesOf(to) : [],
    ),
  );
  const entered = [...passed].flatMap((leaf) => around(leaf).filter(isEntered));
  return entered.some(({ invokes }) =>
    invokes.some(({ src: { name } }) => {
      if (model.moneyOperations.has(name)) return true;
      const form = model.machines.find((machine) => machine.name === name);
      if (!form || within.includes(form)) return false;
      return movesMoneyFrom(model, leavesOf(form.root), { within: [...within, form] });
    }),
  );
}

/** A final transition without a guard, so that a choice between guarded ones never moves money by default. */
export function isSafeguard(model: FlowModel, way: Transition): boolean {
  const { guard, candidates, trigger } = way;
  if (guard || trigger.kind !== "always" || reachesMoneyCall(model, way)) return false;
  return candidates.some((other) => other.guard && reachesMoneyCall(model, other));
}
