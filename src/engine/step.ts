import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from "xstate";
import { fits, isWhole, type Saved } from "./fit.ts";
import {
  createRef,
  findRef,
  type Inspect,
  isMachine,
  type Path,
  pathBelow,
  pathOf,
  pathsBelow,
  type Ref,
  scopeOf,
} from "./ref.ts";
import { type Pending, type Persisted, RestoreError, type Running, type Wish } from "./running.ts";

const MAX_MICROSTEPS = 1_000;
/** Of events between a machine and its forms in one turn. */
const MAX_DELIVERIES = 1_000;

/** Bounds the steps of a machine and its forms: XState's default lets an `always` loop run for ever. */
export function bound(machine: AnyStateMachine): void {
  machine.options.maxIterations = MAX_MICROSTEPS;
  for (const form of Object.values(machine.implementations.actors))
    if (isMachine(form)) bound(form);
}

/** Starts a machine. Throws what its actions throw. */
export function boot(machine: AnyStateMachine, input: unknown, inspect?: Inspect): Running {
  const running = new Runner(machine, inspect);
  running.boot(input);
  return running;
}

/**
 * Takes up a machine from a snapshot, which it uses up: give it a fresh parse.
 * @throws {RestoreError} when a state or a form of the snapshot is no longer in the machine, or it is done
 */
export function restore(machine: AnyStateMachine, snapshot: unknown, inspect?: Inspect): Running {
  const running = new Runner(machine, inspect);
  running.restore(snapshot);
  return running;
}

class Runner implements Running {
  readonly #root: Ref;
  readonly #machine: AnyStateMachine;
  readonly #queue: { path: Path; event: AnyEventObject }[] = [];
  #wishes: Wish[] = [];

  constructor(machine: AnyStateMachine, inspect: Inspect | undefined) {
    this.#machine = machine;
    this.#root = createRef(machine, inspect);
  }

  boot(input: unknown): void {
    this.#start("", this.#root, input);
    this.#drain();
  }

  restore(snapshot: unknown): void {
    try {
      this.#root._snapshot = this.#machine.restoreSnapshot(
        snapshot as Parameters<AnyStateMachine["restoreSnapshot"]>[0],
        scopeOf(this.#root, () => {}),
      ) as AnyMachineSnapshot;
      if (this.#root._snapshot.status !== "active" || !isWhole(this.#root, snapshot as Saved))
        throw new TypeError("A part of it is gone, or it has ended");
    } catch (cause) {
      throw new RestoreError(`${this.#machine.id} cannot take up its snapshot`, { cause });
    }
  }

  paths(): Path[] {
    return pathsBelow("", this.#root);
  }

  fits({ timers, calls }: Pending): boolean {
    const paths = this.paths();
    if (calls.some(({ path }) => !paths.includes(path))) return false;
    return paths.every((path) => {
      const snapshot = findRef(this.#root, path)?._snapshot;
      const sendIds = timers.filter(({ from }) => from === path).map(({ sendId }) => sendId);
      const own = calls.filter((call) => call.path === path);
      return snapshot !== undefined && fits(snapshot, { sendIds, calls: own });
    });
  }

  hasTag(tag: string): boolean {
    const [innermost = ""] = this.paths();
    return findRef(this.#root, innermost)?._snapshot.hasTag(tag) ?? false;
  }

  handles(path: Path, event: AnyEventObject): boolean {
    const snapshot = findRef(this.#root, path)?._snapshot;
    if (snapshot?.status !== "active") return false;
    return snapshot.machine.getTransitionData(snapshot, event).length > 0;
  }

  deliver(path: Path, event: AnyEventObject): void {
    this.#queue.push({ path, event });
    this.#drain();
  }

  wishes(): Wish[] {
    const wishes = this.#wishes;
    this.#wishes = [];
    return wishes;
  }

  stage(): string {
    return this.paths()
      .reverse()
      .map((path) => stageOf(findRef(this.#root, path)?._snapshot.value))
      .join("/");
  }

  persist(): Persisted {
    return JSON.parse(JSON.stringify(this.#machine.getPersistedSnapshot(this.#root._snapshot)));
  }

  #drain(): void {
    let deliveries = 0;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      if (++deliveries > MAX_DELIVERIES) throw new RangeError("Machines go on and on");
      const { path, event } = next;
      const ref = findRef(this.#root, path);
      if (ref?._snapshot.status !== "active") continue;
      const snapshot = ref._snapshot;
      this.#run(path, ref, (scope) => snapshot.machine.transition(snapshot, event, scope));
    }
  }

  #start(path: Path, ref: Ref, input: unknown): void {
    this.#run(path, ref, (scope) =>
      (ref.logic as AnyStateMachine).getInitialSnapshot(scope, input),
    );
  }

  #run(path: Path, ref: Ref, step: (scope: AnyActorScope) => AnyMachineSnapshot): void {
    const actions: { type: string; params: unknown }[] = [];
    const next = step(scopeOf(ref, (action) => actions.push(action)));
    if (next.status === "error") throw next.error;
    ref._snapshot = next;
    for (const action of actions) this.#translate(path, ref, action);
    if (next.status !== "done" || !ref._parent) return;
    this.#wishes.push({ kind: "left", path });
    this.#queue.push({
      path: pathOf(ref._parent),
      event: { type: `xstate.done.actor.${ref.id}`, output: next.output, actorId: ref.id },
    });
  }

  /** XState's own actions become wishes, deliveries or nothing; all others are the machine's. */
  #translate(path: Path, ref: Ref, action: { type: string; params: unknown }): void {
    const params = action.params as {
      event: AnyEventObject;
      id?: string;
      delay?: number;
      sendId: string;
      to: Ref | string;
      actorRef: Ref;
      input: unknown;
    };
    switch (action.type) {
      case "xstate.raise":
        if (typeof params.delay === "number") this.#delay(path, path, params);
        return;
      case "xstate.sendTo": {
        const to = typeof params.to === "string" ? ref._snapshot.children[params.to] : params.to;
        const target = pathOf(to as Ref);
        if (typeof params.delay === "number") this.#delay(path, target, params);
        else this.#queue.push({ path: target, event: params.event });
        return;
      }
      case "xstate.cancel":
        this.#wishes.push({ kind: "cancelTimer", path, sendId: params.sendId });
        return;
      case "xstate.spawnChild":
        if (params.id === undefined) throw new TypeError("What is spawned needs an id");
        // One that was stopped again within the same step is no longer among the children.
        if (ref._snapshot.children[params.actorRef.id] === params.actorRef)
          this.#spawn(path, params.actorRef, params.input);
        return;
      case "xstate.stopChild":
        if (action.params)
          this.#wishes.push({ kind: "left", path: pathBelow(path, (action.params as Ref).id) });
        return;
      case "xstate.emit":
      case "xstate.log":
        return;
      default:
        this.#wishes.push({ kind: "action", type: action.type, params: action.params });
    }
  }

  #delay(
    path: Path,
    to: Path,
    { event, id, delay }: { event: AnyEventObject; id?: string; delay?: number },
  ) {
    this.#wishes.push({
      kind: "timer",
      path,
      to,
      sendId: id ?? event.type,
      event,
      delayMs: delay ?? 0,
    });
  }

  #spawn(parent: Path, ref: Ref, input: unknown): void {
    const path = pathBelow(parent, ref.id);
    if (isMachine(ref.logic)) this.#start(path, ref, input);
    else if (typeof ref.src === "string")
      this.#wishes.push({ kind: "call", path: parent, actorId: ref.id, operation: ref.src, input });
    else throw new TypeError(`The call ${ref.id} has no name`);
  }
}

function stageOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Object.entries(value ?? {})
    .map(([state, inner]) => [state, stageOf(inner)].filter(Boolean).join("."))
    .join(",");
}
