import type { AnyEventObject } from "xstate";
import type { Draft } from "./session.ts";

/** What became of a message: `late` answered nothing and is no sign of life, `ignored` changes nothing. */
export type Hearing = "taken" | "late" | "ignored";

export const UNEXPECTED = { type: "unexpected" };

/** Delivers an event to the innermost machine that handles it; where none does, as `unexpected`. */
export function tell(draft: Draft, event: AnyEventObject): void {
  if (!pass(draft, event)) pass(draft, UNEXPECTED);
}

/** Delivers an event, with the time, which a machine knows from nowhere else, if any machine handles it. */
export function pass({ running, now }: Draft, event: AnyEventObject): boolean {
  const timed = { ...event, at: now };
  const path = running.paths().find((path) => running.handles(path, timed));
  if (path !== undefined) running.deliver(path, timed);
  return path !== undefined;
}

/** Delivers an event, with the time, to the root machine, whatever form is open. */
export function tellRoot({ running, now }: Draft, event: AnyEventObject): void {
  running.deliver("", { ...event, at: now });
}

export function isInForm({ running }: Draft): boolean {
  return running.paths().length > 1;
}

/** "confirm" becomes `choice.confirm`; "account=A1" becomes `choice.account` with the value "A1". */
export function choose(draft: Draft, choice: string): void {
  const { reply: _, ...question } = draft.record.question;
  draft.record.question = { ...question, taken: choice };
  const split = choice.indexOf("=");
  const event =
    split < 0
      ? { type: `choice.${choice}` }
      : { type: `choice.${choice.slice(0, split)}`, value: choice.slice(split + 1) };
  tell(draft, event);
}
