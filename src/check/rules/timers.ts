import { SHORTEST_REPLY_TIMEOUT_MS } from "../../policy.ts";
import { type FlowModel, formsOf } from "../flow-model.ts";
import { isLeaf, leavesAfter, reachable, spread, waits } from "../graph.ts";
import {
  type Machine,
  type State,
  type Transition,
  transitionsFrom,
  transitionsOf,
} from "../machine.ts";
import type { Place, Problem } from "../problem.ts";

/** A form that waits gives up before the session expires, and says so. */
export function findEndlessWaits(model: FlowModel): Problem[] {
  return formsOf(model).flatMap((form) =>
    waitingIn(form)
      .filter(
        (leaf) => !transitionsFrom(leaf).some(({ trigger, to }) => trigger.kind === "after" && to),
      )
      .map(({ path, place }) => ({
        ...place,
        sentence: `“${path}” waits for the member without a time limit: the session would expire in the middle of the form without a reply. Add \`after\` with a target.`,
      })),
  );
}

/** Every time limit leaves time to answer, and ends before the session does. Reported where it is set. */
export function findWrongDelays(model: FlowModel): Problem[] {
  const forms = formsOf(model);
  return model.machines.flatMap((machine) => {
    const isForm = forms.includes(machine);
    const used = transitionsOf(machine).flatMap(({ trigger }) =>
      trigger.kind === "after" ? [trigger.delay] : [],
    );
    return used.flatMap(({ name, place }) => {
      const delay = /^\d+$/.test(name)
        ? Number(name)
        : machine.loaded?.implementations.delays[name];
      if (delay === undefined) return [];
      const sentence = judge(model, { name, delay, isForm });
      return sentence === undefined
        ? []
        : [
            {
              ...((machine.own.delays.get(name) ?? place) satisfies Place),
              sentence,
              cause: sentence,
            },
          ];
    });
  });
}

function judge(
  { sessionMs }: FlowModel,
  { name, delay, isForm }: { name: string; delay: unknown; isForm: boolean },
): string | undefined {
  if (typeof delay !== "number" || Number.isNaN(delay))
    return `The length of “${name}” cannot be checked. Write it in setup() as a number, for example \`minutes(4)\`.`;
  if (delay < SHORTEST_REPLY_TIMEOUT_MS)
    return `“${name}” ends after ${inWords(delay)}, before a member could answer. Make it ${inWords(SHORTEST_REPLY_TIMEOUT_MS)} or longer, for example \`minutes(4)\`; a bare number counts milliseconds.`;
  if (isForm && delay >= sessionMs)
    return `“${name}” is as long as a session, which expires after ${sessionMs / 60_000} minutes without a message, or longer: it would never fire. Make it shorter, for example \`minutes(4)\`.`;
  return undefined;
}

function inWords(ms: number): string {
  return ms !== 0 && ms < 1_000 ? `${ms} milliseconds` : `${ms / 1_000} seconds`;
}

/** No cycle that continues without the member: by time limits, or by answers to calls. */
export function findTimerLoops(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    transitionsOf(machine)
      .filter(({ trigger }) => trigger.kind === "after" || isOutcome(model, { trigger }))
      .filter((way) => goesRound(model, machine, way))
      .map(({ place, source, trigger }) => ({
        ...place,
        cause: `${machine.name} goes round`,
        sentence:
          trigger.kind === "after"
            ? `The time limit of “${source.path}” returns to the same state, again and again without the member. Target a state that ends the form, or another question.`
            : `“${source.path}” makes its call again and again without the member. Ask before it is repeated.`,
      })),
  );
}

function isOutcome({ operations }: FlowModel, { trigger }: Pick<Transition, "trigger">): boolean {
  return (
    (trigger.kind === "done" || trigger.kind === "error") && operations.has(trigger.invoke.src.name)
  );
}

function isAutomatic(model: FlowModel, way: Transition): boolean {
  const { kind } = way.trigger;
  return kind === "after" || kind === "always" || kind === "ended" || isOutcome(model, way);
}

/** Whether a state that the transition leaves is reached again automatically. */
function goesRound(model: FlowModel, machine: Machine, way: Transition): boolean {
  const begun = leavesWith(machine, way);
  return begun.some((leaf) => {
    const passed = spread(leavesAfter(way, leaf), (state) =>
      transitionsFrom(state)
        .filter((each) => isAutomatic(model, each))
        .flatMap((each) => leavesAfter(each, state)),
    );
    return passed.has(leaf);
  });
}

function leavesWith({ states }: Machine, way: Transition): State[] {
  return states.filter((leaf) => isLeaf(leaf) && transitionsFrom(leaf).includes(way));
}

function waitingIn(machine: Machine): State[] {
  return [...reachable(machine)].filter(waits);
}
