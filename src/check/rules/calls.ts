import { callsIn, type FlowModel } from "../flow-model.ts";
import { leavesAfter } from "../graph.ts";
import {
  answersOf,
  answersTo,
  hasOpenWay,
  keysOf,
  type State,
  type Transition,
} from "../machine.ts";
import type { Problem } from "../problem.ts";

/** Every call has a transition for success, for refusal, and for an unreachable credex-core. */
export function findUnansweredCalls(model: FlowModel): Problem[] {
  return callsIn(model).flatMap(({ state, invoke }) => {
    const { src } = invoke;
    return (["done", "error"] as const)
      .filter((outcome) => !hasOpenWay(answersOf(state, invoke, outcome)))
      .map((outcome) => ({
        ...src.place,
        sentence:
          outcome === "done"
            ? `When “${src.name}” is done, the member stays in “${state.path}” for ever. Add \`onDone\` with a target; the last one without a guard.`
            : `When credex-core is unreachable or refuses “${src.name}”, the member stays in “${state.path}” for ever. Add \`onError\` with a target; the last one without a guard handles “unreachable”.`,
      }));
  });
}

const MISSING: { [guard: string]: string } = {
  isRefused: "credex-core refused, and the member should learn the reason",
  isUnknown: "no answer came, and it is unknown whether it was done",
  isPaused: "an operator has paused money calls",
  isUnsettled: "an earlier one is still being reconciled",
};

/** A call that cannot simply be repeated handles each way in which it was not done. */
export function findBlurredOutcomes(model: FlowModel): Problem[] {
  return callsIn(model).flatMap(({ machine, state, invoke }) => {
    const { src } = invoke;
    const answers = answersOf(state, invoke, "error");
    const guards = [...answers, ...answers.flatMap(waysOn)].flatMap(({ guard, to }) =>
      guard && to ? [guard.name] : [],
    );
    return neededFor(model, src.name)
      .filter((guard) => !guards.includes(guard))
      .map((guard) => ({
        ...src.place,
        cause: `${machine.name} does not tell ${guard}`,
        sentence: `“${src.name}” does not handle the case that ${MISSING[guard]}. Add \`{ guard: "${guard}", target: … }\` to its \`onError\`, with a state that says so.`,
      }));
  });
}

/** What follows at once: XState shows these guards the same event. */
function waysOn({ to }: Transition): Transition[] {
  return to?.transitions.filter(({ trigger }) => trigger.kind === "always") ?? [];
}

function neededFor({ moneyOperations, isRepeatable }: FlowModel, operation: string): string[] {
  if (moneyOperations.has(operation)) return ["isRefused", "isUnknown", "isUnsettled", "isPaused"];
  return isRepeatable(operation) ? [] : ["isRefused", "isUnknown"];
}

/** Events that would take a member out of a form that does not handle them. */
const LEAVING = ["home", "cancel", "language", "offers", "quick.offer"];

/** While a call is in progress, input is ignored; leaving a money call sends a reply that says so. */
export function findDisturbedCalls(model: FlowModel): Problem[] {
  return callsIn(model).flatMap(({ machine, state, invoke: { src } }) => {
    const isMoney = model.moneyOperations.has(src.name);
    return ["unexpected", "media", ...(isMoney ? LEAVING : [])]
      .filter((event) => !isAnswered(state, event) && !isLeft(state, event))
      .map((event) => ({
        ...state.place,
        cause: `${machine.name} lacks ${LEAVING.includes(event) && event !== "cancel" ? "leave" : event}`,
        sentence: LEAVING.includes(event)
          ? `A member who leaves “${state.path}” by “${event}” is not informed that “${src.name}” continues without them. Add \`${event === "cancel" ? event : "leave"}\` with a reply that says so.`
          : `“${state.path}” waits for credex-core, and does not handle “${event}” meanwhile. Add \`${event}: {}\` to its \`on\` to ignore it.`,
      }));
  });
}

/** Whether the form says something before a machine around it takes the member out. */
function isLeft(state: State, event: string): boolean {
  if (!LEAVING.includes(event) || event === "cancel") return false;
  return answersTo(state, "leave").some(({ actions }) => keysOf(actions).length > 0);
}

/** What enters the state again would make the call again. */
function isAnswered(state: State, event: string): boolean {
  const [answer] = answersTo(state, event);
  return answer !== undefined && !leavesAfter(answer, state).includes(state);
}
