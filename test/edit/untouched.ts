import { expect } from "vitest";
import { nameOf, nodesIn, parse } from "../../src/check/ast.ts";
import type { Edit } from "../../src/playground/edit-protocol.ts";
import { shippedMachines } from "./shipped.ts";

/** What an edit may change: these nodes of a file, and lines that contain one of these words. */
interface Touched {
  /** The ids of states. */
  states?: string[];
  /** The machine whose properties outside of its states these are, and their names. */
  settings?: [machine: string, ...names: string[]];
  /** The copy key of the changed wording. */
  key?: string;
  words?: string[];
  /** An edit that adds or removes code may change what the file imports. */
  imports?: true;
}

type Touching = {
  [Kind in Edit["kind"]]: (edit: Extract<Edit, { kind: Kind }>) => Touched;
};

const sourceOf = (edge: string) => edge.replace(/#.*$/, "");
const machineIn = (state: string) => state.replace(/:.*$/, "");
const lastOf = (state: string) => state.replace(/^.*[.:]/, "");
const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

const touching: Touching = {
  wording: ({ key }) => ({ key }),
  description: ({ state }) => ({ states: [state] }),
  tags: ({ state }) => ({ states: [state] }),
  delay: ({ machine, delay }) => ({ settings: [machine, delay] }),
  promise: ({ machine }) => ({ settings: [machine, "meta"] }),
  target: ({ edge }) => ({ states: [sourceOf(edge)] }),
  "add way": ({ state }) => ({ states: [state] }),
  rename: ({ state, name }) => ({ words: [lastOf(state), name] }),
  "rename field": ({ field, name }) => ({ words: [field, name] }),
  "rename event": ({ event, name }) => ({ words: [lastOf(event), name] }),
  "rename choice": ({ choice, name }) => ({ words: [choice.replace(/=.*/, ""), name] }),
  "add choice": ({ key, choice }) => ({ key, words: [choice] }),
  "remove choice": ({ key, choice }) => ({ key, words: [choice, eventOf(choice)] }),
  "give value": ({ key, field }) => ({ words: [key, field], imports: true }),
  "duplicate form": ({ name }) => ({ words: [name] }),
  "add question": ({ name, after, ways }) => ({
    words: [name, capitalised(name)],
    states: [after, ...ways.map(sourceOf)],
    imports: true,
  }),
  "remove question": ({ state }) => ({ words: wordsAround(state), imports: true }),
  "swap questions": ({ first, second }) => ({ words: [lastOf(first), lastOf(second)] }),
};

const eventOf = (choice: string) => `choice.${choice.split("=")[0]}`;

/** A question's own names: of its state, and of what only this state may use, with the fields that those keep. */
function wordsAround(state: string): string[] {
  const file = shippedMachines.find(({ machine }) => machine.id === machineIn(state));
  const node = file?.states.find(({ path }) => `${file.machine.id}:${path}` === state);
  if (!file || !node) return [];
  const texts = nodesIn(node.config).flatMap((each) =>
    each.type === "Literal" && typeof each.value === "string" ? [each.value] : [],
  );
  const kept = nodesIn(file.machine.settings).flatMap((each) =>
    each.type === "Property" && texts.includes(nameOf(each) ?? "")
      ? nodesIn(each.value).flatMap((part) => (part.type === "Identifier" ? [part.name] : []))
      : [],
  );
  return [lastOf(state), ...texts, ...kept];
}

interface Hunk {
  /** The lines of the file before the edit that it replaces, from 0; the second is not among them. */
  from: number;
  to: number;
  removed: string[];
  added: string[];
}

/** Asserts that every line which an edit changed in a file belongs to what the edit names. */
export function expectUntouched(edit: Edit, name: string, before: string, after: string): void {
  const touched = (touching[edit.kind] as (edit: Edit) => Touched)(edit);
  const ranges = rangesOf(touched, name, before);
  const strange = hunksOf(before.split("\n"), after.split("\n")).filter(
    ({ from, to, removed, added }) =>
      !ranges.some(([first, last]) => from >= first && to <= last + 1) &&
      ![...removed, ...added].some((line) => touched.words?.some((word) => line.includes(word))),
  );
  expect(strange.map((hunk) => ({ file: name, ...hunk }))).toEqual([]);
}

/** The first and the last line of each node that the edit may change. */
function rangesOf({ states = [], settings, key, imports }: Touched, name: string, text: string) {
  const { program, placeOf } = parse(name, text);
  const lines = ({ start, end }: { start: number; end: number }) =>
    [placeOf({ start }).line - 1, placeOf({ start: end }).line - 1] as const;
  const file = shippedMachines.find((one) => one.file === name);
  const own = (machine: string) => (file?.machine.id === machine ? file : undefined);
  return [
    ...states.flatMap((state) =>
      (own(machineIn(state))?.states ?? [])
        .filter(({ path }) => path === state.replace(/^[^:]*:/, ""))
        .map(({ property }) => property ?? { start: 0, end: text.length }),
    ),
    ...nodesIn(program).filter(
      (node) =>
        (imports && node.type === "ImportDeclaration") ||
        (node.type === "Property" &&
          ((name.startsWith("copy/") && nameOf(node) === key) ||
            (settings && own(settings[0]) && settings.includes(nameOf(node) ?? "")))),
    ),
  ].map(lines);
}

/** The runs of lines that differ: what is between the lines that both have. */
function hunksOf(before: string[], after: string[]): Hunk[] {
  let [from, since] = [0, 0];
  const ends: [number, number] = [before.length, after.length];
  return [...commonLines(before, after), ends].flatMap(([to, until]) => {
    const hunk = { from, to, removed: before.slice(from, to), added: after.slice(since, until) };
    [from, since] = [to + 1, until + 1];
    return hunk.removed.length + hunk.added.length > 0 ? [hunk] : [];
  });
}

/** A longest common subsequence, as pairs of a line before and a line after. */
function commonLines(before: string[], after: string[]): [number, number][] {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const pairs: [number, number][] = [];
  for (let [row, column] = [0, 0]; at(row, column) > 0; ) {
    if (before[row] === after[column]) pairs.push([row++, column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return pairs;
}
