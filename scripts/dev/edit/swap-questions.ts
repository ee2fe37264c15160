import type { Expression } from "oxc-parser";
import { asObject, find, textIn } from "../../../src/check/ast.ts";
import { listed } from "../../../src/check/reader-context.ts";
import type { SwapQuestionsEdit } from "../../../src/playground/edit-protocol.ts";
import { machineOf, pathOf, quoted, rewrite } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import {
  type MachineFile,
  type StateNode,
  stateAt,
  type TransitionNode,
  transitionsOf,
} from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { isKey } from "./said.ts";
import type { Splice } from "./splice.ts";
import { destinationOf, goesBack, spliceTarget, targetIn } from "./transitions.ts";

/** Events that answer a question. */
const ANSWER = /^(?:text|yes|choice\..*)$/;

/** Asks the second question before the first, where the first one's answer enters the second. */
export function swapQuestions(files: Files, { first, second }: SwapQuestionsEdit): Edited {
  const file = machineOf(files, first);
  const one = stateAt(file, pathOf(first));
  const two = stateAt(file, pathOf(second));
  if (one === two || one.state.parent !== two.state.parent || !one.property || !two.property)
    refuse("Only two questions beside each other are asked the other way round.");
  const swapped = swapTexts(retargeted(file, one, two), one.path, two.path);
  return {
    files: { [file.file]: swapped.text },
    words: [`Asks ${two.name} before ${one.name}.`],
  };

  function retargeted(file: MachineFile, one: StateNode, two: StateNode): MachineFile {
    const waysOf = (node: StateNode) =>
      transitionsOf(node).map((way) => ({ ...way, to: destinationOf(file, node, way.value) }));
    const forward = waysOf(one).filter(({ event, to }) => ANSWER.test(event) && to === second);
    if (forward.length === 0) refuse(`No answer to ${one.name} enters ${two.name}.`);
    const onward = waysOf(two).filter(
      ({ event, to }) => ANSWER.test(event) && to !== undefined && to !== first && to !== second,
    );
    const nextIds = new Set(onward.map(({ to }) => to));
    const [nextId] = nextIds;
    if (nextIds.size !== 1 || nextId === undefined)
      refuse(`The answers to ${two.name} enter different states: change them one by one.`);
    const next = stateAt(file, pathOf(nextId));
    const lead = (from: StateNode, to: StateNode) => (way: TransitionNode) =>
      spliceTarget(file, { from, to, value: way.value });
    return rewrite(file, [
      ...forward.flatMap(lead(one, next)),
      ...onward.flatMap(lead(two, one)),
      ...swapBack(waysOf(one), waysOf(two)),
      ...transitionsOf(next)
        .filter(
          ({ event, value }) => goesBack(event) && destinationOf(file, next, value) === second,
        )
        .flatMap(lead(next, one)),
      ...entries(file, one, two, next),
      ...initialSplices(file, one, two),
    ]);

    function swapBack(ofOne: Way[], ofTwo: Way[]): Splice[] {
      const [back, ...more] = ofOne.filter(({ event }) => event === "back");
      const [return_, ...others] = ofTwo.filter(({ event }) => event === "back");
      if (more.length + others.length > 0 || !back?.to || return_?.to !== first)
        return refuse(
          `${one.name} and ${two.name} go back by several ways: change them one by one.`,
        );
      const before = stateAt(file, pathOf(back.to));
      return [...lead(one, two)(back), ...lead(two, before)(return_)];
    }
  }
}

interface Way extends TransitionNode {
  to: string | undefined;
}

/**
 * What entered the first question enters the second, but for what follows an answer to it: the failure of a call,
 * and a way with an explanation.
 */
function entries(file: MachineFile, one: StateNode, two: StateNode, next: StateNode): Splice[] {
  const id = `${file.machine.id}:${one.path}`;
  return file.states
    .filter((from) => from !== one && from !== two && from !== next)
    .flatMap((from) =>
      transitionsOf(from)
        .filter(({ event, value }) => {
          const isEntry = !goesBack(event) && !event.startsWith("error.");
          return isEntry && !explains(value) && destinationOf(file, from, value) === id;
        })
        .flatMap(({ value }) => spliceTarget(file, { from, to: two, value })),
    );
}

/** Whether something is said on the way. */
function explains(value: Expression): boolean {
  const way = asObject(value);
  return listed(way && find(way, "actions")?.value).some((action) => isKey(textIn(action) ?? ""));
}

function initialSplices(file: MachineFile, one: StateNode, two: StateNode): Splice[] {
  const around = file.states.find(({ state }) => state === one.state.parent);
  const written = around && find(around.config, "initial")?.value;
  const initial = written && targetIn(written);
  return initial?.name === one.state.key ? [quoted(initial, two.state.key)] : [];
}

/** In the file, the questions are in the order in which they are asked. */
function swapTexts(file: MachineFile, first: string, second: string): MachineFile {
  const one = stateAt(file, first).property;
  const two = stateAt(file, second).property;
  if (!one || !two) return file;
  return rewrite(file, [
    { start: one.start, end: one.end, by: file.text.slice(two.start, two.end) },
    { start: two.start, end: two.end, by: file.text.slice(one.start, one.end) },
  ]);
}
