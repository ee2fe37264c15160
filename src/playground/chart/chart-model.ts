import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";
import type { ChartEdge, ChartState } from "../protocol.ts";
import { firstWords } from "./icu-preview.ts";
import { delayMsOf, guardOf, kindOf, labelOf, words } from "./labels.ts";
import {
  callNameOf,
  edgeIdOf,
  eventOf,
  machineCalled,
  nodesIn,
  stateIdOf,
  transitionsOf,
} from "./names.ts";
import type { SourceInfo } from "./source-info.ts";
import { wrap } from "./text-metrics.ts";

/** A machine as it will be drawn, without positions. */
export interface ChartModel {
  machine: string;
  file: string;
  states: Omit<ChartState, "x" | "y" | "width" | "height">[];
  edges: Omit<ChartEdge, "points">[];
  guards: string[];
  fields: string[];
  kept: string[];
  messages?: number;
}

/** Characters of a title in a line of a box; a composite state has only one line. */
const LINE = 22;
const HEAD = 44;

export function toChartModel(machine: AnyStateMachine, notes: SourceInfo): ChartModel {
  const nodes = nodesIn(machine.root);
  const messages: unknown = machine.root.meta?.messages;
  return {
    machine: machine.id,
    file: notes.file,
    states: nodes.map((node) => stateOf(node, notes)),
    edges: nodes.flatMap((node) =>
      transitionsOf(node).flatMap((transition) => edgesOf(transition, notes)),
    ),
    guards: Object.entries(machine.implementations.guards).flatMap(([name, guard]) =>
      typeof guard === "function" && guard.length < WITH_PARAMS ? [name] : [],
    ),
    fields: notes.fields,
    kept: notes.kept,
    ...(typeof messages === "number" && { messages }),
  };
}

/** A guard takes the event first, and its parameters second. */
const WITH_PARAMS = 2;

function stateOf(node: AnyStateNode, notes: SourceInfo): ChartModel["states"][number] {
  const { place, says } = notes.ofState(node.path.join("."));
  const title = titleOf(node, says, notes);
  const isOuter = node.type === "compound" || node.type === "parallel";
  const calls = callsOf(node, notes);
  const history = historyOf(node);
  return {
    id: stateIdOf(node),
    key: node.key,
    ...(node.parent && { parent: stateIdOf(node.parent) }),
    kind: node.type === "history" ? "atomic" : node.type,
    isInitial: isInitial(node),
    ...(history && { history }),
    title,
    lines: isOuter ? wrap(title, HEAD, 1) : wrap(title, LINE, 4),
    description: node.description ?? "",
    tags: [...node.tags],
    says,
    ...(calls && { calls }),
    ...(place && { place }),
  };
}

function titleOf(node: AnyStateNode, says: string[], notes: SourceInfo): string {
  const history = historyOf(node);
  if (history) return history === "deep" ? "H*" : "H";
  if (!node.parent) return words(node.machine.id);
  const said = says[0] === undefined ? undefined : notes.textOf(says[0]);
  if (said) return firstWords(said);
  const { description } = node;
  return description ? firstWords({ text: description, isQuestion: false }) : words(node.key);
}

/** XState's own default is shallow. */
function historyOf({ type, history }: AnyStateNode): ChartState["history"] {
  return type === "history" ? history || "shallow" : undefined;
}

function isInitial(node: AnyStateNode): boolean {
  return node.parent?.type === "compound" && node.parent.initial.target.includes(node);
}

function callsOf(node: AnyStateNode, notes: SourceInfo): ChartState["calls"] {
  const [call] = node.invoke;
  if (!call) return undefined;
  const name = callNameOf(node, call.id);
  return {
    name,
    isForm: machineCalled(node, 0) !== undefined,
    isMoney: notes.isMoney(name),
  };
}

/** One edge; a transition into several states at once has one more for each further state. */
function edgesOf(transition: AnyTransitionDefinition, notes: SourceInfo): ChartModel["edges"] {
  const { source, target = [] } = transition;
  const id = edgeIdOf(transition);
  const event = eventOf(transition);
  const index = Number(id.slice(id.lastIndexOf("#") + 1));
  const { place, says } = notes.ofEdge(source.path.join("."), event, index);
  const label = labelOf(transition, notes);
  const guard = guardOf(transition);
  const delayMs = delayMsOf(transition);
  const [first, ...others] = target.map(stateIdOf);
  const edge = {
    id,
    source: stateIdOf(source),
    ...(first !== undefined && { target: first }),
    kind: kindOf(event),
    event,
    label: [label.happening, label.condition].filter(Boolean).join(", "),
    ...label,
    ...(guard && { guard }),
    ...(delayMs !== undefined && { delayMs }),
    says,
    ...(place && { place }),
  };
  return [edge, ...others.map((other, at) => ({ ...edge, id: `${id}~${at + 1}`, target: other }))];
}
