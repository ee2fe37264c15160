import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  fromTransition,
  type InspectionEvent,
  StateMachine,
} from "xstate";

/** Where a machine stands below the root: "" is the root, "booking" a form, "booking/day" a form's form. */
export type Path = string;

/** The parts of an XState actor that stepping without starting needs. */
export interface ActorNode {
  id: string;
  sessionId: string;
  system: unknown;
  src: unknown;
  logic: unknown;
  _parent?: ActorNode;
  _snapshot: AnyMachineSnapshot;
}

const inert = fromTransition((state: undefined) => state, undefined);

/** Sees what XState tells of each step: for who draws machines, never for who runs them. */
export type Inspect = (event: InspectionEvent) => void;

/** An actor for a machine that is never started. */
export function createActorNode(machine: AnyStateMachine, inspect?: Inspect): ActorNode {
  const options = { id: machine.id, ...(inspect && { inspect }) };
  const actor = createActor(inert, options) as unknown as ActorNode;
  actor.logic = machine;
  return actor;
}

/** What XState asks of an actor's surroundings: here they do nothing but collect its actions. */
export function scopeOf(
  self: ActorNode,
  actionExecutor: (action: { type: string; params: unknown }) => void,
): AnyActorScope {
  const nothing = () => {};
  return {
    self,
    id: self.id,
    sessionId: self.sessionId,
    system: self.system,
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor,
  } as unknown as AnyActorScope;
}

export function isMachine(logic: unknown): logic is AnyStateMachine {
  return logic instanceof StateMachine;
}

export function findActor(root: ActorNode, path: Path): ActorNode | undefined {
  let actor: ActorNode | undefined = root;
  for (const id of path ? path.split("/") : [])
    actor = actor?._snapshot.children[id] as ActorNode | undefined;
  return actor;
}

export function pathOf(actor: ActorNode): Path {
  const ids: string[] = [];
  for (let at: ActorNode | undefined = actor; at?._parent; at = at._parent) ids.unshift(at.id);
  return ids.join("/");
}

export function pathBelow(path: Path, id: string): Path {
  return path ? `${path}/${id}` : id;
}

/** Active machines at `path` and below, the innermost first. A form that is done stays a child, no more. */
export function pathsBelow(path: Path, actor: ActorNode): Path[] {
  const children = Object.values(actor._snapshot.children) as unknown as ActorNode[];
  const forms = children.filter(
    (child) => isMachine(child.logic) && child._snapshot.status === "active",
  );
  return [...forms.flatMap((form) => pathsBelow(pathBelow(path, form.id), form)), path];
}
