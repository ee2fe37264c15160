import type { Node, TemplateLiteral } from "oxc-parser";
import { find, isNamed, nameOf, nodesIn } from "../../../src/check/ast.ts";
import type { DuplicateFormEdit } from "../../../src/playground/edit-protocol.ts";
import { addChoiceTitle } from "./add-choice.ts";
import { changed, localesIn, readCopyFile } from "./copy-file.ts";
import { machineOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { type Entry, entryOf, withEntry, withRowAfter } from "./form-entry.ts";
import { insertProperty, propertyOf } from "./insert.ts";
import { type MachineFile, propertiesOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { applySplices, type Splice } from "./splice.ts";

/** Duplicates a form as a new one, with wordings of its own, and its row where the original has one. */
export function duplicateForm(files: Files, edit: DuplicateFormEdit): Edited {
  const { machine, name, titles } = edit;
  const form = machineOf(files, machine);
  const root = machineOf(files, "root");
  const locales = localesIn(files);
  const fileName = `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
  if (!/^[a-z][A-Za-z0-9]{0,29}$/.test(name))
    refuse("The name of a form begins with a small letter and has only letters and digits.");
  if ((files[fileName] ?? "") !== "") refuse(`There is a file ${fileName} already.`);
  const missing = locales.filter((locale) => !titles[locale]?.trim());
  if (missing.length > 0) refuse(`“${name}” needs a title in ${missing.join(", ")} as well.`);
  const entry = entryOf(root, form);
  if (root.states.some(({ state }) => state.key === name))
    refuse(`root has a state “${name}” already: choose another name.`);
  const copies = locales.map((locale) =>
    withWordings(withRow(files, locale, { entry, edit }), locale, edit),
  );
  const offering = withRowAfter(files, root, entry, name);
  const home = machineOf({ ...files, ...offering }, "root");
  const offer = entryOf(home, form);
  return {
    files: Object.assign(
      offering,
      { [fileName]: withOwnNames(form, edit, keysOf(files, machine)) },
      { [root.file]: withEntry(home, offer, { name, fileName, export: form.machine.name }) },
      ...copies,
    ),
    words: [
      `Duplicates “${machine}” as “${name}” in ${fileName}, with ${keysOf(files, machine).length} wordings of its own in ${locales.length} languages.`,
      `${entry.home.name} offers it as “${titles[locales[0] ?? ""] ?? name}” after “${entry.choice}”.`,
    ],
  };
}

/** The copy keys that belong to a form by their name. */
function keysOf(files: Files, machine: string): string[] {
  const [locale = "en"] = localesIn(files);
  return propertiesOf(readCopyFile(files, locale).copy).flatMap((one) => {
    const key = nameOf(one) ?? "";
    return key.startsWith(`${machine}.`) ? [key] : [];
  });
}

const renamedKey = (key: string, { machine, name }: DuplicateFormEdit): string =>
  `${name}${key.slice(machine.length)}`;

/** The form's file with another name, id and wordings; targets by id follow. */
function withOwnNames(form: MachineFile, edit: DuplicateFormEdit, keys: string[]): string {
  const { text, machine, states } = form;
  const nodes = nodesIn(machine.source.program);
  const declared = nodes.flatMap((node) => (node.type === "VariableDeclarator" ? [node.id] : []));
  const name = declared.find((id) => isNamed(id, machine.name));
  const id = states[0] && find(states[0].config, "id")?.value;
  if (!name || !id) return refuse(`${form.file} does not name the machine where it is expected.`);
  return applySplices(text, [
    { start: name.start, end: name.end, by: edit.name },
    { start: id.start, end: id.end, by: JSON.stringify(edit.name) },
    ...nodes.flatMap((node) => splicesIn(node, edit, keys)),
  ]);
}

function splicesIn(node: Node, edit: DuplicateFormEdit, keys: string[]): Splice[] {
  if (node.type === "TemplateLiteral") return templateOf(node, edit, keys);
  if (node.type !== "Literal" || typeof node.value !== "string") return [];
  const by = ownName(node.value, edit, keys);
  return by === node.value ? [] : [{ start: node.start, end: node.end, by: JSON.stringify(by) }];
}

/** `registration.${part}.ask`: a copy key of the form, put together. */
function templateOf(
  { start, quasis: [head] }: TemplateLiteral,
  { machine, name }: DuplicateFormEdit,
  keys: string[],
): Splice[] {
  const text = head?.value.raw ?? "";
  if (!text.startsWith(`${machine}.`) || !keys.some((key) => key.startsWith(text))) return [];
  return [{ start: start + 1, end: start + 1 + machine.length, by: name }];
}

/** A copy key of the form, or a target by the form's id. */
function ownName(text: string, edit: DuplicateFormEdit, keys: string[]): string {
  if (keys.includes(text)) return renamedKey(text, edit);
  const target = `#${edit.machine}`;
  if (text !== target && !text.startsWith(`${target}.`)) return text;
  return `#${edit.name}${text.slice(target.length)}`;
}

/** The wordings once more under the new name, after those of the original. */
function withWordings(files: Files, locale: string, edit: DuplicateFormEdit): Files {
  const file = readCopyFile(files, locale);
  const own = propertiesOf(file.copy).filter((one) =>
    (nameOf(one) ?? "").startsWith(`${edit.machine}.`),
  );
  const taken = own
    .map((one) => renamedKey(nameOf(one) ?? "", edit))
    .find((key) => find(file.copy, key));
  if (taken !== undefined) refuse(`There is a wording “${taken}” already: choose another name.`);
  const source = own
    .map((one) =>
      propertyOf(
        renamedKey(nameOf(one) ?? "", edit),
        file.text.slice(one.value.start, one.value.end),
      ),
    )
    .join(",\n");
  const insert = insertProperty(file.text, file.copy, { after: own.at(-1), source });
  return own.length > 0 ? changed(file, [insert]) : { [file.name]: file.text };
}

/** The row at home, after that of the original. */
function withRow(
  files: Files,
  locale: string,
  { entry, edit }: { entry: Entry; edit: DuplicateFormEdit },
): Files {
  const file = readCopyFile(files, locale);
  const splices = addChoiceTitle(file, {
    key: entry.key,
    choice: edit.name,
    title: edit.titles[locale] ?? "",
    after: entry.choice,
  });
  return { ...files, ...changed(file, splices) };
}
