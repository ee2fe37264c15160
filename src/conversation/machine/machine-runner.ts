import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from "xstate";
import { MAX_MICROSTEPS } from "../../policy.ts";
import { copyAsJson } from "../model/json-copy.ts";
import {
  type ActorNode,
  createActorNode,
  findActor,
  type Inspect,
  isMachine,
  type Path,
  pathsBelow,
  scopeOf,
} from "./actor-tree.ts";
import { hasEveryField } from "./context-fields.ts";
import { LiveActors } from "./live-actors.ts";
import type { TagName } from "./machine-contract.ts";
import { ROOT } from "./migration.ts";
import {
  type PendingWork,
  type PersistedSnapshot,
  type RequestedAction,
  RestoreError,
  type RunningMachine,
} from "./running-machine.ts";
import { stageOf } from "./saved-stage.ts";
import { canResume, isFullyRestored, type SavedSnapshot } from "./snapshot-compatibility.ts";
import { restoreOrder, saveOrder } from "./state-order.ts";

/** Bounds the steps of a machine and its forms: XState's default lets an `always` loop run for ever. */
export function bound(machine: AnyStateMachine): void {
  machine.options.maxIterations = MAX_MICROSTEPS;
  for (const form of Object.values(machine.implementations.actors))
    if (isMachine(form)) bound(form);
}

/** Starts a machine. Throws what its actions throw. */
export function startMachine(
  machine: AnyStateMachine,
  input: unknown,
  inspect?: Inspect,
): RunningMachine {
  const running = new Runner(machine, inspect);
  running.boot(input);
  return running;
}

/**
 * Takes up a machine from a snapshot, which it uses up: give it a fresh parse. `context` holds fields of the root
 * machine's context that are not in the snapshot, or replace those that are, and that would be its input if it started
 * now. XState does not read through them.
 * @throws {RestoreError} when a state or a form of the snapshot is no longer in the machine, or it is done
 */
export function restoreMachine(
  machine: AnyStateMachine,
  snapshot: unknown,
  { context = {}, inspect }: { context?: Context; inspect?: Inspect | undefined } = {},
): RunningMachine {
  const running = new Runner(machine, inspect);
  running.restore(snapshot, context);
  return running;
}

class Runner implements RunningMachine {
  readonly #root: ActorNode;
  readonly #machine: AnyStateMachine;
  readonly #actors = new LiveActors((action) => this.#requested.push(action));
  #input: unknown;
  #requested: RequestedAction[] = [];
  readonly #delivered: string[] = [];

  constructor(machine: AnyStateMachine, inspect: Inspect | undefined) {
    this.#machine = machine;
    this.#root = createActorNode(machine, inspect);
  }

  boot(input: unknown): void {
    this.#actors.start(this.#root, input);
  }

  restore(snapshot: unknown, context: Context): void {
    this.#input = context;
    try {
      this.#root._snapshot = this.#machine.restoreSnapshot(
        snapshot as Parameters<AnyStateMachine["restoreSnapshot"]>[0],
        scopeOf(this.#root, () => {}),
      ) as AnyMachineSnapshot;
      if (
        this.#root._snapshot.status !== "active" ||
        !isFullyRestored(this.#root, snapshot as SavedSnapshot)
      )
        throw new TypeError("A part of it is gone, or it has ended");
      restoreOrder(this.#root, snapshot as SavedSnapshot);
      this.#root._snapshot = withContext(this.#root._snapshot, { ...this.context(), ...context });
    } catch (cause) {
      throw new RestoreError(`${this.#machine.id} cannot take up its snapshot`, { cause });
    }
  }

  paths(): Path[] {
    return pathsBelow("", this.#root);
  }

  nameOf(path: Path): string {
    return path === "" ? ROOT : String(findActor(this.#root, path)?.src);
  }

  canResume({ timers, calls }: PendingWork): boolean {
    const paths = this.paths();
    if (calls.some(({ path }) => !paths.includes(path))) return false;
    return paths.every((path) => {
      const snapshot = findActor(this.#root, path)?._snapshot;
      const sendIds = timers.filter(({ from }) => from === path).map(({ sendId }) => sendId);
      const own = calls.filter((call) => call.path === path);
      return snapshot !== undefined && canResume(snapshot, { sendIds, calls: own });
    });
  }

  hasEveryField(): boolean {
    return hasEveryField(this.#root, this.#input);
  }

  hasTag(tag: TagName): boolean {
    const [innermost = ""] = this.paths();
    return findActor(this.#root, innermost)?._snapshot.hasTag(tag as unknown as string) ?? false;
  }

  handles(path: Path, event: AnyEventObject): boolean {
    const snapshot = findActor(this.#root, path)?._snapshot;
    if (snapshot?.status !== "active") return false;
    return snapshot.machine.getTransitionData(snapshot, event).length > 0;
  }

  deliver(path: Path, event: AnyEventObject): void {
    this.#delivered.push(event.type);
    const actor = findActor(this.#root, path);
    if (actor?._snapshot.status === "active") this.#actors.deliver(actor, event);
  }

  delivered(): readonly string[] {
    return this.#delivered;
  }

  requestedActions(): RequestedAction[] {
    const requested = this.#requested;
    this.#requested = [];
    return requested;
  }

  stage(): string {
    return this.paths()
      .reverse()
      .map((path) => stageOf(findActor(this.#root, path)?._snapshot.value))
      .join("/");
  }

  context(): Context {
    return this.#root._snapshot.context;
  }

  persist(without: readonly string[] = []): PersistedSnapshot {
    const context = { ...this.context() };
    for (const field of without) delete context[field];
    const snapshot = withContext(this.#root._snapshot, context);
    const whole = this.#machine.getPersistedSnapshot(snapshot) as SavedSnapshot;
    leaveOutDefaults(whole);
    const persisted = copyAsJson(whole) as PersistedSnapshot;
    saveOrder(this.#root, persisted as SavedSnapshot);
    return persisted;
  }
}

type Context = { [field: string]: unknown };

function withContext(snapshot: AnyMachineSnapshot, context: Context): AnyMachineSnapshot {
  return Object.assign({}, snapshot, { context });
}

/**
 * Empties the fields of a snapshot that XState restores alike when they are absent: each costs memory in every record.
 */
function leaveOutDefaults(saved: SavedSnapshot): void {
  if (Object.keys(saved.historyValue ?? {}).length === 0) saved.historyValue = undefined;
  for (const child of Object.values(saved.children ?? {})) {
    if (child.syncSnapshot === false) child.syncSnapshot = undefined;
    leaveOutDefaults(child.snapshot);
  }
}
