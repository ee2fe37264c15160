import { renameChoice } from "../machine/migration.ts";
import type { OpenSession } from "./session.ts";
import { type TurnEvent, toMachineEvent } from "./turn-event.ts";

/**
 * What a turn did with a message: `late` answers nothing and does not extend the session, `ignored` changes nothing.
 */
export type RoutingOutcome = "taken" | "late" | "ignored";

export const UNEXPECTED = { type: "unexpected" } as const;

/** Delivers an event to the innermost machine that handles it; where none does, as `unexpected`. */
export function deliverEvent(session: OpenSession, event: TurnEvent): void {
  if (!tryDeliver(session, event)) tryDeliver(session, UNEXPECTED);
}

/**
 * Delivers an event, with the time, which a machine knows from nowhere else, if any machine handles it. Before an
 * event by which a member leaves a form, the machines within the one that handles it receive `leaving.event`.
 */
export function tryDeliver(session: OpenSession, event: TurnEvent): boolean {
  const { running, now, contract } = session;
  const timed = { ...toMachineEvent(event), at: now };
  const paths = running.paths();
  const path = paths.find((path) => running.handles(path, timed));
  if (path === undefined) return false;
  if (contract.leaving.by.some((type) => type === event.type))
    for (const inner of paths.slice(0, paths.indexOf(path))) announceLeaving(session, inner);
  running.deliver(path, timed);
  return true;
}

function announceLeaving({ running, now, contract }: OpenSession, path: string): void {
  const leaving = { ...toMachineEvent({ type: contract.leaving.event }), at: now };
  if (running.handles(path, leaving)) running.deliver(path, leaving);
}

/** Delivers an event, with the time, to the root machine, whatever form is open. */
export function deliverToRoot({ running, now }: OpenSession, event: TurnEvent): void {
  running.deliver("", { ...toMachineEvent(event), at: now });
}

export function isInForm({ running }: OpenSession): boolean {
  return running.paths().length > 1;
}

/** "confirm" becomes `choice.confirm`; "day=mon" becomes `choice.day` with the value "mon". */
export function deliverChoice(session: OpenSession, choice: string): void {
  const { reply: _, ...question } = session.record.question;
  // Of a question that is answered, only a second tap on the same choice is told from one on another.
  const choices = question.choices.filter(({ id }) => id === choice);
  session.record.question = { ...question, choices, taken: choice };
  const { running, migrations } = session;
  const [innermost = ""] = running.paths();
  const taken = renameChoice(choice, { migrations, machine: running.nameOf(innermost) });
  const split = taken.indexOf("=");
  const event: TurnEvent =
    split < 0
      ? { type: `choice.${taken}` }
      : { type: `choice.${taken.slice(0, split)}`, value: taken.slice(split + 1) };
  deliverEvent(session, event);
}
