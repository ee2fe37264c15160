import {
  type Actor,
  type AnyActorRef,
  type AnyEventObject,
  type AnyStateMachine,
  createActor,
  SimulatedClock,
} from "xstate";

export interface PendingEvent {
  source: AnyActorRef;
  target: AnyActorRef;
  event: AnyEventObject;
  dueAt: number;
}

/** A machine as XState runs it, under a clock that stands still until it is moved. */
export interface LiveActor {
  actor: Actor<AnyStateMachine>;
  /** The active machine at a path of child ids, if there is one. */
  find(path: string): AnyActorRef | undefined;
  advanceTo(now: number): void;
  /** Delayed events whose receiver still runs, in the order in which they were sent. */
  pending(): PendingEvent[];
}

export function createLiveActor(machine: AnyStateMachine, input: unknown = {}): LiveActor {
  const clock = new ObservedClock();
  const actor = createActor(machine, { input, clock, logger: () => {} });
  const { scheduler } = actor.system as unknown as { scheduler: Scheduler };
  const schedule = scheduler.schedule;
  scheduler.schedule = (source, target, event, ...rest) =>
    clock.observe({ source, target, event }, () => schedule(source, target, event, ...rest));
  actor.subscribe({ error: () => {} });
  actor.start();
  return {
    actor,
    find: (path) => findActor(actor, path),
    advanceTo: (now) => clock.advanceTo(now),
    pending: () => [...clock.pending.values()].filter(({ target }) => isActive(target)),
  };
}

/** The part of XState's scheduler that tells which actor asks for a timeout. */
interface Scheduler {
  schedule: (
    source: AnyActorRef,
    target: AnyActorRef,
    event: AnyEventObject,
    delay: number,
  ) => void;
}

class ObservedClock extends SimulatedClock {
  readonly pending = new Map<number, PendingEvent>();
  #sent: Omit<PendingEvent, "dueAt"> | undefined;

  observe(sent: Omit<PendingEvent, "dueAt">, schedule: () => void): void {
    this.#sent = sent;
    schedule();
    this.#sent = undefined;
  }

  /** A delay of 0 that is set meanwhile waits for XState's clock to be moved once more. */
  advanceTo(now: number): void {
    do this.set(now);
    while ([...this.pending.values()].some(({ dueAt }) => dueAt <= now));
  }

  override setTimeout(callback: () => void, delayMs: number): number {
    const sent = this.#sent;
    const id = super.setTimeout(() => {
      this.pending.delete(id);
      callback();
    }, delayMs);
    if (sent) this.pending.set(id, { ...sent, dueAt: this.now() + delayMs });
    return id;
  }

  override clearTimeout(id: number): void {
    this.pending.delete(id);
    super.clearTimeout(id);
  }
}

function findActor(root: AnyActorRef, path: string): AnyActorRef | undefined {
  let actor: AnyActorRef | undefined = root;
  for (const id of path ? path.split("/") : []) actor = actor?.getSnapshot().children[id];
  return actor;
}

/** A stopped actor keeps an active snapshot for a while; only its own flag is exact. */
function isActive(actor: AnyActorRef): boolean {
  const STOPPED = 2;
  return (actor as unknown as { _processingStatus: number })._processingStatus !== STOPPED;
}
