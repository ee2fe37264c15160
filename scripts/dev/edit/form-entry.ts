import { asObject, bare, find, nameOf, nodesIn, textIn } from "../../../src/check/ast.ts";
import { rewrite } from "./edited-machine.ts";
import type { Files } from "./files.ts";
import { withImport } from "./imports.ts";
import { insertProperty, propertyOf } from "./insert.ts";
import { type MachineFile, propertiesOf, type StateNode, transitionsOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { rowsGiven } from "./rename-choice.ts";
import { saidOnEntry, valuesOf } from "./said.ts";
import { applySplices, type Splice } from "./splice.ts";
import { destinationOf } from "./transitions.ts";

/** How a member gets to a form: by a choice of a state, which enters another that invokes the form. */
export interface Entry {
  home: StateNode;
  choice: string;
  /** The wording that offers the choice. */
  key: string;
  invoking: StateNode;
}

/** Home is the goal of root; a form that has no row there may have one elsewhere. */
export function entryOf(root: MachineFile, { machine }: MachineFile): Entry {
  const invoking = root.states.find(({ state }) =>
    state.invokes.some(({ src }) => src.name === machine.id),
  );
  const isGoal = ({ state }: StateNode) => state.tags.includes("goal");
  const ordered = [...root.states].sort(
    (one, other) => Number(isGoal(other)) - Number(isGoal(one)),
  );
  const [entry] = invoking ? ordered.flatMap((home) => entriesAt(root, home, invoking)) : [];
  return entry ?? refuse(`“${machine.id}” has no row at home: duplicate it in your editor.`);
}

function entriesAt(root: MachineFile, home: StateNode, invoking: StateNode): Entry[] {
  const [key] = saidOnEntry(root, home).filter((said) => valuesOf(root, said));
  if (key === undefined) return [];
  return transitionsOf(home)
    .filter(({ event }) => event.startsWith("choice."))
    .filter(
      ({ value }) => destinationOf(root, home, value) === `${root.machine.id}:${invoking.path}`,
    )
    .map(({ event }) => ({ home, key, invoking, choice: event.slice("choice.".length) }));
}

export interface NewForm {
  name: string;
  fileName: string;
  /** The name by which the original is imported. */
  export: string;
}

/** Root with the form: its import, its actor, its row, the choice at home, and the state that invokes it. */
export function withEntry(root: MachineFile, entry: Entry, form: NewForm): string {
  const { name, fileName } = form;
  const actors = asObject(find(root.machine.settings, "actors")?.value);
  const actor = actors && propertiesOf(actors).find((one) => nameOf(one) === form.export);
  const on = asObject(find(entry.home.config, "on")?.value);
  const way = on && find(on, `choice.${entry.choice}`);
  const { property } = entry.invoking;
  const around = root.states.find(({ state }) => state === entry.invoking.state.parent);
  const states = around && asObject(find(around.config, "states")?.value);
  if (!actors || !actor || !on || !way || !property || !states)
    refuse("root does not name the form where it is expected: duplicate it in your editor.");
  const { text } = root;
  const spliced = rewrite(root, [
    insertProperty(text, actors, { after: actor, source: name }),
    insertProperty(text, on, {
      after: way,
      source: propertyOf(`choice.${name}`, JSON.stringify(name)),
    }),
    insertProperty(text, states, {
      after: property,
      source: `${name}: ${invokingOnce(root, entry, name)}`,
    }),
  ]);
  return withImport(spliced, { name, from: `./${fileName}` }).text;
}

/** The state that invokes the original, with the name of the new form. */
function invokingOnce({ text }: MachineFile, { invoking }: Entry, name: string): string {
  const { config } = invoking;
  const invoke = asObject(find(config, "invoke")?.value);
  const splices = ["src", "id"].flatMap((part): Splice[] => {
    const value = invoke && find(invoke, part)?.value;
    return value
      ? [
          {
            start: value.start - config.start,
            end: value.end - config.start,
            by: JSON.stringify(name),
          },
        ]
      : [];
  });
  return applySplices(text.slice(config.start, config.end), splices);
}

/** The file in which the rows of home are chosen, with the original's row once more: under the same condition. */
export function withRowAfter(files: Files, root: MachineFile, entry: Entry, name: string): Files {
  const { key, choice } = entry;
  const rows = rowsGiven(files, root, key);
  if (rows.length === 0) return {};
  const found = rows.find(({ row }) => textIn(row.value) === choice);
  const value = found && bare(found.row.value);
  const around = (found ? nodesIn(found.program) : [])
    .flatMap((node) => (node.type === "ArrayExpression" ? node.elements : []))
    // The outermost element that holds the row: its condition is included.
    .find((one) => one && value && one.start <= value.start && value.end <= one.end);
  if (!around || !value || !found)
    return refuse(`root chooses the rows of “${key}” by code: duplicate the form in your editor.`);
  const row = applySplices(found.text.slice(around.start, around.end), [
    {
      start: value.start - around.start,
      end: value.end - around.start,
      by: JSON.stringify(name),
    },
  ]);
  const splice = { start: around.end, end: around.end, by: `,\n${row}` };
  return { [found.name]: applySplices(found.text, [splice]) };
}
