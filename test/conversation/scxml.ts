import { DOMParser, type Element, type Node } from "@xmldom/xmldom";
import {
  type AnyEventObject,
  type AnyStateMachine,
  assign,
  cancel,
  createMachine,
  enqueueActions,
  log,
  not,
  raise,
  sendTo,
  stateIn,
} from "xstate";

/** Converts the part of SCXML that the conformance cases use. Throws at everything else. */
export function toMachine(scxml: string): AnyStateMachine {
  const document = new DOMParser().parseFromString(scxml, "text/xml");
  if (!document.documentElement) throw new SyntaxError("This document is empty");
  return machineOf(document.documentElement);
}

/** XState reads a dot in a target as a path. */
export function stateIdOf(id: string): string {
  return id.replaceAll(".", "$");
}

type Config = NonNullable<Parameters<typeof createMachine>[0]>;
type Context = { [name: string]: unknown };
type Args = { context: Context; event: AnyEventObject };
type Executable = (args: never, params: never) => void;

const STATES = new Set(["state", "parallel", "final", "history"]);

function machineOf(scxml: Element): AnyStateMachine {
  const declared = childrenOf(scxml, "datamodel").flatMap((model) => childrenOf(model, "data"));
  const context = declared.map((data) => [read(data, "id"), initialValueOf(read(data, "expr"))]);
  return createMachine({
    ...(stateOf(scxml) as Config),
    id: "machine",
    context: Object.fromEntries(context),
  });
}

/** JSON has no `undefined`: a variable without a value is `null`. */
function initialValueOf(expression: string | undefined): unknown {
  if (expression === undefined || expression === "_sessionid") return null;
  return evaluate(expression, { context: {}, event: { type: "" } }) ?? null;
}

function stateOf(element: Element): object {
  const id = stateIdOf(read(element, "id") ?? "machine");
  const kind = element.localName;
  if (kind === "history") {
    const target = read(childrenOf(element, "transition")[0], "target");
    const history = read(element, "type") ?? "shallow";
    return { id, type: "history", history, ...(target && { target: targetsOf(target) }) };
  }
  const states = childrenOf(element).filter((child) => STATES.has(child.localName ?? ""));
  return {
    id,
    ...(kind !== "state" && kind !== "scxml" && { type: kind }),
    ...(kind !== "parallel" && states.length > 0 && { initial: initialOf(element, states) }),
    states: Object.fromEntries(
      states.map((state) => [stateIdOf(read(state, "id") ?? ""), stateOf(state)]),
    ),
    ...transitionsOf(element),
    entry: childrenOf(element, "onentry").flatMap((block) => childrenOf(block).map(actionOf)),
    exit: childrenOf(element, "onexit").flatMap((block) => childrenOf(block).map(actionOf)),
    invoke: childrenOf(element, "invoke").map(invokeOf),
  };
}

function initialOf(element: Element, states: Element[]): string {
  const [initial] = childrenOf(element, "initial");
  const target = initial && read(childrenOf(initial, "transition")[0], "target");
  return stateIdOf(read(element, "initial") ?? target ?? read(states[0], "id") ?? "");
}

function transitionsOf(element: Element): object {
  const always: object[] = [];
  const on = new Map<string, object[]>();
  for (const transition of childrenOf(element, "transition")) {
    const target = read(transition, "target");
    const config = {
      ...(target && { target: targetsOf(target) }),
      ...guardOf(read(transition, "cond")),
      actions: childrenOf(transition).map(actionOf),
      reenter: read(transition, "type") !== "internal",
    };
    const events = read(transition, "event")?.split(/\s/).filter(Boolean);
    if (!events) always.push(config);
    for (const event of events ?? []) {
      const descriptor = descriptorOf(event);
      on.set(descriptor, [...(on.get(descriptor) ?? []), config]);
    }
  }
  return { on: Object.fromEntries(on), always };
}

function targetsOf(target: string): string[] {
  return target
    .split(/\s/)
    .filter(Boolean)
    .map((id) => `#${stateIdOf(id)}`);
}

/** In SCXML a descriptor matches whatever begins with its words. */
function descriptorOf(event: string): string {
  if (event === "*" || event.endsWith(".*")) return event;
  const name = event
    .replace(/^done\.state\b/, "xstate.done.state")
    .replace(/^done\.invoke\b/, "xstate.done.actor");
  return `${name}.*`;
}

function guardOf(condition: string | undefined): object {
  if (condition === undefined) return {};
  const [, isNot, state] = /^(!?)In\('(.*)'\)$/.exec(condition.trim()) ?? [];
  if (state === undefined) return { guard: (args: Args) => Boolean(evaluate(condition, args)) };
  const inState = stateIn(`#${stateIdOf(state)}`);
  return { guard: isNot ? not(inState) : inState };
}

function invokeOf(element: Element): object {
  const id = read(element, "id");
  const content = childrenOf(element, "content").flatMap((block) => childrenOf(block, "scxml"));
  if (!content[0]) throw new SyntaxError("Only an <invoke> of inline SCXML can be converted");
  return { ...(id && { id }), src: machineOf(content[0]) };
}

function actionOf(element: Element): Executable {
  switch (element.localName) {
    case "raise":
      return raise({ type: read(element, "event") ?? "" });
    case "assign": {
      const location = read(element, "location") ?? "";
      return assign((args: Args) => {
        evaluate(location, args);
        return { [location]: evaluate(read(element, "expr") ?? "", args) };
      });
    }
    case "cancel":
      return cancel((args: Args) => String(textOf(element, "sendid", args)));
    case "send":
      return sendOf(element);
    case "log":
      return log((args: Args) => evaluate(read(element, "expr") ?? "undefined", args));
    case "script":
      return assign(({ context, event }: Args) => {
        const changed = { ...context };
        run(element.textContent ?? "", { context: changed, event });
        return changed;
      });
    case "if":
      return choiceOf(element);
    default:
      throw new SyntaxError(`<${element.localName}> cannot be converted`);
  }
}

function sendOf(element: Element): Executable {
  const target = read(element, "target");
  const id = read(element, "id");
  const event = (args: Args): AnyEventObject => ({
    type: String(textOf(element, "event", args)),
    ...Object.fromEntries(
      childrenOf(element, "param").map((param) => [
        read(param, "name"),
        evaluate(read(param, "expr") ?? "", args),
      ]),
    ),
  });
  const isDelayed = read(element, "delay") ?? read(element, "delayexpr");
  const delay = (args: Args) => millisecondsOf(String(textOf(element, "delay", args)));
  const options = { ...(isDelayed && { delay }), ...(id && { id }) };
  if (target === "#_internal") return raise(event, options);
  return sendTo(target ?? (({ self }) => self), event, options);
}

/** An attribute, or the value of the expression that replaces it. */
function textOf(element: Element, name: string, args: Args): unknown {
  return read(element, name) ?? evaluate(read(element, `${name}expr`) ?? "", args);
}

function millisecondsOf(delay: string): number {
  if (delay.endsWith("ms")) return Number(delay.slice(0, -2));
  return Number(delay.replace(/s$/, "")) * 1000;
}

function choiceOf(element: Element): Executable {
  const branches: { condition: string; actions: Executable[] }[] = [
    { condition: read(element, "cond") ?? "", actions: [] },
  ];
  for (const child of childrenOf(element)) {
    if (child.localName === "elseif" || child.localName === "else")
      branches.push({ condition: read(child, "cond") ?? "true", actions: [] });
    else branches.at(-1)?.actions.push(actionOf(child));
  }
  return enqueueActions(({ enqueue, context, event }) => {
    const branch = branches.find(({ condition }) => evaluate(condition, { context, event }));
    for (const action of branch?.actions ?? []) enqueue(action as never);
  });
}

function evaluate(expression: string, args: Args): unknown {
  return run(`return (${expression}\n);`, args);
}

/** The cases hold JavaScript. It finds the variables of the context by their names. */
function run(script: string, { context, event }: Args): unknown {
  const body = `with (context) { ${script} }`;
  const program = new Function("context", "_event", "_sessionid", body);
  return program(context, { name: event.type, data: event }, undefined);
}

function read(element: Element | undefined, name: string): string | undefined {
  return element?.getAttribute(name) ?? undefined;
}

function childrenOf(element: Element, name?: string): Element[] {
  return [...element.childNodes].filter(
    (node): node is Element => isElement(node) && (name === undefined || node.localName === name),
  );
}

function isElement(node: Node): node is Element {
  return node.nodeType === node.ELEMENT_NODE;
}
