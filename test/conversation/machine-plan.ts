import fc from "fast-check";

/** A machine in numbers, so that fast-check can shrink it. What they mean is decided by the builder. */
export interface MachinePlan {
  root: StatePlan;
}

export interface StatePlan {
  kind: "atomic" | "compound" | "parallel" | "final" | "history";
  isDeep: boolean;
  /** The initial inner state, or the default target of a history state. */
  first: number;
  inner: StatePlan[];
  entry: ActionPlan[];
  exit: ActionPlan[];
  on: { event: string; transition: TransitionPlan }[];
  always: TransitionPlan[];
  after: { delayMs: number; transition: TransitionPlan }[];
  onDone: TransitionPlan[];
  invoke: InvokePlan[];
}

export interface TransitionPlan {
  targets: number[];
  isReentering: boolean;
  /** Which remainder of the context's number it needs; none if 0. */
  guard: number;
  actions: ActionPlan[];
}

export interface InvokePlan {
  /** A call if it is empty. */
  machine: MachinePlan[];
  onDone: TransitionPlan;
  onError: TransitionPlan;
}

const ownKinds = [
  "add",
  "raise",
  "raise later",
  "raise later by id",
  "cancel",
  "together",
] as const;
const otherKinds = [
  "send to child",
  "send to child later",
  "forward to child",
  "send to parent",
  "send to parent later",
] as const;

export interface ActionPlan {
  kind: "note" | (typeof ownKinds)[number] | (typeof otherKinds)[number];
  event: string;
  delayMs: number;
  pick: number;
}

export type StepPlan =
  | { kind: "send"; pick: number; event: string; value: number }
  | { kind: "wait"; delayMs: number }
  | { kind: "answer"; pick: number; isDone: boolean; value: number };

/** How deep machines invoke machines. */
const MACHINES_DEEP = 2;
/** How deep states lie in the root; a child machine is smaller than its parent. */
const STATES_DEEP = 3;

const event = fc.constantFrom("a", "b", "c", "d");
const number = fc.nat({ max: 15 });

const action: fc.Arbitrary<ActionPlan> = fc.record({
  kind: fc.oneof(
    { arbitrary: fc.constant("note" as const), weight: 3 },
    { arbitrary: fc.constantFrom(...ownKinds), weight: 3 },
    { arbitrary: fc.constantFrom(...otherKinds), weight: 4 },
  ),
  event,
  delayMs: fc.constantFrom(10, 20, 35, 0),
  pick: number,
});
const actions = fc.array(action, { maxLength: 2 });
const transition: fc.Arbitrary<TransitionPlan> = fc.record({
  targets: fc.array(number, { maxLength: 2 }),
  isReentering: fc.boolean(),
  guard: fc.nat({ max: 3 }),
  actions,
});

/** Once in so many times one of them, else none. */
function rarely<T>(arbitrary: fc.Arbitrary<T>, times: number): fc.Arbitrary<T[]> {
  const none = fc.constant<T[]>([]);
  const one = arbitrary.map((value) => [value]);
  return fc.oneof({ arbitrary: none, weight: times - 1 }, { arbitrary: one, weight: 1 });
}

function invokeOf(level: number): fc.Arbitrary<InvokePlan> {
  return fc.record({
    machine: level < MACHINES_DEEP ? rarely(machineOf(level + 1), 2) : fc.constant([]),
    onDone: transition,
    onError: transition,
  });
}

function stateOf(level: number, depth: number): fc.Arbitrary<StatePlan> {
  const leaf = partsOf(level, {
    kind: fc.constantFrom("atomic", "atomic", "final", "history"),
    inner: fc.constant([]),
  });
  return depth < STATES_DEEP - level ? fc.oneof(leaf, groupOf(level, depth)) : leaf;
}

function groupOf(level: number, depth: number): fc.Arbitrary<StatePlan> {
  return partsOf(level, {
    kind: fc.constantFrom("compound", "compound", "parallel"),
    inner: fc.array(stateOf(level, depth + 1), { minLength: 1, maxLength: 3, size: "max" }),
  });
}

function partsOf(
  level: number,
  shape: { kind: fc.Arbitrary<StatePlan["kind"]>; inner: fc.Arbitrary<StatePlan[]> },
): fc.Arbitrary<StatePlan> {
  return fc.record({
    ...shape,
    isDeep: fc.boolean(),
    first: number,
    entry: actions,
    exit: actions,
    on: fc.array(fc.record({ event, transition }), { maxLength: 2 }),
    always: rarely(transition, 6),
    after: rarely(fc.record({ delayMs: fc.constantFrom(10, 20, 30), transition }), 4),
    onDone: rarely(transition, 3),
    invoke: rarely(invokeOf(level), 6),
  });
}

export function machineOf(level = 0): fc.Arbitrary<MachinePlan> {
  return fc.record({ root: groupOf(level, 0) });
}

export const steps: fc.Arbitrary<StepPlan[]> = fc.array(
  fc.oneof<fc.Arbitrary<StepPlan>[]>(
    fc.record({ kind: fc.constant("send"), pick: number, event, value: number }),
    fc.record({ kind: fc.constant("send"), pick: number, event, value: number }),
    fc.record({ kind: fc.constant("wait"), delayMs: fc.constantFrom(5, 10, 20, 40) }),
    fc.record({ kind: fc.constant("answer"), pick: number, isDone: fc.boolean(), value: number }),
  ),
  { maxLength: 12, size: "max" },
);
