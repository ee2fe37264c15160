import type { Step, StepEvent } from "../../protocol.ts";
import type { IconName } from "../icon.tsx";

/** An event in words, and as an icon. */

export function wordsOf(event: StepEvent): string {
  switch (event.kind) {
    case "message":
      return messageWords(event);
    case "result":
      return `${event.operation}: ${event.outcome}`;
    case "timer":
      return `time ran out: ${event.name.replace(/^.*after\.|^xstate\./, "")}`;
    case "notice":
      return event.what;
  }
}

function messageWords({ what, text, choice }: Extract<StepEvent, { kind: "message" }>): string {
  if (choice !== undefined) return `tapped ${text ? `“${text}”` : choice}`;
  return text === undefined ? `sent: ${what}` : `wrote “${text}”`;
}

export function iconOf(event: StepEvent): IconName {
  if (event.kind !== "message") return event.kind;
  return event.choice === undefined ? "message" : "tap";
}

// Created once: creating a formatter takes longer than drawing the rest of a bubble.
const minuteFormat = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});
const secondFormat = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hour12: false });
const dayFormat = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
});

export const timeOf = (at: number): string => minuteFormat.format(at);

/** "Sunday, 22 November", as messengers put it above the messages of a day. */
export const dayOf = (at: number): string => dayFormat.format(at);

export const exactTimeOf = (at: number): string => secondFormat.format(at);

/** "3:41", or "0:00" when it is past. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A step whose turn failed or was repeated after a conflict. */
export function troubleOf({ outcome, attempts }: Step): string | undefined {
  if (outcome !== "committed") return outcome;
  return attempts > 1 ? `taken ${attempts} times` : undefined;
}
