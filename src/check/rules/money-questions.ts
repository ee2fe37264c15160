import type { FlowModel } from "../flow-model.ts";
import { isLeaf } from "../graph.ts";
import { around, type Machine, type State, type Transition, transitionsOf } from "../machine.ts";
import { reachesMoneyCall } from "../money-transitions.ts";
import type { Problem } from "../problem.ts";
import { offeredAt } from "../prompts.ts";
import { alwaysTaken } from "./dead-ends.ts";

/** The tag of a state whose choices can move money. */
const MONEY = "money";

/** A question whose choices can move money is tagged, so that neither a number nor an earlier text answers it. */
export function findUntaggedMoney(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) => {
    const choices = transitionsOf(machine).filter(
      (way) => nameOfChoice(way) !== undefined && reachesMoneyCall(model, way),
    );
    return machine.states
      .filter((leaf) => isLeaf(leaf) && !isTagged(leaf))
      .flatMap((leaf) => {
        const way = choices.find((choice) => isOfferedAt(model, machine, { leaf, choice }));
        if (!way) return [];
        return [
          {
            ...leaf.place,
            cause: `${machine.name} lacks the tag at ${nameOfChoice(way)}`,
            sentence: `“${leaf.path}” offers “${nameOfChoice(way)}”, which moves money, but the state lacks the tag for this: a typed “1” would move it as well. Add \`tags: "${MONEY}"\` to the state.`,
          },
        ];
      });
  });
}

/** Where guards decide, no transition moves money merely because every guard returned false. */
export function findMoneyByDefault(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    transitionsOf(machine)
      .filter(({ guard, candidates }) => !guard && candidates.some((other) => other.guard))
      .filter((way) => reachesMoneyCall(model, way))
      .map(({ place, source, target }) => ({
        ...place,
        cause: alwaysTaken(place),
        sentence: `At “${source.path}” money is moved by “${target?.name}” whenever no guard above matches, so also in cases that nobody foresaw. Give it a guard, and add a last transition after it that moves no money.`,
      })),
  );
}

function isTagged(leaf: State): boolean {
  return around(leaf).some(({ tags }) => tags.includes(MONEY));
}

function nameOfChoice({ trigger }: Transition): string | undefined {
  const prefix = "choice.";
  if (trigger.kind !== "event" || !trigger.event.startsWith(prefix)) return undefined;
  return trigger.event.slice(prefix.length);
}

function isOfferedAt(
  model: FlowModel,
  machine: Machine,
  { leaf, choice }: { leaf: State; choice: Transition },
): boolean {
  if (!around(leaf).includes(choice.source)) return false;
  return offeredAt(model, machine, leaf).some(({ name }) => name === nameOfChoice(choice));
}
