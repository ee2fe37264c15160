import { asObject, find } from "../../../src/check/ast.ts";
import type { ChoiceEdit } from "../../../src/playground/edit-protocol.ts";
import {
  type CopyFile,
  changed,
  choiceIn,
  choicesIn,
  eventNameOf,
  localesIn,
  namesOffered,
  readCopyFile,
} from "./copy-file.ts";
import type { Edited, Files } from "./files.ts";
import type { MachineFile, StateNode } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { machinesIn, saidOnEntry } from "./said.ts";
import { withComma } from "./splice.ts";

/**
 * Removes a button or row from a wording in every language, and the transitions for it from the states that
 * offer it no longer.
 */
export function removeChoice(files: Files, { key, choice }: ChoiceEdit): Edited {
  const copies = localesIn(files).map((locale) => readCopyFile(files, locale));
  const removed = copies.map((copy) => withoutChoice(copy, { key, choice }));
  const name = eventNameOf(choice);
  const after = localesIn(files).map((locale) =>
    readCopyFile({ ...files, ...Object.assign({}, ...removed) }, locale),
  );
  const machines = machinesIn(files).map((file) => withoutHandlers(file, { key, name, after }));
  return {
    files: Object.assign({}, ...removed, ...machines.map((one) => one.files)),
    words: [
      `Removes “${choice}” from “${key}” in ${copies.length} languages.`,
      ...machines.flatMap(({ states }) =>
        states.map((state) => `${state} does not react to it any more.`),
      ),
    ],
  };
}

function withoutChoice(file: CopyFile, { key, choice }: { key: string; choice: string }): Files {
  const property = choiceIn(file, key, choice);
  if (choicesIn(file, key)?.properties.length === 1)
    refuse(`“${choice}” is the only choice of “${key}”: a question needs at least one.`);
  return changed(file, [withComma(file.text, property)]);
}

interface Removed {
  key: string;
  name: string;
  /** The copy without the choice. */
  after: CopyFile[];
}

function withoutHandlers(file: MachineFile, { key, name, after }: Removed) {
  const isOffered = (node: StateNode) =>
    saidOnEntry(file, node).some((said) =>
      after.some((copy) => namesOffered(copy, said).includes(name)),
    );
  const found = file.states
    .filter((node) => saidOnEntry(file, node).includes(key) && !isOffered(node))
    .flatMap((node) => {
      const on = asObject(find(node.config, "on")?.value);
      const handler = on && find(on, `choice.${name}`);
      return handler ? [{ node, handler }] : [];
    });
  return {
    files: changed(
      { name: file.file, text: file.text },
      found.map(({ handler }) => withComma(file.text, handler)),
    ),
    states: found.map(({ node }) => node.name),
  };
}
