import { asObject, find, isNamed, nameOf } from "../ast.ts";
import { type CopyUse, copyUsesIn } from "../copy-uses.ts";
import { callsIn, type FlowModel } from "../flow-model.ts";
import { passedFrom, reachable } from "../graph.ts";
import {
  type Action,
  around,
  type Invoke,
  type Machine,
  type State,
  type Transition,
} from "../machine.ts";
import type { Place, Problem } from "../problem.ts";
import { placesOfOffer } from "../prompts.ts";
import { apply, evaluate, topOf } from "../values/evaluate.ts";
import { moduleOf } from "../values/modules.ts";
import { fieldsIn, identifies, shownBy } from "../values/shows.ts";
import { agree, type Shape, shapesOf, type Value } from "../values/value.ts";
import { isReadable, shownIn } from "../wording.ts";
import { isConfirm, isOpening, waysTo } from "./money.ts";
import { keysLackingValues } from "./values.ts";

/** What moves money shows what it sends: each field of the call is shown by the question right before it. */
export function findHiddenMoney(model: FlowModel): Problem[] {
  return hiddenMoneyIn(model).map(({ names, place, cause, fault }) => ({
    ...place,
    ...(cause !== undefined && { cause }),
    sentence: fault.replace("$", [...new Set(names)].map((name) => `“${name}”`).join(" or ")),
  }));
}

/** The wordings below which a member would confirm something else than what is sent. */
export function keysHidingMoney(model: FlowModel): ReadonlySet<string> {
  return new Set(hiddenMoneyIn(model).flatMap(({ key }) => key ?? []));
}

interface Hidden {
  /** The operations that send it. */
  names: string[];
  place: Place;
  /** The wording that does not show it. */
  key?: string;
  cause?: string;
  /** What is sent, and why the member does not know it. */
  fault: string;
}

const known = new WeakMap<FlowModel, Hidden[]>();

function hiddenMoneyIn(model: FlowModel): Hidden[] {
  const found = known.get(model) ?? joined(findHidden(model));
  known.set(model, found);
  return found;
}

/** Calls that send the same are one problem. */
function joined(all: Hidden[]): Hidden[] {
  const found = new Map<string, Hidden[]>();
  for (const one of all) {
    const name = JSON.stringify([one.place, one.fault]);
    found.set(name, [...(found.get(name) ?? []), one]);
  }
  return [...found.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, names: [first, ...others].flatMap(({ names }) => names) }] : [],
  );
}

function findHidden(model: FlowModel): Hidden[] {
  return callsIn(model)
    .filter(({ invoke: { src } }) => model.moneyOperations.has(src.name))
    .flatMap(({ machine, state, invoke }) => {
      const sent = inputOf(model, { machine, invoke, context: CONTEXT });
      return compare(model, { name: invoke.src.name, machine, state, invoke, sent });
    });
}

const CONTEXT: Value = { kind: "path", path: ["context"] };
const EVENT: Value = { kind: "path", path: ["event"] };

interface MoneyCall {
  /** Of the operation. */
  name: string;
  machine: Machine;
  state: State;
  invoke: Invoke;
  /** What it sends, by the context of `machine`. */
  sent: Value;
}

function compare(model: FlowModel, call: MoneyCall, within: Machine[] = []): Hidden[] {
  const { machine, state } = call;
  const fresh = reachableBefore(model, machine);
  const { asked } = waysTo(model, machine, state);
  const confirms = asked.filter(
    (way) =>
      isConfirm(model, machine, way) &&
      [...fresh].some((leaf) => around(leaf).includes(way.source)),
  );
  const problems = [
    ...asked.flatMap((way) => changedAfter(call, way)),
    ...confirms.flatMap((way) =>
      copyUsesAt(model, machine, way).flatMap((copyUse) => hiddenIn(model, call, copyUse)),
    ),
  ];
  if (!isOpening(machine, state)) return problems;
  const callers = model.machines.filter((one) => one !== machine && !within.includes(one));
  const before = callers.flatMap((caller) =>
    caller.states.flatMap((calling) =>
      calling.invokes
        .filter(({ src }) => src.name === machine.name)
        .map((invoke): MoneyCall => {
          const input = inputOf(model, { machine: caller, invoke, context: CONTEXT });
          const context = contextOf(model, machine, input);
          const sent = inputOf(model, { machine, invoke: call.invoke, context });
          return { ...call, machine: caller, state: calling, sent };
        }),
    ),
  );
  return [...problems, ...before.flatMap((one) => compare(model, one, [...within, machine]))];
}

/** The states that a member can be in before any money call was tried: a second try repeats what was confirmed. */
function reachableBefore({ moneyOperations }: FlowModel, machine: Machine): Set<State> {
  return reachable(
    machine,
    ({ trigger }) =>
      (trigger.kind !== "done" && trigger.kind !== "error") ||
      !moneyOperations.has(trigger.invoke.src.name),
  );
}

/** What a call receives, for a context. */
function inputOf(
  model: FlowModel,
  { machine, invoke, context }: { machine: Machine; invoke: Invoke; context: Value },
): Value {
  const module = moduleOf(model.sources, machine.source);
  const given: Value = {
    kind: "object",
    parts: [
      { name: "context", value: context },
      { name: "event", value: EVENT },
    ],
  };
  const input = evaluate(invoke.input, topOf(module));
  return input.kind === "function" ? apply(input, [given]) : input;
}

/** The context with which a form starts, for its input. */
function contextOf(model: FlowModel, { source, context }: Machine, input: Value): Value {
  const initial = evaluate(context, topOf(moduleOf(model.sources, source)));
  const given: Value = { kind: "object", parts: [{ name: "input", value: input }] };
  return initial.kind === "function" ? apply(initial, [given]) : initial;
}

/** The wordings below which a choice is offered. */
function copyUsesAt(
  model: FlowModel,
  machine: Machine,
  { source, trigger }: Transition,
): CopyUse[] {
  if (trigger.kind !== "event") return [];
  const keys = placesOfOffer(model, machine, { source, event: trigger.event }).map(
    ({ key }) => key.name,
  );
  // A value that is not given is reported as such.
  const lacking = keysLackingValues(model);
  return copyUsesIn(model).filter(
    (one) => one.machine === machine && keys.includes(one.key) && !lacking.has(one.key),
  );
}

function hiddenIn(model: FlowModel, call: MoneyCall, copyUse: CopyUse): Hidden[] {
  return copyUse.shapes.flatMap((shape) =>
    shapesOf(call.sent)
      .filter((sent) => agree(sent.given, shape.given))
      .flatMap((sent) => [
        ...hiddenFields(call, copyUse, { sent, shown: [...shape.fields.keys()], shape }),
        ...model.locales.flatMap(({ code, copy, places }) => {
          const entry = copy[copyUse.key];
          if (entry === undefined || !isReadable(entry, code)) return [];
          const shown = [...shownIn(entry, code)];
          const place = places.get(copyUse.key) ?? copyUse.place;
          const isGivenAtAll = (path: readonly string[]) =>
            isShown(path, shape, [...shape.fields.keys()]);
          return hiddenFields(call, { ...copyUse, place }, { sent, shown, shape, isGivenAtAll });
        }),
      ]),
  );
}

/** The sent fields that none of the shown values identifies. */
function hiddenFields(
  { name }: MoneyCall,
  { key, place, machine }: CopyUse,
  found: {
    sent: Shape;
    shown: string[];
    shape: Shape;
    isGivenAtAll?: (path: readonly string[]) => boolean;
  },
): Hidden[] {
  const { sent, shown, shape, isGivenAtAll = () => true } = found;
  return [...sent.fields].flatMap(([field, value]) =>
    fieldsIn(value)
      .filter((path) => isGivenAtAll(path) && !isShown(path, shape, shown))
      .map((path) => ({
        names: [name],
        place,
        key,
        cause: `${machine.name} hides ${path.join(".")}`,
        fault: `$ sends “${path.slice(1).join(".")}” as “${field}”, and the question “${key}” before it does not show it: a member would confirm something else than what is sent. Show it in its text.`,
      })),
  );
}

function isShown(path: readonly string[], { fields }: Shape, names: string[]): boolean {
  return names.some((name) => {
    const value = fields.get(name);
    return value !== undefined && shownBy(value).some((shown) => identifies(shown, path));
  });
}

/** Between the question and the call nothing that is sent may change. */
function changedAfter({ name, machine, sent }: MoneyCall, way: Transition): Hidden[] {
  const fields = new Set(fieldsIn(sent).map(([, field]) => field));
  const passed = way.to ? [...passedFrom(way.to)] : [];
  const entered = new Set(passed.flatMap(around));
  const taken = [...entered].flatMap(({ transitions }) =>
    transitions.filter(({ trigger }) => trigger.kind === "always"),
  );
  const done = [way, ...taken].flatMap(({ actions }) => actions);
  return [...done, ...[...entered].flatMap(({ entry }) => entry)].flatMap((action) =>
    assignedBy(machine, action)
      .filter((field) => fields.has(field))
      .map((field) => ({
        names: [name],
        place: action.place,
        fault: `“${action.name}” changes “${field}” after the member has confirmed it, and $ sends it. Change it before the question.`,
      })),
  );
}

/** The fields that an `assign` in setup() writes. */
function assignedBy({ settings }: Machine, { name }: Action): string[] {
  const actions = asObject(find(settings, "actions")?.value);
  const assign = actions && find(actions, name)?.value;
  if (assign?.type !== "CallExpression" || !isNamed(assign.callee, "assign")) return [];
  const [given] = assign.arguments;
  const written =
    given?.type === "ArrowFunctionExpression" && given.body.type !== "BlockStatement"
      ? asObject(given.body)
      : asObject(given);
  return (written?.properties ?? []).flatMap((property) =>
    property.type === "Property" ? (nameOf(property) ?? []) : [],
  );
}
