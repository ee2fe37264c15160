import type { FlowModel } from "../flow-model.ts";
import { leavesOf } from "../graph.ts";
import type { Machine, Transition } from "../machine.ts";
import type { Problem } from "../problem.ts";
import { partsOf } from "./parts.ts";
import type { Situation } from "./situation.ts";
import { isOfMember } from "./step.ts";
import { type Edge, pathTo } from "./walk.ts";

/** The shortest successful path through a machine, from the message that opens it. */
export interface Journey {
  machine: Machine;
  path: Edge[];
  /** Messages of the member, including the one that opens the form. */
  messages: number;
  bubbles: number;
}

export function journeysOf(model: FlowModel, edges: readonly Edge[]): Journey[] {
  return model.machines.flatMap((machine) => {
    const goals = goalsOf(model, machine);
    const paths = edges
      .filter(({ to }) => goals.some((goal) => to.taken.has(goal)))
      .map((edge) => within(machine, pathTo(edge)));
    // By an offered choice, not by a command that one has to know.
    const path = paths.find(([first]) => first?.step.type === "taps") ?? paths[0];
    if (!path) return [];
    return [
      {
        machine,
        path,
        messages: path.filter(({ step }) => isOfMember(step)).length,
        bubbles: path.reduce((sum, { to }) => sum + to.heard.length, 0),
      },
    ];
  });
}

/** A journey that needs more messages than the machine's own `meta` promises. */
export function findLongJourneys(journeys: readonly Journey[]): Problem[] {
  return journeys.flatMap(({ machine, messages }) => {
    const { messages: most } = (machine.loaded?.config.meta ?? {}) as { messages?: number };
    if (most === undefined || messages <= most) return [];
    return [
      {
        ...machine.place,
        sentence: `“${machine.name}” needs ${messages} messages of the member, and ${most} at most are promised. Ask less, or accept several values in one message; the promise is in its \`meta\`.`,
      },
    ];
  });
}

/** A path from the message that enters a machine last; root is entered at once. */
export function within({ name, loaded }: Machine, path: Edge[]): Edge[] {
  if (name === "root") return path;
  const opening = path.findLastIndex(
    ({ from, to }) => !isOpen(name, from) && loaded !== undefined && to.taken.has(loaded.root),
  );
  const before = path.slice(0, opening + 1);
  const message = before.findLastIndex(({ step }) => isOfMember(step));
  return path.slice(Math.max(message, 0));
}

interface Saved {
  status?: unknown;
  children?: { [id: string]: { src?: unknown; snapshot: Saved } };
}

function isOpen(name: string, { record }: Situation): boolean {
  const holds = ({ children = {} }: Saved): boolean =>
    Object.values(children).some(
      ({ src, snapshot }) => snapshot.status === "active" && (src === name || holds(snapshot)),
    );
  return holds(record?.snapshot ?? {});
}

/** What a machine is for: a call that is made once; else one that can be repeated; else a choice that ends it. */
function goalsOf(model: FlowModel, machine: Machine): object[] {
  const ways = partsOf(machine).flatMap((part) => (part.kind === "transition" ? [part] : []));
  const isDone = ({ trigger }: Transition, isWanted: (operation: string) => boolean) =>
    trigger.kind === "done" &&
    model.operations.has(trigger.invoke.src.name) &&
    isWanted(trigger.invoke.src.name);
  const endsByChoice = ({ trigger, to }: Transition) =>
    trigger.kind === "event" &&
    trigger.event.startsWith("choice.") &&
    to !== undefined &&
    leavesOf(to).every(({ isFinal }) => isFinal);
  const kinds: ((way: Transition) => boolean)[] = [
    (way) => isDone(way, (operation) => !model.isRepeatable(operation)),
    (way) => isDone(way, () => true),
    endsByChoice,
  ];
  for (const isGoal of kinds) {
    const goals = ways.filter(({ transition }) => isGoal(transition));
    if (goals.length > 0) return goals.map(({ running }) => running);
  }
  return [];
}
