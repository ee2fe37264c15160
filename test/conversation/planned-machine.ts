import {
  type AnyEventObject,
  type AnyStateMachine,
  assign,
  cancel,
  createMachine,
  enqueueActions,
  forwardTo,
  fromPromise,
  raise,
  sendParent,
  sendTo,
} from "xstate";
import type { Executed } from "../support/durable.ts";
import type {
  ActionPlan,
  InvokePlan,
  MachinePlan,
  StatePlan,
  TransitionPlan,
} from "./machine-plan.ts";

/** Each transition burns one, so that no machine runs for ever. */
const FUEL = 8;

interface Context {
  n: number;
  fuel: number;
}
type Args = { context: Context; event: AnyEventObject };

/** A state of the plan, with its place in the machine. */
interface Placed {
  id: string;
  type: StatePlan["kind"];
  plan: StatePlan;
  parent: Placed | undefined;
  inner: Placed[];
  /** The ids of the children that are invoked here. */
  children: string[];
}

/** What all states of one machine share. */
interface Machine {
  states: Placed[];
  isChild: boolean;
  actors: { [name: string]: AnyStateMachine | typeof call };
  build: Build;
}

interface Build {
  count: number;
  onNote: (executed: Executed) => void;
}

const call = fromPromise(() => new Promise(() => {}));

/** Builds the machine of a plan. Its custom actions go to `onNote` when a live actor executes them. */
export function buildMachine(plan: MachinePlan, onNote: Build["onNote"]): AnyStateMachine {
  return machineOf(plan, { build: { count: 0, onNote }, isChild: false });
}

function machineOf(
  { root }: MachinePlan,
  { build, isChild }: { build: Build; isChild: boolean },
): AnyStateMachine {
  const id = `m${build.count++}`;
  const machine: Machine = { states: [], isChild, actors: { call }, build };
  const placed = place(
    { ...root, kind: root.kind === "parallel" ? "parallel" : "compound" },
    {
      id,
      parent: undefined,
      machine,
    },
  );
  const config = {
    ...configOf(placed, machine),
    id,
    context: ({ input }: { input?: { n?: number } }) => ({ n: input?.n ?? 0, fuel: FUEL }),
    output: ({ context }: Args) => ({ n: context.n }),
  };
  return createMachine(config as Parameters<typeof createMachine>[0], {
    actors: machine.actors,
    actions: { note: (_, params) => build.onNote({ type: "note", params }) },
  });
}

function place(
  plan: StatePlan,
  { id, parent, machine }: { id: string; parent: Placed | undefined; machine: Machine },
): Placed {
  const isGroup = plan.kind === "compound" || plan.kind === "parallel";
  const type = isGroup && !plan.inner.some(({ kind }) => kind !== "history") ? "atomic" : plan.kind;
  const state: Placed = { id, type, plan, parent, inner: [], children: [] };
  machine.states.push(state);
  if (type === "compound" || type === "parallel")
    state.inner = plan.inner.map((inner, index) =>
      place(inner, { id: `${id}_${index}`, parent: state, machine }),
    );
  return state;
}

function configOf(state: Placed, machine: Machine): object {
  const { id, type, plan, inner } = state;
  if (type === "history") return historyOf(state, machine);
  const invoke =
    type === "final" ? [] : plan.invoke.map((one, at) => invokeOf(one, { at, state, machine }));
  const transition = (one: TransitionPlan) => transitionOf(one, state, machine);
  const first = pickFrom(
    inner.filter((one) => one.type !== "history"),
    plan.first,
  );
  return {
    id,
    ...(type === "compound" && { initial: first?.id }),
    ...(type !== "compound" && { type }),
    states: Object.fromEntries(inner.map((one) => [one.id, configOf(one, machine)])),
    entry: actionsOf(plan.entry, state, machine),
    exit: actionsOf(plan.exit, state, machine),
    ...(type !== "final" && {
      invoke: invoke.map((one) => one()),
      on: grouped(plan.on.map((one) => [one.event, transition(one.transition)])),
      after: grouped(plan.after.map((one) => [`${one.delayMs}`, transition(one.transition)])),
      always: plan.always.map(transition),
    }),
    ...(inner.length > 0 && { onDone: plan.onDone.map(transition) }),
  };
}

function historyOf({ id, parent, plan }: Placed, machine: Machine): object {
  const inside = machine.states.filter(
    (state) => state.type !== "history" && state !== parent && ancestorsOf(state).includes(parent),
  );
  const target = pickFrom(inside, plan.first);
  // XState may enter a parallel state a second time otherwise; the check rejects that.
  const hasTarget = target && (plan.inner.length > 0 || parent?.type === "parallel");
  return {
    id,
    type: "history",
    history: plan.isDeep ? "deep" : "shallow",
    ...(hasTarget && { target: `#${target.id}` }),
  };
}

/** Registers the child at once, since entry actions name it, and gives its config later. */
function invokeOf(
  plan: InvokePlan,
  { at, state, machine }: { at: number; state: Placed; machine: Machine },
): () => object {
  const id = `${state.id}.child${at}`;
  const [inner] = plan.machine;
  const src = inner ? id : "call";
  state.children.push(id);
  if (inner) machine.actors[src] = machineOf(inner, { build: machine.build, isChild: true });
  return () => ({
    id,
    src,
    input: ({ context }: Args) => ({ n: context.n }),
    onDone: transitionOf(plan.onDone, state, machine),
    // An error that no transition takes is an error of the machine.
    onError: [transitionOf(plan.onError, state, machine), {}],
  });
}

function transitionOf(plan: TransitionPlan, state: Placed, machine: Machine): object {
  // XState enters states twice that lie around the source and in the parent of a history state. The
  // check rejects such a transition.
  const targets = targetsOf(plan, machine).filter((target) => !isHistoryAround(target, state));
  // Once its state is left, a child cannot be sent anything.
  const isInside = targets.length === 0 && !plan.isReentering;
  return {
    ...(targets.length > 0 && { target: targets.map(({ id }) => `#${id}`) }),
    reenter: plan.isReentering,
    guard: ({ context }: Args) =>
      context.fuel > 0 && (plan.guard === 0 || context.n % 4 === plan.guard),
    actions: [
      assign(({ context }: Args) => ({ fuel: context.fuel - 1 })),
      ...actionsOf(plan.actions, isInside ? state : undefined, machine),
    ],
  };
}

function isHistoryAround({ type, parent }: Placed, source: Placed): boolean {
  return type === "history" && ancestorsOf(source.parent).includes(parent);
}

/** Two targets are states of two regions of one parallel state. */
function targetsOf(plan: TransitionPlan, { states }: Machine): Placed[] {
  const inner = states.slice(1);
  const [one, other] = plan.targets.map((pick) => pickFrom(inner, pick));
  if (!one) return [];
  if (!other || one.type === "history" || other.type === "history") return [one];
  const common = ancestorsOf(one).find((state) => ancestorsOf(other).includes(state));
  return common?.type === "parallel" && common !== one && common !== other ? [one, other] : [one];
}

function actionsOf(plans: ActionPlan[], state: Placed | undefined, machine: Machine): unknown[] {
  return plans.flatMap((plan) => actionOf(plan, state, machine));
}

function actionOf(plan: ActionPlan, state: Placed | undefined, machine: Machine): unknown[] {
  const children = ancestorsOf(state).flatMap((one) => one?.children ?? []);
  const child = pickFrom(children, plan.pick);
  if (plan.kind.endsWith("child") || plan.kind.endsWith("child later"))
    return child ? toChild(plan, child) : [];
  if (plan.kind.startsWith("send to parent")) return machine.isChild ? toParent(plan) : [];
  return toSelf(plan, { child, machine });
}

function toChild(plan: ActionPlan, child: string): unknown[] {
  if (plan.kind === "send to child") return [sendTo(child, eventOf(plan))];
  if (plan.kind === "send to child later")
    return [sendTo(child, eventOf(plan), { delay: plan.delayMs })];
  return [
    enqueueActions(({ enqueue, event }) => {
      // XState's own events mean something else to another actor.
      if (!event.type.startsWith("xstate.")) enqueue(forwardTo(child));
    }),
  ];
}

function toParent(plan: ActionPlan): unknown[] {
  return plan.kind === "send to parent"
    ? [sendParent(eventOf(plan))]
    : [sendParent(eventOf(plan), { delay: plan.delayMs })];
}

function toSelf(
  plan: ActionPlan,
  { child, machine: { build } }: { child: string | undefined; machine: Machine },
): unknown[] {
  const { kind, delayMs, pick } = plan;
  const sendId = `id${pick % 3}`;
  const delay = ({ context }: Args) => delayMs + context.n;
  switch (kind) {
    case "add":
      return [
        assign(({ context: { n }, event: { value = 1 } }: Args) => ({
          n: (n + Number(value) + pick) % 97,
        })),
      ];
    case "raise":
      return [raise(eventOf(plan))];
    case "raise later": {
      const later = raise(eventOf(plan), { delay: delayMs });
      return pick % 2 ? [later] : [later, later];
    }
    case "raise later by id":
      return [cancel(sendId), raise(eventOf(plan), { delay, id: sendId })];
    case "cancel":
      return [cancel(sendId)];
    case "together": {
      const note = noteOf(build.count++);
      const sent = child ? [sendTo(child, eventOf(plan))] : [];
      const actions = [note, raise(eventOf(plan)), ...sent, note];
      return [
        enqueueActions(({ enqueue }) => {
          for (const action of actions) enqueue(action as never);
        }),
      ];
    }
    default:
      return [noteOf(build.count++)];
  }
}

function eventOf({ event }: ActionPlan) {
  return ({ context }: Args) => ({ type: event, value: context.n });
}

function noteOf(at: number): object {
  const params = ({ context: { n }, event }: Args) => ({
    at,
    n,
    event: JSON.parse(JSON.stringify(event)),
  });
  return { type: "note", params };
}

function ancestorsOf(state: Placed | undefined): (Placed | undefined)[] {
  return state ? [state, ...ancestorsOf(state.parent)] : [];
}

function pickFrom<T>(all: T[], pick: number): T | undefined {
  return all[pick % all.length];
}

function grouped(entries: [string, object][]): { [key: string]: object[] } {
  const groups: { [key: string]: object[] } = {};
  for (const [key, value] of entries) groups[key] = [...(groups[key] ?? []), value];
  return groups;
}
