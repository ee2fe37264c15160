import type { Node } from "oxc-parser";
import { find, nameOf, nodesIn, parse } from "../../../src/check/ast.ts";
import { fieldsIn } from "../../../src/check/context-fields.ts";
import type { RenameFieldEdit } from "../../../src/playground/edit-protocol.ts";
import { machineOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { initialContextOf } from "./form-parts.ts";
import type { MachineFile } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { applySplices, type Splice } from "./splice.ts";
import { type Reference, typedMachines } from "./typed-machines.ts";

/**
 * Renames a field of a machine's context, wherever TypeScript finds it: in actions, guards, wordings' values, the
 * input of calls. The values that wordings receive keep their names, as the copy does.
 */
export function renameField(files: Files, { machine, field, name }: RenameFieldEdit): Edited {
  const file = machineOf(files, machine);
  const fields = fieldsIn(file.machine);
  const declared =
    fields.find((one) => one.name === field) ??
    refuse(`“${machine}” declares no field “${field}” in ${file.file}.`);
  if (!/^[a-z][A-Za-z0-9]{0,39}$/.test(name))
    refuse("The name of a field begins with a small letter and has only letters and digits.");
  if (fields.some((one) => one.name === name)) refuse(`“${machine}” keeps a “${name}” already.`);
  const types = typedMachines();
  const references = types.referencesTo(files, { file: file.file, offset: declared.start });
  const initial = find(initialContextOf(file), field);
  const own: Reference[] = [
    ...references,
    // XState infers the initial context on its own, so TypeScript does not relate it to the field.
    ...(initial ? [{ file: file.file, start: initial.key.start, end: initial.key.end }] : []),
  ];
  const known = new Set(types.errorsIn(files));
  const errorsAfter = (places: Reference[]) =>
    types
      .errorsIn({ ...files, ...renamedAt(files, places, name) })
      .filter((error) => !known.has(error));
  const all = withHelpers(own, { errorsAfter, groups: () => groupsIn(files, file, field) });
  const [fault] = errorsAfter(all);
  if (fault !== undefined)
    refuse(
      `“${field}” of “${machine}” is a part of something else as well (see ${fault.split(":")[0]}): rename it in your editor.`,
    );
  const renamed = renamedAt(files, all, name);
  const names = Object.keys(renamed);
  const count = new Set(all.map((one) => `${one.file}:${one.start}`)).size;
  const elsewhere = names.filter((one) => one !== file.file);
  return {
    files: renamed,
    words: [
      `Renames “${field}” of “${machine}” to “${name}”, in ${count} places${elsewhere.length > 0 ? `, also in ${elsewhere.join(", ")}` : ""}.`,
      `A member who is in “${machine}” may have to begin again.`,
    ],
  };
}

/**
 * With the fields of the same name that helpers of this machine take or give: each is renamed as well where that
 * leaves fewer errors of the types.
 */
function withHelpers(
  own: Reference[],
  options: { errorsAfter: (places: Reference[]) => string[]; groups: () => Reference[][] },
): Reference[] {
  let [all, count] = [own, options.errorsAfter(own).length];
  const left = count > 0 ? options.groups() : [];
  for (let index = 0; count > 0 && index < left.length; index++) {
    const more = [...all, ...(left[index] ?? [])];
    const rest = options.errorsAfter(more).length;
    if (rest >= count) continue;
    [all, count] = [more, rest];
    left.splice(index, 1);
    // One that did not help before may do so now.
    index = -1;
  }
  return all;
}

/** The references to each other property of this name in the files that a machine's file imports. */
function groupsIn(files: Files, { file, machine }: MachineFile, field: string): Reference[][] {
  const types = typedMachines();
  const seen = new Set<string>();
  return importedBy(machine.source.program).flatMap((name) => {
    const text = files[name];
    const { program } = text === undefined ? { program: undefined } : parse(name, text);
    return (program ? nodesIn(program) : []).flatMap((node) => {
      const isIt =
        (node.type === "Property" || node.type === "TSPropertySignature") && nameOf(node) === field;
      if (!isIt || seen.has(`${name}:${node.key.start}`)) return [];
      const places = types.referencesTo(files, { file: name, offset: node.key.start });
      for (const place of places) seen.add(`${place.file}:${place.start}`);
      return places.some((place) => place.file !== file && place.file !== name) ? [] : [places];
    });
  });
}

/** The names of the machines' files that a file imports: "quick-command.ts". */
function importedBy(program: Node): string[] {
  return nodesIn(program).flatMap((node) => {
    if (node.type !== "ImportDeclaration") return [];
    const name = /^\.\/(.+\.ts)$/.exec(node.source.value)?.[1];
    return name === undefined ? [] : [name];
  });
}

/** The files in which the places have another name. */
function renamedAt(files: Files, places: Reference[], name: string): Files {
  const names = [...new Set(places.map(({ file }) => file))];
  return Object.fromEntries(
    names.map((file) => {
      const text = files[file] ?? "";
      const own = places.filter((each) => each.file === file);
      return [file, applySplices(text, splicesFor({ file, text, places: own, name }))];
    }),
  );
}

/** Each place once; a property in short form, `{ amount }`, keeps its value: `{ sum: amount }`. */
function splicesFor(given: {
  file: string;
  text: string;
  places: Reference[];
  name: string;
}): Splice[] {
  const { file, text, places, name } = given;
  const shorthands = new Set(
    nodesIn(parse(file, text).program).flatMap((node) =>
      node.type === "Property" && node.shorthand ? [node.key.start] : [],
    ),
  );
  const once = new Map(places.map((place) => [place.start, place]));
  return [...once.values()].map(({ start, end }) => {
    if (shorthands.has(start)) return { start, end, by: `${name}: ${text.slice(start, end)}` };
    const isQuoted = /^["'`]/.test(text.slice(start));
    return isQuoted ? { start: start + 1, end: end - 1, by: name } : { start, end, by: name };
  });
}
