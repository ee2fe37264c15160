import type { CallExpression, Expression, Node, SpreadElement } from "oxc-parser";
import { asObject, bare, find, isNamed, nameOf } from "./ast.ts";
import { shownFieldsIn } from "./context-fields.ts";
import type { FlowModel } from "./flow-model.ts";
import { actionsOf, type Machine } from "./machine.ts";
import type { Place } from "./problem.ts";
import { apply, evaluate, scopeWithin, topOf } from "./values/evaluate.ts";
import { declarationOf, type Module, moduleOf } from "./values/modules.ts";
import { functionIn } from "./values/statements.ts";
import { casesOf, itemsOf, type Scope, type Shape, shapesOf, type Value } from "./values/value.ts";

/** A wording that an action of a machine sends, with the values that it gives in each case. */
export interface CopyUse {
  machine: Machine;
  /** The action's name in setup(). */
  action: string;
  key: string;
  place: Place;
  shapes: Shape[];
}

/** The fields of the machine's context and of the event: what a wording's function receives. */
const FORM: Value = { kind: "path", path: ["context"] };
const EVENT: Value = { kind: "path", path: ["event"] };

const known = new WeakMap<FlowModel, CopyUse[]>();

/** Every wording that machines send with `says` and `saysOneOf` of says.ts. */
export function copyUsesIn(model: FlowModel): CopyUse[] {
  const found = known.get(model);
  if (found) return found;
  const copyUses = model.machines.flatMap((machine) =>
    copyUsesOf(machine, moduleOf(model.sources, machine.source)),
  );
  known.set(model, copyUses);
  return copyUses;
}

function copyUsesOf(machine: Machine, module: Module): CopyUse[] {
  const actions = asObject(find(machine.settings, "actions")?.value)?.properties ?? [];
  const declared = actions.flatMap((property): CopyUse[] => {
    if (property.type === "SpreadElement") return copyUsesInTable(machine, module, property);
    const action = nameOf(property);
    const one = declarationOf(module, property.value);
    return action !== undefined && one ? saysOneOf({ machine, action, ...one }) : [];
  });
  const shown = actions
    .flatMap((one) => (one.type === "SpreadElement" ? (saysIn(one.argument) ?? []) : []))
    .map((says) => shownBy(machine, module, says));
  return [...declared, ...shown.flatMap((value) => undeclaredUses(machine, declared, value))];
}

/** The wordings that a machine names and its table does not: they show its fields and the values of `says`. */
function undeclaredUses(machine: Machine, declared: CopyUse[], shown: Value): CopyUse[] {
  const known = new Set(declared.map(({ action }) => action));
  const shapes = shapesOf(shown);
  return actionsOf(machine).flatMap(({ name, keys, place }): CopyUse[] => {
    if (known.has(name) || !keys.some((key) => key.name === name)) return [];
    known.add(name);
    return [{ machine, action: name, key: name, place, shapes }];
  });
}

/** `says<Form>()({ … })`, or `says(values)({ … })`. */
interface Says {
  values: Expression | undefined;
  table: ReturnType<typeof asObject>;
}

function saysIn(node: Expression): Says | undefined {
  if (node.type !== "CallExpression" || node.callee.type !== "CallExpression") return undefined;
  if (!isNamed(node.callee.callee, "says")) return undefined;
  const [values] = node.callee.arguments;
  return { values: values && bare(values), table: asObject(node.arguments[0]) };
}

/** What every wording of a form can show. */
function shownBy(machine: Machine, module: Module, { values }: Says): Value {
  const fields = shownFieldsIn(machine).map(({ name }) => ({
    name,
    value: { kind: "path" as const, path: ["context", name] },
  }));
  if (!values) return { kind: "object", parts: fields };
  const spread = apply(evaluate(values, topOf(module)), [FORM]);
  return { kind: "object", parts: [...fields, { spread }] };
}

function copyUsesInTable(machine: Machine, module: Module, { argument }: SpreadElement): CopyUse[] {
  const says = saysIn(argument);
  if (!says?.table) return [];
  const shown = shownBy(machine, module, says);
  return says.table.properties.flatMap((property): CopyUse[] => {
    const key = property.type === "Property" ? nameOf(property) : undefined;
    if (property.type !== "Property" || key === undefined) return [];
    const rest = apply(evaluate(property.value, topOf(module)), [FORM, EVENT]);
    const given: Value = { kind: "object", parts: [{ spread: shown }, { spread: rest }] };
    const place = module.source.placeOf(property);
    return [{ machine, action: key, key, place, shapes: shapesOf(given) }];
  });
}

function saysOneOf(given: {
  machine: Machine;
  action: string;
  node: Node;
  module: Module;
}): CopyUse[] {
  const { machine, action, node, module } = given;
  const found = wordingIn(node, topOf(module));
  if (!found) return [];
  const [listed, reply] = found.call.arguments.map((one) => evaluate(one, found.scope));
  if (!listed || !reply) return [];
  const keys = itemsOf(listed).items.flatMap(casesOf).flatMap(textOf);
  const place = module.source.placeOf(node);
  return shapesOf(apply(reply, [FORM, EVENT])).flatMap((shape) => {
    const named = casesOf(shape.fields.get("key") ?? listed).flatMap(textOf);
    const said = shape.fields.has("key") && named.length > 0 ? named : keys;
    return said.map((key) => ({ machine, action, key, place, shapes: [shape] }));
  });
}

/** The call to `saysOneOf`, written here or in a function that is called here and gives its parameters values. */
function wordingIn(node: Node, scope: Scope): { call: CallExpression; scope: Scope } | undefined {
  const call = isExpression(node) ? bare(node) : undefined;
  if (call?.type !== "CallExpression") return undefined;
  if (isNamed(call.callee, "saysOneOf")) return { call, scope };
  const called = evaluate(call.callee, scope);
  const body = called.kind === "function" ? functionIn(called.node)?.body : undefined;
  if (called.kind !== "function" || !body || body.type === "BlockStatement") return undefined;
  const args = call.arguments.map((one) => evaluate(one, scope));
  return wordingIn(body, scopeWithin(called, args).scope);
}

function textOf(value: Value): string[] {
  return value.kind === "literal" && typeof value.value === "string" ? [value.value] : [];
}

function isExpression(node: Node): node is Expression {
  return node.type !== "FunctionDeclaration" && !node.type.startsWith("TSInterface");
}
