import type { AnyMachineSnapshot, AnyStateNode } from "xstate";
import { type ActorNode, isMachine } from "./actor-tree.ts";

/** What restoring needs to know of a persisted snapshot. */
export interface SavedSnapshot {
  status?: unknown;
  value?: unknown;
  /** The ids of the active states in the order in which they were entered: see state-order.ts. */
  order?: unknown;
  /** Which states a history state returns to, by its id. */
  historyValue?: object | undefined;
  children?: { [id: string]: { snapshot: SavedSnapshot; syncSnapshot?: unknown } };
}

/**
 * Whether all that was saved is restored. XState adds a state that is missing, drops a child whose
 * logic is gone, and keeps one that it cannot restore as an error.
 */
export function isFullyRestored(
  { logic, _snapshot: { status, children = {} } }: ActorNode,
  saved: SavedSnapshot,
): boolean {
  return (
    status !== "error" &&
    (!isMachine(logic) || standsAt(logic.root, saved.value)) &&
    Object.entries(saved.children ?? {}).every(([id, inner]) => {
      const child = children[id] as ActorNode | undefined;
      return child !== undefined && isFullyRestored(child, inner.snapshot);
    })
  );
}

/**
 * Whether a restored snapshot can resume in a machine that was edited since. It cannot
 * - in a leaf that has become final: it never ends;
 * - in a state that waits for a call or a delay that nobody has started: it waits for ever;
 * - where a call is pending, or a machine is running, that no active state invokes (a spawned one, too): its
 *   result would be lost, and with it what it has done;
 * - in a state with `always`: the next event of any type would move it on, perhaps to the same call again.
 *
 * `sendIds` are the timers that the machine has set; one that has fired already cannot be told from
 * one that was never set, so its state does not fit either.
 */
export function canResume(
  snapshot: AnyMachineSnapshot,
  { sendIds, calls }: { sendIds: readonly string[]; calls: readonly MadeCall[] },
): boolean {
  const nodes = snapshot._nodes as AnyStateNode[];
  return (
    nodes.every(
      (node) =>
        node.type !== "final" &&
        (node.always ?? []).length === 0 &&
        node.invoke.every(({ id, src }) => snapshot.children[id]?.src === src) &&
        node.after.every(({ eventType }) => sendIds.includes(eventType)),
    ) &&
    calls.every((call) => nodes.some((node) => isInvoked(node, call))) &&
    Object.keys(snapshot.children).every((id) =>
      nodes.some(({ invoke }) => invoke.some((each) => each.id === id)),
    )
  );
}

interface MadeCall {
  actorId: string;
  operation: string;
}

function isInvoked({ invoke }: AnyStateNode, { actorId, operation }: MadeCall): boolean {
  return invoke.some(({ id, src }) => id === actorId && src === operation);
}

function standsAt(node: AnyStateNode, value: unknown): boolean {
  const inner = typeof value === "string" ? [[value, {}] as const] : Object.entries(value ?? {});
  return (
    inner.length === countActiveChildren(node) &&
    inner.every(([key, below]) => {
      const child = node.states[key];
      return child !== undefined && standsAt(child, below);
    })
  );
}

/** How many children of a state are active while it is; a history state never is. */
function countActiveChildren(node: AnyStateNode): number | undefined {
  switch (node.type) {
    case "atomic":
    case "final":
      return 0;
    case "compound":
      return 1;
    case "parallel":
      return Object.values(node.states).filter(({ type }) => type !== "history").length;
    case "history":
      return undefined;
  }
}
