import { formOf } from "../conversation/count-turn.ts";
import type { Count, Counted } from "../conversation/model/count.ts";
import { NUMBERS } from "../policy.ts";

/** How often each way led out of a state, or of a form. */
export type Departures = { [end in End]: number };

/**
 * "answered": by an answer, a choice or a successful call; "failed": by a call without success; "cancelled": by a word
 * or button that leaves; "restarted": the turn threw, or the machine was edited.
 */
export type End = (typeof ENDS)[number];

export const ENDS = ["answered", "failed", "cancelled", "timedOut", "restarted"] as const;

export interface FormNumbers extends Departures {
  /** The state of the root machine in which the form is open. */
  form: string;
  entered: number;
  bubbles: number;
  /** In the order of their first entry. */
  states: StateNumbers[];
}

export interface StateNumbers extends Departures {
  stage: string;
  entered: number;
  /** Of those that left the state, the ones that left the form with it, and without an answer. */
  left: number;
  /** What the member wrote was no answer. */
  invalid: number;
  /** The limits in seconds between which the median time to answer is; "more": beyond the last limit. */
  medianSeconds?: [from: number, below: number | "more"] | undefined;
  edges: Edge[];
}

/** A transition between states, with all events that lead along it. */
export interface Edge {
  to: string;
  way: string;
  times: number;
}

type Turned = Extract<Count, { kind: "turn" }>;
type CountedTurn = Turned & { times: number };

/** The numbers of each form, the one that was entered most often first. */
export function formNumbers(counts: readonly Counted[]): FormNumbers[] {
  const states = stateNumbers(counts);
  const turns = turnsOf(counts);
  const forms = new Set(states.flatMap(({ stage }) => formOf(stage) ?? []));
  return [...forms]
    .map((form): FormNumbers => {
      const isInside = (stage: string) => formOf(stage) === form;
      const entries = turns.filter(({ from, to }) => !isInside(from) && isInside(to));
      const leaving = turns.filter(({ from, to }) => isInside(from) && !isInside(to));
      const own = states.filter(({ stage }) => isInside(stage));
      const bubbles = counts.filter(({ count }) => count.kind === "bubble" && count.form === form);
      return {
        form,
        entered: sum(entries),
        ...departures(leaving),
        restarted: own.reduce((all, { restarted }) => all + restarted, 0),
        bubbles: sum(bubbles),
        states: own,
      };
    })
    .sort((one, other) => other.entered - one.entered);
}

/**
 * The numbers of each state that a turn was in, the one that was entered most often first.
 * @param statesOf the states that are active in a stage, by the names that the result has; by default the stage itself
 */
export function stateNumbers(
  counts: readonly Counted[],
  statesOf: (stage: string) => readonly string[] = (stage) => (stage === "" ? [] : [stage]),
): StateNumbers[] {
  const states = countsByState(counts, statesOf);
  return [...states]
    .map(([stage, { entering, staying, leaving, own }]): StateNumbers => {
      const restarts = own.filter(({ count }) => count.kind === "restart");
      const inForms = restarts.filter(({ count }) => formOf(stageOf(count)) !== undefined);
      const unanswered = staying.filter(
        ({ from, way, to }) => from === to && INVALID.includes(way),
      );
      return {
        stage,
        entered: sum(entering),
        left: sum(leaving.filter(isGivenUp)) + sum(inForms),
        ...departures(leaving),
        restarted: sum(restarts),
        invalid: sum(unanswered),
        medianSeconds: medianOf(own),
        edges: edgesOf([...staying, ...leaving]),
      };
    })
    .sort((one, other) => other.entered - one.entered);
}

/** What is counted of a state. */
interface StateCounts {
  entering: CountedTurn[];
  staying: CountedTurn[];
  leaving: CountedTurn[];
  /** Answers and restarts. */
  own: Counted[];
}

/** In one pass: there can be thousands of counts a day, and a server that serves members reads them. */
function countsByState(
  counts: readonly Counted[],
  statesOf: (stage: string) => readonly string[],
): Map<string, StateCounts> {
  const activeIn = readOnce(statesOf);
  const states = new Map<string, StateCounts>();
  const countsOf = (state: string): StateCounts => {
    const found = states.get(state) ?? { entering: [], staying: [], leaving: [], own: [] };
    states.set(state, found);
    return found;
  };
  for (const turn of turnsOf(counts))
    for (const [state, way] of waysThrough(activeIn(turn.from), activeIn(turn.to)))
      countsOf(state)[way].push(turn);
  for (const counted of counts)
    for (const state of activeIn(stageOf(counted.count))) states.get(state)?.own.push(counted);
  return states;
}

/** Each state that is active before or after a turn, and what the turn does there. */
function waysThrough(before: readonly string[], after: readonly string[]) {
  const kept = before.map(
    (state) => [state, after.includes(state) ? "staying" : "leaving"] as const,
  );
  const fresh = after.filter((state) => !before.includes(state));
  return [...kept, ...fresh.map((state) => [state, "entering"] as const)];
}

function readOnce<Value>(read: (key: string) => Value): (key: string) => Value {
  const values = new Map<string, Value>();
  return (key) => {
    if (!values.has(key)) values.set(key, read(key));
    return values.get(key) as Value;
  };
}

/** Whether a turn ends a form without an answer. */
export function isGivenUp({ from, way, to }: Pick<Turned, "from" | "way" | "to">): boolean {
  const form = formOf(from);
  return form !== undefined && formOf(to) !== form && endOf(way) !== "answered";
}

const stageOf = (count: Count) => ("stage" in count ? count.stage : "");

/** How many left a form without an answer, restarts included. */
export function leftOf({ failed, cancelled, timedOut, restarted }: Departures): number {
  return failed + cancelled + timedOut + restarted;
}

/** Replies for each time that a form was answered to its end; `undefined` if it never was. */
export function bubblesPerAnswer({ bubbles, answered }: FormNumbers): number | undefined {
  return answered === 0 ? undefined : bubbles / answered;
}

const INVALID = ["text", "media", "unexpected"];
const CANCELLING = ["choice.cancel", "choice.back"];

function endOf(way: string): End {
  if (way === "timer") return "timedOut";
  if (way.startsWith("call.")) return way === "call.done" ? "answered" : "failed";
  const isAnswer = way === "text" || way === "yes" || way.startsWith("choice.");
  return isAnswer && !CANCELLING.includes(way) ? "answered" : "cancelled";
}

function departures(turns: readonly CountedTurn[]): Departures {
  const all = { answered: 0, failed: 0, cancelled: 0, timedOut: 0, restarted: 0 };
  for (const { way, times } of turns) all[endOf(way)] += times;
  return all;
}

function edgesOf(turns: readonly CountedTurn[]): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { way, to, times } of turns) {
    const known = edges.get(`${way} ${to}`);
    edges.set(`${way} ${to}`, { way, to, times: times + (known?.times ?? 0) });
  }
  return [...edges.values()].sort((one, other) => other.times - one.times);
}

function turnsOf(counts: readonly Counted[]): CountedTurn[] {
  return counts.flatMap(({ count, times }) => (count.kind === "turn" ? [{ ...count, times }] : []));
}

function sum(counted: readonly { times: number }[]): number {
  return counted.reduce((all, { times }) => all + times, 0);
}

function medianOf(counts: readonly Counted[]): StateNumbers["medianSeconds"] {
  const limits = NUMBERS.answerLimitsMs.map((limit) => limit / 1_000);
  const answers = counts.filter(({ count }) => count.kind === "answer");
  const timesWithin = (within: string) =>
    sum(answers.filter(({ count }) => count.kind === "answer" && count.within === within));
  const half = sum(answers) / 2;
  if (half === 0) return undefined;
  let below = 0;
  for (const [index, limit] of limits.entries()) {
    below += timesWithin(`${limit}`);
    if (below >= half) return [limits[index - 1] ?? 0, limit];
  }
  return [limits.at(-1) ?? 0, "more"];
}
