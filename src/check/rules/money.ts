import { callsIn, type FlowModel } from "../flow-model.ts";
import { leavesOf, passedFrom, reachable, transitionsInto } from "../graph.ts";
import { around, type Machine, type State, type Transition, transitionsOf } from "../machine.ts";
import type { Problem } from "../problem.ts";
import { hasValues, placesOfOffer, wordingOf } from "../prompts.ts";

/**
 * Money moves only by tapping a button below all relevant facts, in the form that moves it or in one that invokes that
 * form.
 */
export function findUnconfirmedMoney(model: FlowModel): Problem[] {
  return callsIn(model)
    .filter(({ invoke: { src } }) => model.moneyOperations.has(src.name))
    .flatMap(({ machine, state, invoke: { src } }) => {
      return judge(model, { name: src.name, machine, state }).problems;
    });
}

/** A state that calls what moves money: an operation, or a form that does so as soon as it is invoked. */
interface MoneyCall {
  name: string;
  machine: Machine;
  state: State;
}

interface MoneyProblem {
  /** Some transition to it is confirmed, so one that is not is the mistake. */
  isAsked: boolean;
  problems: Problem[];
}

function judge(
  model: FlowModel,
  { name, machine, state }: MoneyCall,
  within: Machine[] = [],
): MoneyProblem {
  const { asked, unasked } = waysTo(model, machine, state);
  const cause = `${machine.name} moves money unasked`;
  const problems = unasked.map(({ place, source }) => ({
    ...place,
    cause,
    sentence: `“${name}” moves money, and this transition from “${source.path}” does not ask first. Target it only from a button (\`"choice.confirm"\`) below a question that shows amount and recipient.`,
  }));
  if (!isOpening(machine, state)) return { isAsked: asked.length > 0, problems };
  const callers = model.machines
    .filter((caller) => caller !== machine && !within.includes(caller))
    .flatMap((caller) =>
      caller.states
        .filter(({ invokes }) => invokes.some(({ src }) => src.name === machine.name))
        .map((calling) => ({ name: machine.name, machine: caller, state: calling })),
    )
    .map((call) => judge(model, call, [...within, machine]));
  if (callers.some(({ isAsked }) => isAsked))
    return { isAsked: true, problems: [...problems, ...callers.flatMap((each) => each.problems)] };
  return {
    isAsked: false,
    problems: [
      ...problems,
      {
        ...state.place,
        cause,
        sentence: `“${name}” moves money, and is the first thing that “${machine.name}” does. Ask first.`,
      },
    ],
  };
}

export interface Ways {
  asked: Transition[];
  unasked: Transition[];
}

/** How a member reaches a call. An automatic transition counts as the one before it. */
export function waysTo(
  model: FlowModel,
  machine: Machine,
  call: State,
  leaf = call,
  seen = [leaf],
): Ways {
  const ways: Ways = { asked: [], unasked: [] };
  for (const way of transitionsInto(machine, leaf)) {
    const before = way.trigger.kind === "always" ? leavesOf(way.source) : [];
    const earlier = before
      .filter((state) => !seen.includes(state))
      .map((state) => waysTo(model, machine, call, state, [...seen, ...before]));
    const asked = earlier.flatMap((each) => each.asked);
    const unasked = earlier.flatMap((each) => each.unasked);
    if (isConfirm(model, machine, way) || isRetry(machine, way, call)) ways.asked.push(way);
    else if (before.length === 0 || (asked.length === 0 && unasked.length > 0))
      ways.unasked.push(way);
    else {
      ways.asked.push(...asked);
      ways.unasked.push(...unasked);
    }
  }
  return ways;
}

/** Whether a machine reaches a leaf automatically once it is invoked. */
export function isOpening(machine: Machine, leaf: State): boolean {
  return reachable(machine, ({ trigger }) => trigger.kind === "always").has(leaf);
}

export function isConfirm(
  model: FlowModel,
  machine: Machine,
  { trigger, source }: Transition,
): boolean {
  if (trigger.kind !== "event" || !trigger.event.startsWith("choice.")) return false;
  const offered = placesOfOffer(model, machine, { source, event: trigger.event });
  return (
    offered.length > 0 &&
    offered.every(({ kind, key }) => kind === "button" && hasValues(wordingOf(model, key)))
  );
}

/**
 * "Try again", right after the call itself was not done: the member has already confirmed it. A form that moves money
 * as soon as it is invoked may start one of several calls, and starts the same one again.
 */
function isRetry(machine: Machine, { trigger, source, to }: Transition, call: State): boolean {
  if (trigger.kind !== "event" || !trigger.event.startsWith("choice.") || !to) return false;
  const again = passedFrom(to);
  const failed = failuresBefore(machine, source);
  return (
    failed.size > 0 &&
    [...failed].every(
      (state) =>
        state === call ||
        (state !== undefined &&
          again.has(state) &&
          isOpening(machine, state) &&
          isOpening(machine, call)),
    )
  );
}

/** The states whose calls were not done right before a question; `undefined` for any other way to it. */
function failuresBefore(
  machine: Machine,
  question: State,
  seen: readonly State[] = [],
): Set<State | undefined> {
  const isWithin = (state: State) => around(state).includes(question);
  // Repeating a question is not another transition to it.
  const before = transitionsOf(machine).filter(
    ({ to, source }) =>
      to && leavesOf(to).some(isWithin) && !isWithin(source) && !seen.includes(source),
  );
  const failed = before.flatMap(({ trigger, source }) => {
    if (trigger.kind === "error") return [source];
    if (trigger.kind !== "always") return [undefined];
    return [...failuresBefore(machine, source, [...seen, question])];
  });
  return new Set(leavesOf(machine.root).some(isWithin) ? [undefined] : failed);
}
