import type { Entry } from "../../machines/copy/copy.ts";
import { ASKS } from "../conversation/turn/choices.ts";
import type { FlowModel } from "./flow-model.ts";
import { isLeaf, leavesOf, transitionsInto } from "./graph.ts";
import {
  type Action,
  around,
  keysOf,
  type Machine,
  type Named,
  type State,
  type Transition,
  transitionsFrom,
} from "./machine.ts";

/** A button or row that a member sees. */
export interface Offered {
  /** The name in `choice.<name>`: the part before the `=`. */
  name: string;
  kind: "button" | "row";
  /** The wording that offers it. */
  key: Named;
}

/** The replies that a state sends whenever it is entered, its ancestors' first. */
function saidOnEntering(leaf: State): Action[] {
  return around(leaf)
    .reverse()
    .flatMap(({ entry }) => entry.filter(({ keys }) => keys.length > 0));
}

/** Whether a state asks something whenever it is entered. */
export function asksOnEntering(model: FlowModel, leaf: State): boolean {
  return keysOf(saidOnEntering(leaf)).some(
    (key) => key.name.endsWith(ASKS) || offeredBy(model, key).length > 0,
  );
}

/** The buttons and rows that may be open while a member is in `leaf`. */
export function offeredAt(model: FlowModel, machine: Machine, leaf: State): Offered[] {
  const own = lastOffered(model, saidOnEntering(leaf));
  const before = own.length > 0 ? [] : transitionsInto(machine, leaf);
  const within = transitionsFrom(leaf).filter(({ to }) => !to);
  return [...own, ...[...before, ...within].flatMap(({ actions }) => lastOffered(model, actions))];
}

/** Leaves within a state in which a choice is offered. */
export function placesOfOffer(
  model: FlowModel,
  machine: Machine,
  { source, event }: { source: State; event: string },
) {
  return machine.states
    .filter((leaf) => isLeaf(leaf) && around(leaf).includes(source))
    .flatMap((leaf) => offeredAt(model, machine, leaf))
    .filter(({ name }) => event === `choice.${name}`);
}

/** A new question replaces the one before it. */
function lastOffered(model: FlowModel, actions: Action[]): Offered[] {
  const questions = actions.map(({ keys }) => keys.flatMap((key) => offeredBy(model, key)));
  return questions.findLast((offered) => offered.length > 0) ?? [];
}

function offeredBy(model: FlowModel, key: Named): Offered[] {
  const entry = wordingOf(model, key);
  if (entry === undefined || typeof entry === "string") return [];
  const [kind, items] =
    "rows" in entry ? (["row", entry.rows] as const) : (["button", entry.buttons] as const);
  return Object.keys(items).map((id) => ({ name: id.split("=")[0] ?? id, kind, key }));
}

/** English, with which all other languages are compared. */
export function wordingOf({ locales }: FlowModel, { name }: Named): Entry | undefined {
  return locales.find(({ code }) => code === "en")?.copy[name];
}

/** Whether a wording contains values rather than always the same words. */
export function hasValues(entry: Entry | undefined): boolean {
  const text = typeof entry === "string" ? entry : (entry?.text ?? "");
  return /\{\s*\w/.test(text);
}

/** Whether every transition into a leaf sends a reply. */
export function isHeard(model: FlowModel, machine: Machine, leaf: State): boolean {
  if (saidOnEntering(leaf).length > 0) return true;
  if (leavesOf(machine.root).includes(leaf)) return false;
  const ways = transitionsInto(machine, leaf);
  return ways.length > 0 && ways.every((way) => isHeardOn(model, way));
}

function isHeardOn(model: FlowModel, { actions, trigger, source }: Transition): boolean {
  if (keysOf(actions).length > 0) return true;
  if (trigger.kind === "always") return saidOnEntering(source).length > 0;
  const form =
    trigger.kind === "done" && model.machines.find(({ name }) => name === trigger.invoke.src.name);
  return (
    form !== undefined &&
    form !== false &&
    form.root.states.every((end) => !end.isFinal || isHeard(model, form, end))
  );
}
