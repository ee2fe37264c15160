import type { AnyEventObject } from "xstate";
import type { CommandName } from "../machine/machine-contract.ts";
import type { NotificationPayload } from "../model/event.ts";

/** A command as an event for a machine, with whatever else the text said, which only the machine reads. */
export interface CommandEvent {
  type: CommandName;
}

/**
 * What a turn delivers to a machine: events of the conversation's own, and commands, which only the application names.
 */
export type TurnEvent =
  | { type: "unexpected" | "late" | "outdated" | "flood" | "session.over" | "machine.edited" }
  | { type: "text"; text: string; command?: CommandName | undefined }
  | { type: "media"; media: string }
  | { type: `choice.${string}`; value?: string }
  | { type: "trouble"; during?: string; isOutcomeLost?: boolean }
  | { type: "call.late"; operation: string; input: unknown; outcome: string; output?: unknown }
  | NotificationPayload
  | CommandEvent;

/** The same event as XState takes it. */
export function toMachineEvent(event: TurnEvent): AnyEventObject {
  return event as AnyEventObject;
}
