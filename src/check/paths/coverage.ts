import { foldWord } from "../../../machines/text.ts";
import { placeOf, type Word, wordsIn } from "../command-words.ts";
import type { FlowModel } from "../flow-model.ts";
import { transitionsInto } from "../graph.ts";
import type { Machine, Transition } from "../machine.ts";
import { isSafeguard } from "../money-transitions.ts";
import type { Problem } from "../problem.ts";
import { type Part, partsOf } from "./parts.ts";
import { WALKED } from "./simulators.ts";
import type { Situation } from "./situation.ts";
import { describeStep } from "./step.ts";
import { type Edge, pathTo } from "./walk.ts";

/** How much of a machine the paths cover. */
export interface Coverage {
  machine: Machine;
  parts: Part[];
  missing: Part[];
}

export function coverageOf(model: FlowModel, edges: readonly Edge[]): Coverage[] {
  const taken = new Set(edges.flatMap(({ to }) => [...to.taken]));
  return model.machines.map((machine) => {
    const parts = partsOf(machine).filter((part) => !isSafeguardPart(model, part));
    return { machine, parts, missing: parts.filter(({ running }) => !taken.has(running)) };
  });
}

/** Safeguards are for unforeseen cases, so no path takes them. */
function isSafeguardPart(model: FlowModel, part: Part): boolean {
  if (part.kind === "transition") return isSafeguard(model, part.transition);
  const ways = transitionsInto(part.machine, part.state);
  return ways.length > 0 && ways.every((way) => isSafeguard(model, way));
}

/** What no path covers. Whatever is behind an unreachable state is reported with that state. */
export function findUnwalked(coverage: readonly Coverage[]): Problem[] {
  return coverage.flatMap(({ missing }) => {
    const states = missing.flatMap((part) => (part.kind === "state" ? [part.state] : []));
    return missing.flatMap((part) => {
      if (part.kind === "state")
        return states.includes(part.state.parent ?? part.state) && part.state.parent
          ? []
          : [{ ...part.place, sentence: unwalkedState(part.state.path) }];
      const { transition } = part;
      if (states.includes(transition.source)) return [];
      return [{ ...part.place, sentence: unwalkedTransition(transition) }];
    });
  });
}

/** Errors thrown on the way. */
export function findBroken(machines: readonly Machine[], edges: readonly Edge[]): Problem[] {
  const root = machines.find(({ name }) => name === "root");
  return edges
    .filter(({ to }) => to.failure !== undefined)
    .map((edge) => {
      const { failure } = edge.to;
      const reason = failure instanceof Error ? failure.message : String(failure);
      const way = pathTo(edge).map(({ step }) => describeStep(step));
      return {
        file: root?.place.file ?? "",
        line: root?.place.line ?? 1,
        sentence: `This path fails: ${way.join(", then ")}. The error: ${reason}.`,
      };
    });
}

/** Money calls that send what the question before them did not show. */
export function findUnshown(machines: readonly Machine[], edges: readonly Edge[]): Problem[] {
  const root = machines.find(({ name }) => name === "root");
  return edges.flatMap((edge) =>
    edge.to.unshown.map(({ operation, value }) => ({
      file: root?.place.file ?? "",
      line: root?.place.line ?? 1,
      sentence: `On this path “${operation}” sends “${value}”, which the question before it did not show: ${pathTo(
        edge,
      )
        .map(({ step }) => describeStep(step))
        .join(", then ")}. Show what is sent, or send what is shown.`,
    })),
  );
}

/** Words for a command that do something else than its first word. */
export function findMisunderstood(machines: readonly Machine[], edges: readonly Edge[]): Problem[] {
  const root = machines.find(({ name }) => name === "root");
  const usual = new Map<string, Edge>();
  for (const edge of edges)
    if (edge.step.type === "commands" && edge.step.word === undefined)
      usual.set(`${edge.step.command} ${edge.from.shape}`, edge);
  return edges.flatMap(({ step, from, to }) => {
    if (step.type !== "commands" || step.word === undefined) return [];
    const first = usual.get(`${step.command} ${from.shape}`);
    if (!first || isSameOutcome(first.to, to) || isTitle(from, step.word)) return [];
    return [
      {
        file: root?.place.file ?? "",
        line: root?.place.line ?? 1,
        sentence: `At “${from.stage}” the word “${step.word}” does something else than the other words for “${step.command}”. Handle the event as the button of that title, or choose another title.`,
      },
    ];
  });
}

/** Words for commands that no path wrote, because no state reads them as these commands. */
export function findUnwritten(
  model: Pick<FlowModel, "words">,
  edges: readonly Pick<Edge, "step">[],
): Problem[] {
  const all = wordsIn(model);
  const written = new Set(
    edges.flatMap(({ step }) => {
      if (step.type !== "commands") return [];
      const first = all.find(
        ({ locale, command }) => locale === WALKED && command === step.command,
      );
      return [`${step.command} ${step.word ?? first?.word}`];
    }),
  );
  // Where two languages mean different things by a word, the walk means its own.
  const isOther = ({ word, command }: Word) =>
    all.some((one) => one.locale === WALKED && one.word === word && one.command !== command);
  return all
    .filter((each) => !written.has(`${each.command} ${each.word}`) && !isOther(each))
    .map(({ command, word }) => ({
      ...placeOf(model, word),
      sentence: `No path writes “${word}”: no state reads it as “${command}”. Check whether something else reads it first, or remove it.`,
    }));
}

/** Whether a member is in the same state, and reads the same wordings. */
function isSameOutcome(one: Situation, other: Situation): boolean {
  const outline = ({ stage, received }: Situation) =>
    JSON.stringify([stage, received.map(({ keys }) => keys)]);
  return outline(one) === outline(other);
}

/** Whether a choice has the word as its title: then a rule compares the two. */
function isTitle({ record }: Situation, word: string): boolean {
  return record?.question.choices.some(({ title }) => foldWord(title) === word) ?? false;
}

const TABLE = "src/check/paths/answers.ts";

function unwalkedState(path: string): string {
  return `No path reaches “${path}”. Check the guards of the transitions to it. If it needs an input that no path has, add that to ${TABLE}; if it cannot happen, remove it.`;
}

function unwalkedTransition(transition: Transition): string {
  const { source, guard, candidates } = transition;
  const index = candidates.indexOf(transition) + 1;
  const which = candidates.length > 1 ? `, ${index} of ${candidates.length}` : "";
  const why = guard
    ? `its guard “${guard.name}” is never true when it is evaluated`
    : candidates.length > 1
      ? "a guard above it is always true"
      : "its event never occurs in this state";
  return `No path takes this transition: “${source.path}” ${whenOf(transition)}${which}: ${why}. ${mendOf(transition)}`;
}

function whenOf({ trigger }: Transition): string {
  switch (trigger.kind) {
    case "event":
      return `on “${trigger.event}”`;
    case "after":
      return `after “${trigger.delay.name}”`;
    case "always":
      return "going on at once";
    case "ended":
      return "when its inner states have ended";
    case "done":
      return `when “${trigger.invoke.src.name}” is done`;
    case "error":
      return `when “${trigger.invoke.src.name}” is not done`;
  }
}

function mendOf({ trigger }: Transition): string {
  if (trigger.kind === "event" && trigger.event === "text")
    return `Add what a member would write to \`texts\` in ${TABLE}; or, if it cannot happen, remove it.`;
  if (trigger.kind === "done")
    return `Add what credex-core would answer to \`answers\` in ${TABLE}; or, if it cannot happen, remove it.`;
  return `Fix the guards; or, if it cannot happen, remove it. The inputs of members and answers of credex-core are in ${TABLE}.`;
}
