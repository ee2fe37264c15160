import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from "xstate";
import {
  createRef,
  findRef,
  type Inspect,
  isMachine,
  type Path,
  pathsBelow,
  type Ref,
  scopeOf,
} from "./actor-tree.ts";
import { Actors } from "./live-actors.ts";
import {
  type Pending,
  type Persisted,
  RestoreError,
  type Running,
  type Wish,
} from "./running-machine.ts";
import { fits, isWhole, type Saved } from "./snapshot-compatibility.ts";
import { restoreOrder, saveOrder } from "./state-order.ts";

const MAX_MICROSTEPS = 1_000;

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
  readonly #actors = new Actors((wish) => this.#wishes.push(wish));
  #wishes: Wish[] = [];

  constructor(machine: AnyStateMachine, inspect: Inspect | undefined) {
    this.#machine = machine;
    this.#root = createRef(machine, inspect);
  }

  boot(input: unknown): void {
    this.#actors.start(this.#root, input);
  }

  restore(snapshot: unknown): void {
    try {
      this.#root._snapshot = this.#machine.restoreSnapshot(
        snapshot as Parameters<AnyStateMachine["restoreSnapshot"]>[0],
        scopeOf(this.#root, () => {}),
      ) as AnyMachineSnapshot;
      if (this.#root._snapshot.status !== "active" || !isWhole(this.#root, snapshot as Saved))
        throw new TypeError("A part of it is gone, or it has ended");
      restoreOrder(this.#root, snapshot as Saved);
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
    const ref = findRef(this.#root, path);
    if (ref?._snapshot.status === "active") this.#actors.deliver(ref, event);
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
    const snapshot = this.#machine.getPersistedSnapshot(this.#root._snapshot);
    const persisted: Persisted = JSON.parse(JSON.stringify(snapshot));
    saveOrder(this.#root, persisted as Saved);
    return persisted;
  }
}

function stageOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Object.entries(value ?? {})
    .map(([state, inner]) => [state, stageOf(inner)].filter(Boolean).join("."))
    .join(",");
}
