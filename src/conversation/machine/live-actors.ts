import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot } from "xstate";
import { isMachine, pathOf, type Ref, scopeOf } from "./actor-tree.ts";
import type { Wish } from "./running-machine.ts";

/** Of events between a machine and its forms in one turn. */
const MAX_DELIVERIES = 1_000;

/** An XState action, resolved and not executed. */
interface Action {
  type: string;
  params: unknown;
}

/** An actor processes one event at a time; the others wait in its mailbox in the order of their arrival. */
interface Mailbox {
  events: (AnyEventObject | typeof STOP)[];
  phase: "new" | "running" | "stopped";
  /** What it is started with. */
  input?: unknown;
  isBusy: boolean;
  /** Its parent has stopped it. It processes the event at hand, and starts nothing more. */
  isLeaving: boolean;
}

const STOP = Symbol("stop");

/**
 * Runs a machine and its child machines in the order of XState's live actors, and collects what they
 * want done instead of doing it. The rules are those of XState 5 (`createActor`):
 *
 * - A machine that starts starts its children first, unless a child is at its end already.
 * - A step executes its custom actions, and after these all others, in their order.
 * - An event for an idle actor is processed at once, an event for a busy one after its current step.
 * - A child that is stopped has received what was sent to it before, and nothing that is sent later.
 *
 * These parts of XState are not carried, or run wrongly in XState itself. `npm run machines:check`
 * rejects all of them but the last two, which cannot be read from a file:
 *
 * | XState                                          | here                                          |
 * | ----------------------------------------------- | --------------------------------------------- |
 * | `emit`, `log`                                   | nothing: a turn has no listener and no logger |
 * | `onSnapshot`, `syncSnapshot`                    | a parent receives its child's output only     |
 * | `systemId`                                      | an actor is known by its path only            |
 * | `spawn` in `assign`                             | nothing: XState hands out no action for it    |
 * | `fromCallback`, `fromTransition`, observables   | an actor is a machine or a call               |
 * | a delayed send with the id of a pending one     | replaces the pending one; XState sends both   |
 * | a history state that is entered from inside its | XState enters some states without leaving     |
 * | parent                                          | them, and loses their children; so does this  |
 * | a history state of a parallel state, without a  | XState enters the parallel state a second     |
 * | `target`                                        | time if that leads there itself; so does this |
 * | a root machine that ends                        | the session cannot be restored                |
 * | an error that an action or a guard throws       | the whole turn fails; the parent receives no  |
 * |                                                 | `xstate.error.actor` event                    |
 * | a call whose state is left in the same turn     | never made: calls start after the commit      |
 */
export class Actors {
  readonly #mailboxes = new Map<Ref, Mailbox>();
  readonly #wish: (wish: Wish) => void;
  #deliveries = 0;

  constructor(wish: (wish: Wish) => void) {
    this.#wish = wish;
  }

  /** Starts a machine in its initial state. */
  start(ref: Ref, input: unknown): void {
    const { logic } = ref;
    if (!isMachine(logic)) throw new TypeError(`${ref.id} is no machine`);
    const mailbox = this.#mailboxOf(ref);
    mailbox.phase = "running";
    mailbox.isBusy = true;
    this.#step(ref, {
      step: (scope) => logic.getInitialSnapshot(scope, input) as AnyMachineSnapshot,
      startChildren: true,
    });
    this.#process(ref, mailbox);
  }

  /** Processes an event from outside, and every event that follows from it without a delay. */
  deliver(ref: Ref, event: AnyEventObject): void {
    this.#deliveries = 0;
    this.#send(ref, event);
  }

  #send(ref: Ref, event: AnyEventObject): void {
    const mailbox = this.#mailboxOf(ref);
    // A call takes no events.
    if (mailbox.phase === "stopped" || !isMachine(ref.logic)) return;
    mailbox.events.push(event);
    if (mailbox.phase === "running" && !mailbox.isBusy) this.#process(ref, mailbox);
  }

  #process(ref: Ref, mailbox: Mailbox): void {
    mailbox.isBusy = true;
    for (let event = mailbox.events.shift(); event; event = mailbox.events.shift()) {
      if (++this.#deliveries > MAX_DELIVERIES) throw new RangeError("Machines go on and on");
      if (event !== STOP) this.#take(ref, event);
      else {
        this.#end(ref, mailbox);
        const stopped = { status: "stopped" as const, children: {} };
        ref._snapshot = Object.assign({}, ref._snapshot, stopped);
      }
    }
    mailbox.isBusy = false;
  }

  #take(ref: Ref, event: AnyEventObject): void {
    const snapshot = ref._snapshot;
    this.#step(ref, {
      step: (scope) => snapshot.machine.transition(snapshot, event, scope),
      startChildren: false,
    });
  }

  #step(
    ref: Ref,
    given: { step: (scope: AnyActorScope) => AnyMachineSnapshot; startChildren: boolean },
  ): void {
    const actions: Action[] = [];
    const next = given.step(scopeOf(ref, (action) => actions.push(this.#collect(action))));
    if (next.status === "error") throw next.error;
    ref._snapshot = next;
    if (given.startChildren) this.#startChildren(ref);
    for (const { type, params } of actions)
      if (!isBuiltIn(type)) this.#wish({ kind: "action", type, params });
    for (const action of actions) if (isBuiltIn(action.type)) this.#execute(ref, action);
    if (next.status === "done") this.#finish(ref, next.output);
  }

  #startChildren(ref: Ref): void {
    for (const child of childrenOf(ref))
      if (child._snapshot.status === "active") this.#spawn(ref, child);
  }

  #collect(action: Action): Action {
    if (action.type === "xstate.spawnChild") {
      const { ref, input } = spawned(action.params);
      Object.assign(this.#mailboxOf(ref), { phase: "new", input });
    }
    if (action.type === "xstate.stopChild" && action.params) {
      const mailbox = this.#mailboxOf(action.params as Ref);
      // A child that is stopped in the step that spawns it is never started.
      if (mailbox.phase === "new") mailbox.phase = "stopped";
    }
    return action;
  }

  /** XState's own actions become wishes, events for other actors, or nothing. */
  #execute(ref: Ref, { type, params }: Action): void {
    switch (type) {
      case "xstate.raise":
      case "xstate.sendTo": {
        const { to = ref, ...sent } = params as Sent;
        if (typeof sent.delay === "number") this.#schedule({ ...sent, from: ref, to });
        else if (type === "xstate.sendTo") this.#send(to, sent.event);
        return;
      }
      case "xstate.cancel": {
        const { sendId } = params as { sendId: string };
        this.#wishOf(ref, { kind: "cancelTimer", path: pathOf(ref), sendId });
        return;
      }
      case "xstate.spawnChild":
        this.#spawn(ref, spawned(params).ref);
        return;
      case "xstate.stopChild":
        if (params) this.#stop(params as Ref);
    }
  }

  #schedule({ from, to, event, id, delay: delayMs = 0 }: Sent & { from: Ref; to: Ref }): void {
    if (this.#isLeft(to)) return;
    const path = pathOf(from);
    this.#wishOf(from, { kind: "timer", path, to: pathOf(to), sendId: id, event, delayMs });
  }

  #spawn(parent: Ref, ref: Ref): void {
    const mailbox = this.#mailboxOf(ref);
    const { phase, input } = mailbox;
    if (phase !== "new") return;
    if (isMachine(ref.logic)) {
      this.start(ref, input);
      return;
    }
    if (typeof ref.src !== "string") throw new TypeError(`The call ${ref.id} has no name`);
    mailbox.phase = "running";
    const path = pathOf(parent);
    this.#wishOf(ref, { kind: "call", path, actorId: ref.id, operation: ref.src, input });
  }

  #stop(ref: Ref): void {
    const mailbox = this.#mailboxOf(ref);
    if (mailbox.phase === "stopped") return;
    this.#wishOf(ref, { kind: "left", path: pathOf(ref) });
    mailbox.isLeaving = true;
    mailbox.events = [STOP];
    if (!mailbox.isBusy) this.#process(ref, mailbox);
  }

  /** A machine has reached its final state. */
  #finish(ref: Ref, output: unknown): void {
    this.#wishOf(ref, { kind: "left", path: pathOf(ref) });
    this.#end(ref, this.#mailboxOf(ref));
    const type = `xstate.done.actor.${ref.id}`;
    if (ref._parent) this.#send(ref._parent, { type, output, actorId: ref.id });
  }

  #end(ref: Ref, mailbox: Mailbox): void {
    mailbox.phase = "stopped";
    mailbox.events = [];
    if (isMachine(ref.logic)) for (const child of childrenOf(ref)) this.#stop(child);
  }

  /** What an actor wants done, unless it is gone: then its path may be another actor's by now. */
  #wishOf(ref: Ref, wish: Wish): void {
    if (!this.#isLeft(ref)) this.#wish(wish);
  }

  #isLeft(ref: Ref): boolean {
    for (let at: Ref | undefined = ref; at; at = at._parent) {
      const { isLeaving, phase } = this.#mailboxOf(at);
      if (isLeaving || phase === "stopped") return true;
    }
    return false;
  }

  #mailboxOf(ref: Ref): Mailbox {
    const known = this.#mailboxes.get(ref);
    if (known) return known;
    const phase = ref._snapshot.status === "active" ? "running" : "stopped";
    const mailbox: Mailbox = { events: [], phase, isBusy: false, isLeaving: false };
    this.#mailboxes.set(ref, mailbox);
    return mailbox;
  }
}

interface Sent {
  event: AnyEventObject;
  to?: Ref;
  id?: string;
  delay?: number;
}

function spawned(params: unknown): { ref: Ref; input: unknown } {
  const { id, actorRef, input } = params as { id?: string; actorRef?: Ref; input: unknown };
  if (id === undefined) throw new TypeError("What is spawned needs an id");
  if (!actorRef) throw new TypeError(`There is no machine or call for ${id}`);
  return { ref: actorRef, input };
}

function childrenOf(ref: Ref): Ref[] {
  return Object.values(ref._snapshot.children) as unknown as Ref[];
}

function isBuiltIn(type: string): boolean {
  return type.startsWith("xstate.");
}
