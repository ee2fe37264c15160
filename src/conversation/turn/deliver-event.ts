import type { OpenSession } from "./session.ts";
import { type TurnEvent, toMachineEvent } from "./turn-event.ts";

/** What a turn did with a message: `late` answers nothing and does not extend the session, `ignored` changes nothing. */
export type RoutingOutcome = "taken" | "late" | "ignored";

export const UNEXPECTED = { type: "unexpected" } as const;

/** Delivers an event to the innermost machine that handles it; where none does, as `unexpected`. */
export function deliverEvent(session: OpenSession, event: TurnEvent): void {
  if (!tryDeliver(session, event)) tryDeliver(session, UNEXPECTED);
}

/** Delivers an event, with the time, which a machine knows from nowhere else, if any machine handles it. */
export function tryDeliver({ running, now }: OpenSession, event: TurnEvent): boolean {
  const timed = { ...toMachineEvent(event), at: now };
  const path = running.paths().find((path) => running.handles(path, timed));
  if (path !== undefined) running.deliver(path, timed);
  return path !== undefined;
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
  session.record.question = { ...question, taken: choice };
  const split = choice.indexOf("=");
  const event: TurnEvent =
    split < 0
      ? { type: `choice.${choice}` }
      : { type: `choice.${choice.slice(0, split)}`, value: choice.slice(split + 1) };
  deliverEvent(session, event);
}
