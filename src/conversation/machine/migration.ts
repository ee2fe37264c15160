import type { AnyStateMachine, AnyStateNode } from "xstate";
import { z } from "zod";
import type { SessionRecord } from "../model/record.ts";
import { isMachine, type Path, pathBelow } from "./actor-tree.ts";
import type { SavedSnapshot } from "./snapshot-compatibility.ts";

const Names = z.record(z.string(), z.string());
const NamesByMachine = z.record(z.string(), Names);

/**
 * What a release calls otherwise than the one before: new names by old ones. `ROOT` is the root machine; a form has the
 * name by which it is invoked now. The path of a state is that within its machine.
 */
export const Migration = z.strictObject({
  forms: Names.optional(),
  states: NamesByMachine.optional(),
  fields: NamesByMachine.optional(),
  choices: NamesByMachine.optional(),
});

export type Migration = z.infer<typeof Migration>;

export const ROOT = "root";

type Names = z.infer<typeof Names>;

/** A machine of a snapshot under its new names. */
interface Renamed {
  path: Path;
  machine: AnyStateMachine;
  states: Names;
}

/**
 * The record of an open session as the machine would have saved it under the new names; the very one if no name has
 * changed. Machines are not run, and nothing of the outside is read.
 * @throws {TypeError} when the snapshot has not the form that XState gives it
 */
export function migrateRecord(
  record: SessionRecord,
  {
    machine,
    migrations = [],
  }: { machine: AnyStateMachine; migrations?: readonly Migration[] | undefined },
): SessionRecord {
  if (migrations.length === 0) return record;
  const { snapshot, machines } = migrateSnapshot(record.snapshot, machine, migrations);
  const at = (path: Path) => machines.get(path) ?? { path, machine, states: {} };
  const migrated = {
    ...record,
    snapshot,
    timers: record.timers.map((timer) => {
      const from = at(timer.from);
      const sendId = renameTimer(timer.sendId, from);
      const type = renameTimer(timer.event.type, at(timer.path));
      const event = { ...timer.event, type };
      return { ...timer, from: from.path, path: at(timer.path).path, sendId, event };
    }),
    calls: record.calls.map((call) => {
      const made = at(call.path);
      return { ...call, path: made.path, actorId: renameActor(call.actorId, made) };
    }),
  };
  return JSON.stringify(migrated) === JSON.stringify(record) ? record : migrated;
}

/** The new name of a choice of a machine; what is behind its `=` stays. */
export function renameChoice(
  choice: string,
  { migrations = [], machine }: { migrations?: readonly Migration[] | undefined; machine: string },
): string {
  const [name = "", ...value] = choice.split("=");
  const renamed = rename(name, namesOf(migrations, "choices", machine));
  return [renamed, ...value].join("=");
}

function migrateSnapshot(
  saved: SessionRecord["snapshot"],
  machine: AnyStateMachine,
  migrations: readonly Migration[],
): { snapshot: SessionRecord["snapshot"]; machines: Map<Path, Renamed> } {
  const forms = mergeNames(migrations.map((migration) => migration.forms));
  const machines = new Map<Path, Renamed>();
  const migrate = (
    before: SavedSnapshot,
    name: string,
    renamed: Omit<Renamed, "states"> & { oldPath: Path },
  ): SavedSnapshot => {
    const states = namesOf(migrations, "states", name);
    const { path, oldPath } = renamed;
    const now = { path, machine: renamed.machine, states };
    machines.set(oldPath, now);
    const value = renameValue(before.value, states);
    const children = Object.entries(before.children ?? {}).map(([oldId, child]) => {
      const { src: oldSrc } = child as { src?: unknown };
      const src = typeof oldSrc === "string" ? rename(oldSrc, forms) : oldSrc;
      const id =
        src === oldSrc
          ? renameActor(oldId, now)
          : (invocationOf(now.machine, src) ?? renameActor(oldId, now));
      const form = now.machine.implementations.actors[String(src)];
      const paths = { path: pathBelow(path, id), oldPath: pathBelow(oldPath, oldId) };
      const snapshot = isMachine(form)
        ? migrate(child.snapshot, String(src), { ...paths, machine: form })
        : child.snapshot;
      return [id, { ...child, ...(src !== undefined && { src }), snapshot }] as const;
    });
    const { context, historyValue, order } = before as SavedSnapshot & { context?: unknown };
    return {
      ...before,
      ...(value !== undefined && { value }),
      ...(context !== undefined && {
        context: renameFields(context, namesOf(migrations, "fields", name)),
      }),
      ...(Array.isArray(order) && { order: order.map((id) => renameNode(String(id), now)) }),
      ...(historyValue && { historyValue: renameHistory(historyValue, now) }),
      ...(before.children && { children: Object.fromEntries(children) }),
    };
  };
  const snapshot = migrate(saved, ROOT, { path: "", oldPath: "", machine });
  return { snapshot: snapshot as SessionRecord["snapshot"], machines };
}

function namesOf(
  migrations: readonly Migration[],
  kind: "states" | "fields" | "choices",
  machine: string,
): Names {
  return mergeNames(migrations.map((migration) => migration[kind]?.[machine]));
}

function mergeNames(names: readonly (Names | undefined)[]): Names {
  return Object.assign({}, ...names);
}

function rename(name: string, names: Names): string {
  return Object.hasOwn(names, name) ? (names[name] ?? name) : name;
}

/** A field stays where one of the new name is there already. */
function renameFields(context: unknown, names: Names): unknown {
  const fields = Object.entries(Object(context) as object);
  const isTaken = (name: string) => fields.some(([field]) => field === name);
  return Object.fromEntries(
    fields.map(([field, value]) => {
      const renamed = rename(field, names);
      return [isTaken(renamed) ? field : renamed, value];
    }),
  );
}

/** The path of a state: the longest old name that is the state or one around it counts. */
function renameState(path: string, states: Names): string {
  const keys = path.split(".");
  for (let length = keys.length; length > 0; length--) {
    const around = keys.slice(0, length).join(".");
    const renamed = rename(around, states);
    if (renamed !== around) return [renamed, ...keys.slice(length)].join(".");
  }
  return path;
}

/** The value of a machine's state: a name, or names with the values within. */
function renameValue(value: unknown, states: Names): unknown {
  if (Object.keys(states).length === 0) return value;
  const tree: Tree = {};
  for (const path of leavesOf(value)) {
    let at = tree;
    for (const key of renameState(path, states).split(".")) at = at[key] ??= {};
  }
  return toValue(tree);
}

interface Tree {
  [state: string]: Tree;
}

function leavesOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Object.entries(Object(value) as object).flatMap(([key, inner]) => {
    const below = leavesOf(inner);
    return below.length === 0 ? [key] : below.map((leaf) => `${key}.${leaf}`);
  });
}

function toValue(tree: Tree): unknown {
  const [[key, inner] = ["", {}], ...others] = Object.entries(tree);
  if (others.length === 0 && Object.keys(inner).length === 0) return key;
  return Object.fromEntries(
    Object.entries(tree).map(([name, within]) => [
      name,
      Object.keys(within).length === 0 ? {} : toValue(within),
    ]),
  );
}

/** The id of a state: that of its machine, and its path within. */
function renameNode(id: string, { machine, states }: Omit<Renamed, "path">): string {
  const [, ...keys] = id.split(".");
  return keys.length === 0 ? machine.id : `${machine.id}.${renameState(keys.join("."), states)}`;
}

/** Where a history state returns to, by its id. */
function renameHistory(history: object, renamed: Omit<Renamed, "path">): object {
  const states = Object.entries(history as { [id: string]: { id: string }[] });
  return Object.fromEntries(
    states.map(([id, nodes]) => [
      renameNode(id, renamed),
      nodes.map((node) => ({ ...node, id: renameNode(node.id, renamed) })),
    ]),
  );
}

/** An actor that is invoked without an id is called by its number and its state. */
function renameActor(id: string, renamed: Omit<Renamed, "path">): string {
  const [number, node] = splitOnce(id);
  return /^\d+$/.test(number) && node ? `${number}.${renameNode(node, renamed)}` : id;
}

/** A delay of a state is called by its name and its state. */
function renameTimer(sendId: string, renamed: Omit<Renamed, "path">): string {
  const [delay, node] = splitOnce(sendId.slice(AFTER.length));
  return sendId.startsWith(AFTER) && node
    ? `${AFTER}${delay}.${renameNode(node, renamed)}`
    : sendId;
}

const AFTER = "xstate.after.";

function splitOnce(text: string): [head: string, tail: string] {
  const at = text.indexOf(".");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** The id under which a machine invokes a form, where that is one. */
function invocationOf({ root }: AnyStateMachine, src: unknown): string | undefined {
  const nodesBelow = (node: AnyStateNode): AnyStateNode[] => [
    node,
    ...Object.values(node.states).flatMap(nodesBelow),
  ];
  const invoked = nodesBelow(root).flatMap(({ invoke }) => invoke);
  const ids = new Set(invoked.filter((each) => each.src === src).map(({ id }) => id));
  const [id] = ids;
  return ids.size === 1 ? id : undefined;
}
