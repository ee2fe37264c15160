import type { ObjectExpression } from "oxc-parser";
import { asObject, find, nameOf, nodesIn } from "../../../src/check/ast.ts";
import type { AddChoiceEdit } from "../../../src/playground/edit-protocol.ts";
import { addHandler } from "./add-way.ts";
import {
  type CopyFile,
  changed,
  choicesIn,
  localesIn,
  readCopyFile,
  unreview,
  wordingIn,
} from "./copy-file.ts";
import { machineOf, pathOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { insertProperty, propertyOf } from "./insert.ts";
import { propertiesOf, stateAt } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { machinesIn, valuesOf } from "./said.ts";
import type { Splice } from "./splice.ts";

/** Adds a button or row in every language, and the transition that answers it in each state that sends it. */
export function addChoice(files: Files, edit: AddChoiceEdit): Edited {
  const { key, choice, titles, ways } = edit;
  mustBeName(choice);
  const locales = localesIn(files);
  const missing = locales.filter((locale) => !titles[locale]?.trim());
  if (missing.length > 0) refuse(`“${choice}” needs a title in ${missing.join(", ")} as well.`);
  const code = machinesIn(files).find((file) => isChosenByCode(file, key));
  if (code) refuse(`${code.file} chooses what “${key}” offers by code: add “${choice}” there.`);
  const copies = locales.map((locale) => {
    const file = readCopyFile(files, locale);
    return changed(file, [...withChoice(file, edit), ...unreview(file, key)]);
  });
  let done: Files = Object.assign({}, ...copies);
  for (const { state, target } of ways) {
    const file = machineOf({ ...files, ...done }, state);
    const added = addHandler(file, { state, event: `choice.${choice}`, target });
    done = { ...done, [file.file]: added };
  }
  const where = ways.map(({ state, target }) => {
    const from = stateAt(machineOf(files, state), pathOf(state));
    return `${from.name}: it enters “${pathOf(target)}”.`;
  });
  return {
    files: done,
    words: [
      `Adds “${titles[locales[0] ?? ""] ?? choice}” to “${key}” in ${locales.length} languages, as “${choice}”.`,
      ...where,
    ],
  };
}

/** Refuses what is no name of a choice. */
export function mustBeName(choice: string): void {
  if (!/^[a-z][A-Za-z0-9]{0,29}$/.test(choice))
    refuse("The name of a choice begins with a small letter and has only letters and digits.");
}

/** The machine gives the wording a list of rows, so one that is only in the copy is never offered. */
function isChosenByCode(file: Parameters<typeof valuesOf>[0], key: string): boolean {
  const values = valuesOf(file, key);
  return (
    values !== undefined &&
    nodesIn(values).some((node) => node.type === "Property" && nameOf(node) === "choices")
  );
}

function withChoice(file: CopyFile, { key, choice, titles }: AddChoiceEdit): Splice[] {
  const { value } = wordingIn(file, key);
  const title = JSON.stringify(titles[file.locale]);
  if (choicesIn(file, key)) {
    const text = titles[file.locale] ?? "";
    return addChoiceTitle(file, { key, choice, title: text });
  }
  const entry = asObject(value);
  if (entry && find(entry, "list")) refuse(`“${key}” is a list without rows: fix it first.`);
  const buttons = `, buttons: { ${propertyOf(choice, title)} } }`;
  return [
    { start: value.start, end: value.start, by: "{ text: " },
    { start: value.end, end: value.end, by: buttons },
  ];
}

/** One more button or row among those of a wording: at the end, or after another. */
export function addChoiceTitle(
  file: CopyFile,
  { key, choice, title, after }: { key: string; choice: string; title: string; after?: string },
): Splice[] {
  const offered = choicesIn(file, key) ?? refuse(`“${key}” offers nothing in ${file.name}.`);
  if (propertiesOf(offered).some((one) => nameOf(one)?.split("=")[0] === choice))
    refuse(`“${key}” offers “${choice}” already.`);
  const text = JSON.stringify(title);
  const row = isDescribed(offered) ? `{ title: ${text}, description: ${text} }` : text;
  const before = after === undefined ? undefined : find(offered, after);
  const source = propertyOf(choice, row);
  return [insertProperty(file.text, offered, { after: before, source })];
}

/** Rows that have descriptions all have one. */
function isDescribed(rows: ObjectExpression): boolean {
  const all = propertiesOf(rows);
  return all.length > 0 && all.every((row) => asObject(row.value) !== undefined);
}
