import type { Expression, ObjectProperty } from "oxc-parser";
import { asObject, find, nodesIn } from "../ast.ts";
import type { FlowModel, MigrationFile } from "../flow-model.ts";
import type { Machine } from "../machine.ts";
import { suggest } from "../nearest.ts";
import type { Place, Problem } from "../problem.ts";

/** A name that a migration replaces. */
interface Renaming {
  /** "state", say. */
  what: string;
  /** Absent for a form. */
  machine: string | undefined;
  old: string;
  now: string;
  place: Place;
}

/** A migration that the list lacks is in no release. */
export function findUnlistedMigrations({ migrations }: FlowModel): Problem[] {
  return migrations
    .filter(({ isListed }) => !isListed)
    .map(({ source }) => ({
      file: source.file,
      line: 1,
      sentence:
        "This migration is not in `migrations` of migrations.ts, so no release has it. Add it there.",
    }));
}

/** Every new name exists, and no old one: else a conversation that has the name already would be renamed too. */
export function findLostMigrations(model: FlowModel): Problem[] {
  return renamingsIn(model).flatMap((renaming) => {
    const { what, machine, old, now, place } = renaming;
    const known = namesOf(model, renaming);
    if (!known)
      return {
        ...place,
        sentence: `There is no machine “${machine}”. ${suggest(machine ?? "", machinesOf(model))} A migration has the names that machines have now.`,
      };
    const of = machine === undefined ? "" : ` of “${machine}”`;
    if (!known.includes(now))
      return {
        ...place,
        sentence: `There is no ${what} “${now}”${of}. ${suggest(now, known)} A migration leads to a name of now.`,
      };
    if (known.includes(old))
      return {
        ...place,
        sentence: `There is still a ${what} “${old}”${of}: a conversation that is there would get another name. Remove this line, or give the other ${what} a name of its own.`,
      };
    return [];
  });
}

/** Each old name leads to one new name, and no two lead to the same. */
export function findRepeatedMigrations(model: FlowModel): Problem[] {
  const renamings = renamingsIn(model);
  return renamings.flatMap((renaming, index) => {
    const { what, old, now, place } = renaming;
    const before = renamings
      .slice(0, index)
      .filter((other) => other.what === what && other.machine === renaming.machine);
    if (before.some((other) => other.old === old))
      return {
        ...place,
        sentence: `The ${what} “${old}” is renamed a second time here. Write its name of now once, and remove the other line.`,
      };
    const same = before.find((other) => other.now === now);
    if (!same) return [];
    return {
      ...place,
      sentence: `The ${what} “${old}” and the ${what} “${same.old}” both become “${now}”. What a member has answered at one is no answer at the other: keep one line.`,
    };
  });
}

function renamingsIn({ migrations }: FlowModel): Renaming[] {
  return migrations.flatMap((file) => {
    const { forms = {}, states = {}, fields = {}, choices = {} } = file.migration;
    const byMachine = { states, fields, choices };
    return [
      ...Object.entries(forms).map(([old, now]) => ({
        ...{ what: "machine", machine: undefined, old, now },
        place: placeOf(file, "forms", old),
      })),
      ...Object.entries(byMachine).flatMap(([kind, machines]) =>
        Object.entries(machines).flatMap(([machine, names]) =>
          Object.entries(names).map(([old, now]) => ({
            ...{ what: kind.slice(0, -1), machine, old, now },
            place: placeOf(file, kind, machine, old),
          })),
        ),
      ),
    ];
  });
}

/** The line of the property at this path of the file's object; the first line if it is not written there. */
function placeOf({ source }: MigrationFile, kind: string, ...path: string[]): Place {
  const kinds = nodesIn(source.program).flatMap((node) => {
    const object = node.type === "ObjectExpression" ? find(node, kind) : undefined;
    return object ? [object] : [];
  });
  let [property]: (ObjectProperty | undefined)[] = kinds;
  for (const name of path) property = within(property?.value, name);
  return property ? source.placeOf(property) : { file: source.file, line: 1 };
}

function within(value: Expression | undefined, name: string): ObjectProperty | undefined {
  const object = asObject(value);
  return object && find(object, name);
}

const machinesOf = ({ machines }: FlowModel) => machines.map(({ name }) => name);

/** The names of now among which the new name has to be. The types know the fields: those of a line are taken as right. */
function namesOf(model: FlowModel, { what, machine, now }: Renaming): string[] | undefined {
  if (machine === undefined) return machinesOf(model);
  const found = model.machines.find(({ name }) => name === machine);
  switch (what) {
    case "state":
      return found?.states.slice(1).map(({ path }) => path);
    case "choice":
      return found && choicesOf(found);
    default:
      return found && [now];
  }
}

function choicesOf({ states }: Machine): string[] {
  const choice = "choice.";
  return states.flatMap(({ transitions }) =>
    transitions.flatMap(({ trigger }) =>
      trigger.kind === "event" && trigger.event.startsWith(choice)
        ? [trigger.event.slice(choice.length)]
        : [],
    ),
  );
}
