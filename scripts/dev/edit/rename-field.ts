import { find, nodesIn, parse } from "../../../src/check/ast.ts";
import { fieldsIn } from "../../../src/check/context-fields.ts";
import type { RenameFieldEdit } from "../../../src/playground/edit-protocol.ts";
import { machineOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { initialContextOf } from "./form-parts.ts";
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
  const all: Reference[] = [
    ...references,
    // XState infers the initial context on its own, so TypeScript does not relate it to the field.
    ...(initial ? [{ file: file.file, start: initial.key.start, end: initial.key.end }] : []),
  ];
  const names = [...new Set(all.map((one) => one.file))];
  const renamed = Object.fromEntries(
    names.map((one) => {
      const text = files[one] ?? "";
      const places = all.filter((each) => each.file === one);
      return [one, applySplices(text, splicesFor({ file: one, text, places, name }))];
    }),
  );
  const errors = types.errorsIn({ ...files, ...renamed });
  const known = errors.length > 0 ? types.errorsIn(files) : [];
  const fault = errors.find((error) => !known.includes(error));
  if (fault !== undefined)
    refuse(
      `“${field}” of “${machine}” is a part of something else as well (see ${fault.split(":")[0]}): rename it in your editor.`,
    );
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
