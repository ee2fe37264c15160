import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot } from "xstate";
import { MAX_EVENTS_IN_TURN } from "../../policy.ts";
import { type ActorNode, isMachine, pathOf, scopeOf } from "./actor-tree.ts";
import type { ActionName } from "./machine-contract.ts";
import type { RequestedAction } from "./running-machine.ts";

/** An XState action, resolved and not executed. */
interface Action {
  type: string;
  params: unknown;
  /** What the machine's `setup` has under the action's name. */
  exec?: unknown;
  /** The context and the event of the moment, which `exec` would receive. */
  info?: unknown;
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

const STOP = Symbol("stop of an actor");

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
 * accepts only what its lists name, so it rejects all of them but the last two, which cannot be read from a file:
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
export class LiveActors {
  readonly #mailboxes = new Map<ActorNode, Mailbox>();
  readonly #request: (action: RequestedAction) => void;
  #deliveries = 0;

  constructor(action: (action: RequestedAction) => void) {
    this.#request = action;
  }

  /** Starts a machine in its initial state. */
  start(actor: ActorNode, input: unknown): void {
    const { logic } = actor;
    if (!isMachine(logic)) throw new TypeError(`${actor.id} is no machine`);
    const mailbox = this.#mailboxOf(actor);
    mailbox.phase = "running";
    mailbox.isBusy = true;
    this.#step(actor, {
      step: (scope) => logic.getInitialSnapshot(scope, input) as AnyMachineSnapshot,
      startChildren: true,
    });
    this.#process(actor, mailbox);
  }

  /** Processes an event from outside, and every event that follows from it without a delay. */
  deliver(actor: ActorNode, event: AnyEventObject): void {
    this.#deliveries = 0;
    this.#send(actor, event);
  }

  #send(actor: ActorNode, event: AnyEventObject): void {
    const mailbox = this.#mailboxOf(actor);
    // A call takes no events.
    if (mailbox.phase === "stopped" || !isMachine(actor.logic)) return;
    mailbox.events.push(event);
    if (mailbox.phase === "running" && !mailbox.isBusy) this.#process(actor, mailbox);
  }

  #process(actor: ActorNode, mailbox: Mailbox): void {
    mailbox.isBusy = true;
    for (let event = mailbox.events.shift(); event; event = mailbox.events.shift()) {
      if (++this.#deliveries > MAX_EVENTS_IN_TURN)
        throw new RangeError("The machines did not settle: too many events in one turn");
      if (event !== STOP) this.#take(actor, event);
      else {
        this.#end(actor, mailbox);
        const stopped = { status: "stopped" as const, children: {} };
        actor._snapshot = Object.assign({}, actor._snapshot, stopped);
      }
    }
    mailbox.isBusy = false;
  }

  #take(actor: ActorNode, event: AnyEventObject): void {
    const snapshot = actor._snapshot;
    this.#step(actor, {
      step: (scope) => snapshot.machine.transition(snapshot, event, scope),
      startChildren: false,
    });
  }

  #step(
    actor: ActorNode,
    given: { step: (scope: AnyActorScope) => AnyMachineSnapshot; startChildren: boolean },
  ): void {
    const actions: Action[] = [];
    const next = given.step(scopeOf(actor, (action) => actions.push(this.#collect(action))));
    if (next.status === "error") throw next.error;
    actor._snapshot = next;
    if (given.startChildren) this.#startChildren(actor);
    for (const action of actions) if (!isBuiltIn(action.type)) this.#request(requestOf(action));
    for (const action of actions) if (isBuiltIn(action.type)) this.#execute(actor, action);
    if (next.status === "done") this.#finish(actor, next.output);
  }

  #startChildren(actor: ActorNode): void {
    for (const child of childrenOf(actor))
      if (child._snapshot.status === "active") this.#spawn(actor, child);
  }

  #collect(action: Action): Action {
    if (action.type === "xstate.spawnChild") {
      const { ref: actor, input } = spawned(action.params);
      Object.assign(this.#mailboxOf(actor), { phase: "new", input });
    }
    if (action.type === "xstate.stopChild" && action.params) {
      const mailbox = this.#mailboxOf(action.params as ActorNode);
      // A child that is stopped in the step that spawns it is never started.
      if (mailbox.phase === "new") mailbox.phase = "stopped";
    }
    return action;
  }

  /** XState's own actions become requested actions, events for other actors, or nothing. */
  #execute(actor: ActorNode, { type, params }: Action): void {
    switch (type) {
      case "xstate.raise":
      case "xstate.sendTo": {
        const { to = actor, ...sent } = params as Sent;
        if (typeof sent.delay === "number") this.#schedule({ ...sent, from: actor, to });
        else if (type === "xstate.sendTo") this.#send(to, sent.event);
        return;
      }
      case "xstate.cancel": {
        const { sendId } = params as { sendId: string };
        this.#requestOf(actor, { kind: "cancelTimer", path: pathOf(actor), sendId });
        return;
      }
      case "xstate.spawnChild":
        this.#spawn(actor, spawned(params).ref);
        return;
      case "xstate.stopChild":
        if (params) this.#stop(params as ActorNode);
    }
  }

  #schedule({
    from,
    to,
    event,
    id,
    delay: delayMs = 0,
  }: Sent & { from: ActorNode; to: ActorNode }): void {
    if (this.#isLeft(to)) return;
    const path = pathOf(from);
    this.#requestOf(from, { kind: "timer", path, to: pathOf(to), sendId: id, event, delayMs });
  }

  #spawn(parent: ActorNode, actor: ActorNode): void {
    const mailbox = this.#mailboxOf(actor);
    const { phase, input } = mailbox;
    if (phase !== "new") return;
    if (isMachine(actor.logic)) {
      this.start(actor, input);
      return;
    }
    if (typeof actor.src !== "string") throw new TypeError(`The call ${actor.id} has no name`);
    mailbox.phase = "running";
    const path = pathOf(parent);
    this.#requestOf(actor, { kind: "call", path, actorId: actor.id, operation: actor.src, input });
  }

  #stop(actor: ActorNode): void {
    const mailbox = this.#mailboxOf(actor);
    if (mailbox.phase === "stopped") return;
    this.#requestOf(actor, { kind: "left", path: pathOf(actor) });
    mailbox.isLeaving = true;
    mailbox.events = [STOP];
    if (!mailbox.isBusy) this.#process(actor, mailbox);
  }

  /** A machine has reached its final state. */
  #finish(actor: ActorNode, output: unknown): void {
    this.#requestOf(actor, { kind: "left", path: pathOf(actor) });
    this.#end(actor, this.#mailboxOf(actor));
    const type = `xstate.done.actor.${actor.id}`;
    if (actor._parent) this.#send(actor._parent, { type, output, actorId: actor.id });
  }

  #end(actor: ActorNode, mailbox: Mailbox): void {
    mailbox.phase = "stopped";
    mailbox.events = [];
    if (isMachine(actor.logic)) for (const child of childrenOf(actor)) this.#stop(child);
  }

  /** What an actor wants done, unless it is gone: then its path may be another actor's by now. */
  #requestOf(actor: ActorNode, action: RequestedAction): void {
    if (!this.#isLeft(actor)) this.#request(action);
  }

  #isLeft(actor: ActorNode): boolean {
    for (let at: ActorNode | undefined = actor; at; at = at._parent) {
      const mailbox = this.#mailboxOf(at);
      if (mailbox.phase === "stopped" || mailbox.isLeaving) return true;
    }
    return false;
  }

  #mailboxOf(actor: ActorNode): Mailbox {
    const known = this.#mailboxes.get(actor);
    if (known) return known;
    const phase = actor._snapshot.status === "active" ? "running" : "stopped";
    const mailbox: Mailbox = { events: [], phase, isBusy: false, isLeaving: false };
    this.#mailboxes.set(actor, mailbox);
    return mailbox;
  }
}

/** A wording brings its reply itself; of every other action, type and params are all. */
function requestOf({ type, params, exec, info }: Action): RequestedAction {
  return isWording(exec)
    ? { kind: "reply", reply: exec.reply(info) }
    : { kind: "action", type: type as unknown as ActionName, params };
}

/** `says` in machines/says.ts makes them. */
function isWording(exec: unknown): exec is { reply: (args: unknown) => unknown } {
  return typeof exec === "function" && "reply" in exec;
}

interface Sent {
  event: AnyEventObject;
  to?: ActorNode;
  id?: string;
  delay?: number;
}

function spawned(params: unknown): { ref: ActorNode; input: unknown } {
  const { id, actorRef, input } = params as { id?: string; actorRef?: ActorNode; input: unknown };
  if (id === undefined) throw new TypeError("What is spawned needs an id");
  if (!actorRef) throw new TypeError(`There is no machine or call for ${id}`);
  return { ref: actorRef, input };
}

function childrenOf(actor: ActorNode): ActorNode[] {
  return Object.values(actor._snapshot.children) as unknown as ActorNode[];
}

function isBuiltIn(type: string): boolean {
  return type.startsWith("xstate.");
}
