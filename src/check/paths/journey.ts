import type { FlowModel } from "../flow-model.ts";
import type { Machine } from "../machine.ts";
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
    const goals = goalsOf(machine);
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
        bubbles: path.reduce((sum, { to }) => sum + to.received.length, 0),
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

/** The tag of a state that a machine is for; without one it is the first final state of its file. */
const GOAL = "goal";

function goalsOf(machine: Machine): object[] {
  const { root, states } = machine;
  const tagged = states.filter(({ tags }) => tags.includes(GOAL));
  const final = root.states.filter(({ isFinal }) => isFinal).slice(0, 1);
  const goals = tagged.length > 0 ? tagged : final;
  return partsOf(machine).flatMap((part) =>
    part.kind === "state" && goals.includes(part.state) ? [part.running] : [],
  );
}
