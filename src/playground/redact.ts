import type { Json } from "../engine/record.ts";
import type { Step, StepEvent } from "./protocol.ts";

/** A step without what was said, by whom, and any value: its shape, for wherever members are real. */
export function redact(step: Step): Step {
  const { session_id, locale, machine } = step.record;
  return {
    conversationId: step.conversationId,
    number: step.number,
    at: step.at,
    event: redactEvent(step.event),
    outcome: step.outcome,
    attempts: step.attempts,
    active: step.active,
    taken: step.taken,
    possible: step.possible,
    replies: step.replies.map(({ token, keys }) => ({ token, keys })),
    calls: step.calls,
    version: step.version,
    lastUpdated: step.lastUpdated,
    expiresAt: step.expiresAt,
    metadata: redactMetadata(step.metadata),
    pending: step.pending,
    contexts: Object.fromEntries(
      Object.entries(step.contexts).map(([name, context]) => [name, shapeOf(context)]),
    ),
    record: Object.fromEntries(
      Object.entries({ session_id, locale, machine }).filter(([, value]) => value !== undefined),
    ) as Step["record"],
  };
}

function redactEvent(event: StepEvent): StepEvent {
  switch (event.kind) {
    case "message": {
      const { kind, id, what, choice } = event;
      return { kind, id, what, ...(choice !== undefined && { choice: nameOf(choice) }) };
    }
    case "result": {
      const { kind, operation, outcome } = event;
      return { kind, operation, outcome };
    }
    case "timer":
      return { kind: event.kind, name: event.name };
    case "notice":
      return { kind: event.kind, what: event.what };
  }
}

function redactMetadata({ stage, direction, option }: Step["metadata"]): Step["metadata"] {
  return { stage, direction, ...(option !== undefined && { option: nameOf(option) }) };
}

/** Of "account=A1" only that it was an account. A foreign button's own id may hold anything. */
function nameOf(choice: string): string {
  const [name = ""] = choice.split("=");
  return /^[a-z][a-z-]{0,30}$/i.test(name) ? name : "other";
}

/** Keys, and of each value its type. */
function shapeOf(value: Json): Json {
  if (Array.isArray(value)) return [`${value.length} of them`];
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, shapeOf(inner ?? null)]),
  );
}
