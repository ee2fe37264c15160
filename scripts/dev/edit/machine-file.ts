import type { Expression, ObjectExpression, ObjectProperty } from "oxc-parser";
import { asObject, find, nameOf, nodesIn, parse } from "../../../src/check/ast.ts";
import type { Machine, State } from "../../../src/check/machine.ts";
import { readMachine } from "../../../src/check/read-machine.ts";
import { listed } from "../../../src/check/reader-context.ts";
import { refuse } from "./refusal.ts";

/** A machine with the nodes of its syntax tree. */
export interface MachineFile {
  file: string;
  text: string;
  machine: Machine;
  /** In the order of the file; the machine itself is the first. */
  states: StateNode[];
}

export interface StateNode {
  /** "filling.amount"; "" for the machine itself. */
  path: string;
  /** For sentences: “amount”, or the machine's name. */
  name: string;
  state: State;
  config: ObjectExpression;
  /** Absent for the machine itself. */
  property: ObjectProperty | undefined;
}

/** A transition as it is written: a target alone, or an object. */
export interface TransitionNode {
  /** "choice.confirm", "after.replyTimeout", "always", "done", "done.createCredex" or "error.createCredex". */
  event: string;
  /** Among those of the same state and event, in the order of the file. */
  index: number;
  value: Expression;
}

/** `undefined` where the file declares no machine. Refuses a file that cannot be read completely. */
export function readMachineFile(file: string, text: string): MachineFile | undefined {
  const source = parse(file, text);
  if (source.problems.length > 0) refuse(`${file} cannot be parsed. Fix it in your editor first.`);
  const { machines, problems } = readMachine(source);
  const [machine] = machines;
  if (!machine) return undefined;
  if (problems.length > 0)
    refuse(`Parts of ${file} cannot be read. Fix what the check reports there first.`);
  return { file, text, machine, states: nodesOf(machine) };
}

/** Refuses a path that the machine does not have. */
export function stateAt({ states, machine }: MachineFile, path: string): StateNode {
  return (
    states.find((node) => node.path === path) ??
    refuse(`“${machine.id}” has no state “${path}” any more. Choose the state again.`)
  );
}

/** All transitions of a state. */
export function transitionsOf({ config }: StateNode): TransitionNode[] {
  const written = [
    ...named(config, "on").map(([name, value]) => [name, value] as const),
    ...named(config, "after").map(([name, value]) => [`after.${name}`, value] as const),
    ...property(config, "always").map((value) => ["always", value] as const),
    ...property(config, "onDone").map((value) => ["done", value] as const),
    ...listed(find(config, "invoke")?.value).flatMap(answersOf),
  ];
  const counts = new Map<string, number>();
  return written.flatMap(([event, value]) =>
    listed(value).map((one) => {
      const index = counts.get(event) ?? 0;
      counts.set(event, index + 1);
      return { event, index, value: one };
    }),
  );
}

function answersOf(value: Expression): (readonly [string, Expression])[] {
  const call = asObject(value);
  const src = call && find(call, "src")?.value;
  const name = src?.type === "Literal" ? src.value : undefined;
  if (!call || typeof name !== "string") return [];
  return [
    ...property(call, "onDone").map((done) => [`done.${name}`, done] as const),
    ...property(call, "onError").map((failed) => [`error.${name}`, failed] as const),
  ];
}

function property(config: ObjectExpression, name: string): Expression[] {
  const value = find(config, name)?.value;
  return value ? [value] : [];
}

/** The properties of an object within a state, by name. */
function named(config: ObjectExpression, name: string): [string, Expression][] {
  return propertiesOf(asObject(find(config, name)?.value)).map((one) => [
    nameOf(one) ?? "",
    one.value,
  ]);
}

export function propertiesOf(object: ObjectExpression | undefined): ObjectProperty[] {
  return (object?.properties ?? []).filter((one) => one.type === "Property");
}

function nodesOf(machine: Machine): StateNode[] {
  const config = configOf(machine);
  return nodesWithin({
    path: "",
    name: `“${machine.id}”`,
    state: machine.root,
    config,
    property: undefined,
  });
}

function nodesWithin(node: StateNode): StateNode[] {
  const inner = propertiesOf(asObject(find(node.config, "states")?.value)).flatMap((property) => {
    const state = node.state.states.find(({ key }) => key === nameOf(property));
    const config = asObject(property.value);
    if (!state || !config) return [];
    return nodesWithin({ path: state.path, name: `“${state.path}”`, state, config, property });
  });
  return [node, ...inner];
}

/** The braces of `createMachine({ … })`. */
function configOf({ source, settings, id }: Machine): ObjectExpression {
  for (const node of nodesIn(source.program)) {
    const isAround = node.start <= settings.start && node.end > settings.end;
    if (!isAround || node.type !== "CallExpression") continue;
    const config = node.arguments[0] && asObject(node.arguments[0]);
    if (config && config !== settings) return config;
  }
  return refuse(`The machine “${id}” cannot be found in its file.`);
}
