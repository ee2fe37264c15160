import type { Node } from "oxc-parser";
import { nodesIn } from "../ast.ts";
import type { FlowModel } from "../flow-model.ts";
import type { Place, Problem } from "../problem.ts";
import { type Resolve, visit } from "../scopes.ts";

/*
 * A turn may be computed twice, on two servers: the code of machines computes from the event and the context alone,
 * and changes nothing. What it may use of JavaScript is listed here; everything else is a problem.
 */

/** Names of JavaScript that give the same result each time. */
const GLOBALS: ReadonlySet<string> = new Set([
  "undefined",
  "Infinity",
  "NaN",
  "Array",
  "Boolean",
  "Error",
  "JSON",
  "Map",
  "Number",
  "Object",
  "RangeError",
  "RegExp",
  "Set",
  "String",
  "TypeError",
]);

/** Of these names, the parts that do. `new Date(…)` of a time does so, too. */
const PARTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["Date", new Set(["UTC", "parse"])],
  ["Intl", new Set(["Collator", "NumberFormat", "PluralRules", "Segmenter"])],
  ["Math", new Set(["abs", "ceil", "floor", "log", "max", "min", "pow", "round", "sign", "trunc"])],
]);

/** The declaration of a call in kit.ts is a promise that never runs. */
const OF_KIT: ReadonlySet<string> = new Set(["Promise"]);

/** The code of machines uses only what gives the same result each time. */
export function findImpure({ sources }: FlowModel): Problem[] {
  return sources.flatMap((source) => {
    const problems: Problem[] = [];
    const isPure = (name: string, parent: Node) =>
      givesTheSame(name, parent) || (source.file.endsWith("kit.ts") && OF_KIT.has(name));
    visit(source.program, (node, resolve, parent) => {
      if (node.type !== "Identifier" || !isGlobal(node, resolve, parent)) return;
      if (isPure(node.name, parent)) return;
      problems.push({ ...source.placeOf(node), sentence: sentenceOf(spelled(node.name, parent)) });
    });
    return problems;
  });
}

/** Whether it is a name of JavaScript's own. One that is nowhere is reported when the file is loaded, or by the types. */
function isGlobal(node: IdentifierNode, resolve: Resolve, parent: Node): boolean {
  const isDeclaration = "id" in parent && parent.id === node;
  return !isDeclaration && resolve(node.name) === undefined && node.name in globalThis;
}

type IdentifierNode = Extract<Node, { type: "Identifier" }>;

function givesTheSame(name: string, parent: Node): boolean {
  if (GLOBALS.has(name)) return true;
  if (name === "Date" && parent.type === "NewExpression") return parent.arguments.length > 0;
  return (
    parent.type === "MemberExpression" &&
    !parent.computed &&
    parent.property.type === "Identifier" &&
    (PARTS.get(name)?.has(parent.property.name) ?? false)
  );
}

function spelled(name: string, parent: Node): string {
  if (parent.type === "NewExpression") return `new ${name}()`;
  if (parent.type !== "MemberExpression" || parent.property.type !== "Identifier") return name;
  return PARTS.has(name) && !parent.computed ? `${name}.${parent.property.name}` : name;
}

function sentenceOf(name: string): string {
  const known = PARTS.get(name);
  const may = known ? ` Of “${name}”, use ${[...known].join(", ")} only.` : "";
  return `“${name}” returns a different value each time, or is nothing that machines may use, and a message that is processed again must reach the same state. Take times and numbers from credex-core's answers or from what the member writes.${may}`;
}

/** Machine files use XState and each other. */
export function findForeignImports({ sources }: FlowModel): Problem[] {
  return sources.flatMap((source) =>
    source.program.body.flatMap((node) => {
      const from =
        node.type === "ImportDeclaration" ||
        node.type === "ExportAllDeclaration" ||
        node.type === "ExportNamedDeclaration"
          ? node.source?.value
          : undefined;
      const isType = node.type === "ImportDeclaration" && node.importKind === "type";
      if (from === undefined || from === "xstate" || isType || /^\.\/(?!.*\.\.)/.test(from))
        return [];
      return [
        {
          ...source.placeOf(node),
          sentence: `“${from}” is outside of this folder: what it does may differ between two runs of the same message, and a release does not contain it. Use the files of machines/ and XState only, or ask a developer.`,
        },
      ];
    }),
  );
}

/** What depends on the server's time zone or language, by the name of the method. */
const OF_THE_SERVER: ReadonlySet<string> = new Set([
  ...["getDate", "getDay", "getFullYear", "getHours", "getMinutes", "getMonth"],
  ...["getTimezoneOffset", "toDateString", "toTimeString", "localeCompare"],
  ...["toLocaleDateString", "toLocaleLowerCase", "toLocaleString", "toLocaleTimeString"],
  "toLocaleUpperCase",
]);

/** Nothing in a turn waits, and nothing depends on where it runs. */
export function findUnrepeatable({ sources }: FlowModel): Problem[] {
  return sources.flatMap((source) =>
    nodesIn(source.program).flatMap((node) => {
      const sentence = unrepeatable(node);
      return sentence === undefined ? [] : [{ ...source.placeOf(node), sentence }];
    }),
  );
}

function unrepeatable(node: Node): string | undefined {
  switch (node.type) {
    case "AwaitExpression":
    case "ImportExpression":
      return WAITS;
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "FunctionDeclaration":
      return node.async ? WAITS : undefined;
    case "MetaProperty":
      return "“import.meta” depends on where this runs. Write the value here.";
    case "CallExpression": {
      const name =
        node.callee.type === "MemberExpression" && node.callee.property.type === "Identifier"
          ? node.callee.property.name
          : "";
      return OF_THE_SERVER.has(name)
        ? `“${name}” depends on the time zone or the language of the server. Use the methods with “UTC” in their names, or days.ts.`
        : undefined;
    }
    default:
      return undefined;
  }
}

const WAITS =
  "Nothing in a machine waits: the engine would take the promise for the value. Give what takes time a state of its own with `invoke`.";

const MUTATORS: ReadonlySet<string> = new Set([
  ...["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"],
  ...["set", "add", "delete", "clear"],
]);

/** Functions change nothing that they are given, and keep nothing in the file. */
export function findOutsideChanges({ sources }: FlowModel): Problem[] {
  return sources.flatMap((source) => {
    const problems: Problem[] = [];
    visit(source.program, (node, resolve) => {
      const name = changedBy(node, resolve);
      if (name !== undefined) problems.push(changes(source.placeOf(node), name));
    });
    return problems;
  });
}

function changes(place: Place, name: string): Problem {
  return {
    ...place,
    sentence: `This changes “${name}”, which is not of this function alone. Conditions and values are computed more than once, and only the context is kept between two messages. Return a new value, and keep it with \`assign\`.`,
  };
}

/** The name of what a node changes outside of its function. */
function changedBy(node: Node, resolve: Resolve): string | undefined {
  switch (node.type) {
    case "AssignmentExpression":
      // A value that is computed once, and is the same each time.
      return node.operator === "??=" ? undefined : outside(node.left, resolve);
    case "UpdateExpression":
      return outside(node.argument, resolve);
    case "UnaryExpression":
      return node.operator === "delete" ? outside(node.argument, resolve) : undefined;
    case "CallExpression":
      return changedByCall(node, resolve);
    default:
      return undefined;
  }
}

function changedByCall(
  { callee, arguments: given }: Extract<Node, { type: "CallExpression" }>,
  resolve: Resolve,
): string | undefined {
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return undefined;
  const { object, property } = callee;
  if (object.type === "Identifier" && object.name === "Object" && property.name === "assign")
    return given[0] && outside(given[0], resolve, true);
  return MUTATORS.has(property.name) ? outside(object, resolve, true) : undefined;
}

/** The name behind a target such as `context.offers[0]`, if it is none of the function's own. */
function outside(target: Node, resolve: Resolve, isPart = false): string | undefined {
  if (target.type === "MemberExpression") return outside(target.object, resolve, true);
  if (target.type !== "Identifier") return undefined;
  const origin = resolve(target.name);
  // A parameter is a name of the function's own; what it stands for is not.
  const isOwn = origin === "local" || (origin === "parameter" && !isPart);
  return isOwn ? undefined : target.name;
}
