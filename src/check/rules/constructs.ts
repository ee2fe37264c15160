import type { Expression, Node, ObjectExpression } from "oxc-parser";
import { asObject, bare, find, isNamed, nameOf, nodesIn, type Source } from "../ast.ts";
import type { FlowModel } from "../flow-model.ts";
import type { Problem } from "../problem.ts";
import { innerOf, invokesOf, listed, valuesOf } from "../reader-context.ts";

/*
 * What a machine may be made of. Whatever is in none of these lists is a problem: XState has more, and the
 * engine carries only this from one message to the next. The table in src/conversation/machine/live-actors.ts says
 * what happens to the rest.
 */

/** What setup() may name, and why. */
const SETUP: ReadonlyMap<string, string> = new Map([
  ["types", "declares the context, so that the types check it"],
  ["actions", "wordings, and what is kept"],
  ["guards", "conditions"],
  ["actors", "calls and forms"],
  ["delays", "limits of time"],
]);

const STATE: ReadonlyMap<string, string> = new Map([
  ["id", "targets elsewhere in the file name it"],
  ["description", "charts show it"],
  ["tags", "marks questions about money, and the goal"],
  ["meta", "promises how many messages a form needs"],
  ["type", "final, history or parallel"],
  ["history", "deep, or shallow"],
  ["target", "where a history state leads at first"],
  ["initial", "the first inner state"],
  ["states", "the inner states"],
  ["entry", "what is said when the state is entered"],
  ["exit", "what is done when it is left"],
  ["on", "the events that it answers"],
  ["always", "transitions that need no event"],
  ["after", "limits of time"],
  ["invoke", "a call or a form"],
  ["onDone", "the transition when the inner states have ended"],
  ["output", "what a form brings when it ends"],
]);

/** Of the outermost state alone. */
const MACHINE: ReadonlyMap<string, string> = new Map([
  ...STATE,
  ["context", "what the machine keeps between messages"],
]);

const INVOKE: ReadonlyMap<string, string> = new Map([
  ["src", "the call or the form"],
  ["id", "the place of the form in the conversation"],
  ["input", "what it receives"],
  ["onDone", "the transition after a success"],
  ["onError", "the transition after a failure"],
]);

const TRANSITION: ReadonlyMap<string, string> = new Map([
  ["target", "the state that it enters"],
  ["guard", "its condition"],
  ["actions", "what is said or kept"],
  ["reenter", "enters the state anew"],
  ["description", "charts show it"],
]);

/** What machine files may import of XState, and the methods of `enqueue`. */
const XSTATE: ReadonlyMap<string, string> = new Map([
  ["setup", "declares a machine"],
  ["assign", "keeps values"],
  ["raise", "an event of the machine's own"],
  ["sendTo", "an event for a form that runs"],
  ["sendParent", "an event for the machine that invoked this one"],
  ["forwardTo", "passes an event to a form"],
  ["cancel", "drops an event that is delayed"],
  ["enqueueActions", "chooses among actions"],
  ["and", "combines guards"],
  ["or", "combines guards"],
  ["not", "inverts a guard"],
  ["stateIn", "asks for the active state"],
]);

/** What to do instead of a construct that is often tried. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["emit", "The engine has no listener for `emit`, so nothing happens. Use a reply, or remove it."],
  [
    "log",
    "The engine writes no log for a machine, because a member's words stay out of logs. Remove `log`.",
  ],
  ...["fromCallback", "fromTransition", "fromObservable", "fromEventObservable"].map(
    (name) =>
      [
        name,
        `An actor of \`${name}\` is lost between two messages. Invoke another machine, or a call of kit.ts.`,
      ] as const,
  ),
  [
    "fromPromise",
    "The code of a `fromPromise` never runs: the server makes the calls. Invoke a call of kit.ts.",
  ],
  ...["spawn", "spawnChild", "stopChild", "stop"].map(
    (name) =>
      [
        name,
        "A spawned actor is lost when the server restarts. Give the call a state of its own with `invoke`.",
      ] as const,
  ),
  ...["createActor", "interpret", "waitFor", "toPromise"].map(
    (name) =>
      [
        name,
        `A machine file must not start actors, and \`${name}\` does. Invoke the other machine by its name.`,
      ] as const,
  ),
  [
    "systemId",
    "The engine knows a machine by its place in the conversation only. Remove `systemId`, and use `sendTo` with the id of the invoke.",
  ],
  ...["onSnapshot", "syncSnapshot"].map(
    (name) =>
      [
        name,
        `The engine passes no snapshots from a child machine to its parent. Remove \`${name}\`, and let the child use \`sendParent\`.`,
      ] as const,
  ),
]);

function instead(name: string, allowed: ReadonlyMap<string, string>, where: string): string {
  const names = [...allowed.keys()].map((each) => `\`${each}\``).join(", ");
  return (
    INSTEAD.get(name) ??
    `\`${name}\` has no effect in a conversation. ${where} may have ${names}: use one of these, or ask a developer.`
  );
}

/** setup(), states, transitions and calls have no other properties than those of the lists. */
export function findForeignProperties({ machines }: FlowModel): Problem[] {
  return machines.flatMap(({ source, settings, config }) => [
    ...foreignIn(source, settings, SETUP, "setup()"),
    ...foreignInState(source, config, MACHINE),
  ]);
}

function foreignIn(
  source: Source,
  object: ObjectExpression,
  allowed: ReadonlyMap<string, string>,
  where: string,
): Problem[] {
  return object.properties.flatMap((property) => {
    const name = property.type === "Property" ? nameOf(property) : undefined;
    return name === undefined || allowed.has(name)
      ? []
      : [{ ...source.placeOf(property), sentence: instead(name, allowed, where) }];
  });
}

function foreignInState(
  source: Source,
  state: ObjectExpression,
  allowed: ReadonlyMap<string, string>,
): Problem[] {
  const transitions = (value: Expression | undefined): Problem[] =>
    listed(value).flatMap((each) => {
      const way = asObject(each);
      return way ? foreignIn(source, way, TRANSITION, "A transition") : [];
    });
  const invokes = invokesOf(state);
  return [
    ...foreignIn(source, state, allowed, "A state"),
    ...["on", "after"].flatMap((name) => valuesOf(find(state, name)?.value).flatMap(transitions)),
    ...["always", "onDone"].flatMap((name) => transitions(find(state, name)?.value)),
    ...invokes.flatMap((invoke) => foreignIn(source, invoke, INVOKE, "A call")),
    ...invokes.flatMap((invoke) =>
      ["onDone", "onError"].flatMap((name) => transitions(find(invoke, name)?.value)),
    ),
    ...innerOf(state).flatMap((inner) => foreignInState(source, inner, STATE)),
  ];
}

/** No function of XState that is not in the list; reported where it is used. */
export function findForeignFunctions({ sources }: FlowModel): Problem[] {
  return sources.flatMap((source) => {
    const foreign = foreignImports(source);
    return nodesIn(source.program).flatMap((node) => {
      const name = usedIn(node, foreign);
      return name === undefined
        ? []
        : [{ ...source.placeOf(node), sentence: instead(name, XSTATE, "A machine file") }];
    });
  });
}

/** The names that a file has for functions of XState that are in no list, or for all of XState. */
function foreignImports({ file, program }: Source): ReadonlyMap<string, string> {
  const declaresCalls = file.endsWith("kit.ts");
  const isAllowed = (name: string) => XSTATE.has(name) || (declaresCalls && name === "fromPromise");
  const values = program.body.flatMap((node) =>
    node.type === "ImportDeclaration" &&
    node.source.value === "xstate" &&
    node.importKind !== "type"
      ? node.specifiers
      : [],
  );
  return new Map(
    values.flatMap((one): [string, string][] => {
      if (one.type !== "ImportSpecifier") return [[one.local.name, one.local.name]];
      const name = one.imported.type === "Identifier" ? one.imported.name : "";
      return one.importKind === "type" || isAllowed(name) ? [] : [[one.local.name, name]];
    }),
  );
}

function usedIn(node: Node, foreign: ReadonlyMap<string, string>): string | undefined {
  if (node.type === "MemberExpression" && node.object.type === "Identifier")
    return foreign.get(node.object.name);
  if (node.type !== "CallExpression") return undefined;
  const { callee } = node;
  if (callee.type === "Identifier")
    return foreign.get(callee.name) ?? (callee.name === "spawn" ? "spawn" : undefined);
  if (callee.type !== "MemberExpression" || !isNamed(callee.object, "enqueue")) return undefined;
  const method = callee.property.type === "Identifier" ? callee.property.name : "";
  return XSTATE.has(method) || method === "" ? undefined : method;
}

/** An action is a wording, a built-in action of XState, or one of kit.ts: the engine runs no other code. */
export function findActionsWithCode({ machines }: FlowModel): Problem[] {
  return machines.flatMap(({ source, settings }) =>
    entriesOf(settings, "actions").flatMap(({ name, value }) =>
      isFunction(source, value)
        ? [
            {
              ...source.placeOf(value),
              sentence: `The code of the action “${name}” never runs. Keep values with \`assign\`, and say something with \`says\` or \`saysOneOf\` of says.ts.`,
            },
          ]
        : [],
    ),
  );
}

/** Written here, or a function that the file declares. */
function isFunction({ program }: Source, value: Expression): boolean {
  const inner = bare(value);
  if (!inner) return false;
  if (inner.type === "ArrowFunctionExpression" || inner.type === "FunctionExpression") return true;
  return (
    inner.type === "Identifier" &&
    program.body.some(
      (one) =>
        (one.type === "FunctionDeclaration" && one.id?.name === inner.name) ||
        (one.type === "VariableDeclaration" &&
          one.declarations.some(
            ({ id, init }) =>
              isNamed(id, inner.name) &&
              (init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression"),
          )),
    )
  );
}

function entriesOf(settings: ObjectExpression, table: string) {
  return (asObject(find(settings, table)?.value)?.properties ?? []).flatMap((property) =>
    property.type === "Property"
      ? [{ name: nameOf(property) ?? "", value: property.value, place: property }]
      : [],
  );
}
