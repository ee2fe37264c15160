import type { Count, Counted } from "../../conversation/model/count.ts";
import type { Show } from "../../numbers/blur.ts";
import {
  bubblesPerAnswer,
  type Departures,
  formNumbers,
  isGivenUp,
  leftOf,
  type StateNumbers,
  stateNumbers,
} from "../../numbers/form-numbers.ts";
import { NUMBERS } from "../../policy.ts";
import type { ChartModel } from "../chart/chart-model.ts";
import type {
  EdgeFigures,
  Figures,
  FormFigures,
  NumbersColumn,
  StateFigures,
} from "../numbers-protocol.ts";
import { createTurnPaths, type TurnPaths } from "./turn-path.ts";

type Turned = Extract<Count, { kind: "turn" }> & { times: number };

/**
 * Puts counts on the states and edges of the charts. The counts of a way that the charts do not have, such as one of
 * another release, are on its states only, if the charts have those.
 */
export function chartNumbers(
  charts: readonly ChartModel[],
  counts: readonly Counted[],
  show: Show,
): Omit<NumbersColumn, "release"> {
  const paths = createTurnPaths(charts);
  const { passed, taken } = traffic(counts, paths);
  const states = stateNumbers(counts, paths.statesOf);
  const resting = new Set(states.map(({ stage }) => stage));
  const isTooFew = isBlurred(show);
  return {
    forms: formNumbers(counts).map((form): FormFigures => {
      const perAnswer = isTooFew(form.answered) ? undefined : bubblesPerAnswer(form);
      return {
        state: `${charts[0]?.machine}:${form.form}`,
        ...figuresOf({ ...form, left: leftOf(form) }, show),
        ...(perAnswer !== undefined && { bubblesPerAnswer: Math.round(perAnswer * 10) / 10 }),
      };
    }),
    states: [
      ...states.map((numbers) => stateFigures(numbers, passed.get(numbers.stage), show)),
      ...[...passed].flatMap(([id, times]) =>
        resting.has(id) ? [] : [stateFigures({ ...NONE, stage: id }, times, show)],
      ),
    ],
    edges: [...taken].map(
      ([id, { times, leaving }]): EdgeFigures => ({
        ...{ id, times: show(times) },
        isLeaving: leaving * 2 > times,
      }),
    ),
  };
}

/** How often the turns passed through a state, and took an edge; how many of those left a form without an answer. */
function traffic(counts: readonly Counted[], paths: TurnPaths) {
  const passed = new Map<string, number>();
  const taken = new Map<string, { times: number; leaving: number }>();
  for (const turn of counts.flatMap(turnOf)) {
    const path = paths.of(turn);
    const left = isGivenUp(turn) ? turn.times : 0;
    for (const id of path?.passed ?? []) passed.set(id, (passed.get(id) ?? 0) + turn.times);
    for (const id of path?.edges ?? []) {
      const { times, leaving } = taken.get(id) ?? { times: 0, leaving: 0 };
      taken.set(id, { times: times + turn.times, leaving: leaving + left });
    }
  }
  return { passed, taken };
}

const turnOf = ({ count, times }: Counted): Turned[] =>
  count.kind === "turn" ? [{ ...count, times }] : [];

const NONE = {
  ...{ entered: 0, left: 0, invalid: 0, medianSeconds: undefined },
  ...{ answered: 0, failed: 0, cancelled: 0, timedOut: 0, restarted: 0 },
};

/** Where counts are blurred, nothing is worked out from a few of them. */
function isBlurred(show: Show): (count: number) => boolean {
  return (count) => count < NUMBERS.blurBelow && typeof show(1) !== "number";
}

function stateFigures(
  { stage, invalid, medianSeconds, ...numbers }: Omit<StateNumbers, "edges">,
  passed: number | undefined,
  show: Show,
): StateFigures {
  const entered = numbers.entered + (passed ?? 0);
  const isFew = isBlurred(show)(numbers.answered);
  return {
    id: stage,
    ...figuresOf({ ...numbers, entered }, show),
    invalid: show(invalid),
    ...(medianSeconds && !isFew && { medianSeconds }),
  };
}

function figuresOf(numbers: Departures & { entered: number; left: number }, show: Show): Figures {
  const { entered, answered, failed, cancelled, timedOut, restarted, left } = numbers;
  return {
    entered: show(entered),
    answered: show(answered),
    failed: show(failed),
    cancelled: show(cancelled),
    timedOut: show(timedOut),
    restarted: show(restarted),
    left: show(left),
  };
}
