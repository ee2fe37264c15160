import type { Effect } from "./model/effect.ts";
import type { ConversationEvent, Outcome } from "./model/event.ts";
import type { DeliveryEntry, StatusEntry, TurnEntry } from "./model/journal-entry.ts";
import type { AttemptOutcome, DeliveryReport } from "./ports/outbox.ts";
import type { Turn } from "./turn/turn.ts";

export function turnEntry(event: ConversationEvent, turn: Turn, isParked: boolean): TurnEntry {
  const outcome: TurnEntry["outcome"] = isParked ? "parked" : turn.kind;
  const effects = "effects" in turn ? turn.effects.flatMap(describe) : [];
  const line = { kind: "turn" as const, event: event.kind, ...subjectOf(event), outcome, effects };
  if (turn.kind !== "taken") return line;
  return { ...line, from: turn.from, to: turn.metadata.stage, version: turn.record._version };
}

/** By which the journal identifies an event: the id of a message or notification, the token of a call or timer. */
export function journalIdOf(event: ConversationEvent): string {
  switch (event.kind) {
    case "message":
    case "notice":
      return event.id;
    case "timer":
      return event.token;
    case "result":
      return event.call.token;
  }
}

/** Nothing is noted of an attempt that will be made again. */
export function deliveryEntry(token: string, outcome: AttemptOutcome): DeliveryEntry | undefined {
  switch (outcome.kind) {
    case "done":
      return { kind: "delivery", token, outcome: "accepted" };
    case "dead":
      return { kind: "delivery", token, outcome: "dead", code: outcome.code };
    case "retry":
      return undefined;
  }
}

/** That it was sent says no more than that it was accepted. */
export function statusEntry({ token, status, code }: DeliveryReport): StatusEntry | undefined {
  return status === "sent" ? undefined : { kind: "status", token, status, code };
}

function subjectOf(
  event: ConversationEvent,
): Pick<TurnEntry, "id" | "what" | "call" | "reference"> {
  switch (event.kind) {
    case "message":
      return { id: event.id, what: event.content.kind };
    case "timer":
      return { id: event.token, what: "" };
    case "notice":
      return { id: event.id, what: event.news.type.slice("notice.".length) };
    case "result": {
      const { call, outcome } = event;
      const reference = outcome.kind === "done" ? outcome.reference : undefined;
      return { id: call.token, what: call.operation, call: endOf(outcome), reference };
    }
  }
}

function endOf(outcome: Outcome): string {
  return outcome.kind === "refused" ? outcome.code : outcome.kind;
}

/** Timers say nothing to whoever reads a journal. */
function describe(effect: Effect): string[] {
  const { kind, token } = effect;
  switch (kind) {
    case "reply":
      return [`reply ${token} ${effect.keys.join(" ")}`];
    case "call":
      return [`call ${token} ${effect.operation}`];
    case "timer":
    case "cancel":
      return [];
  }
}
