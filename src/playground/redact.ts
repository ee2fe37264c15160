import type { Json } from "../conversation/model/record.ts";
import type { Step, StepEvent } from "./protocol.ts";

/**
 * A step without texts, numbers and values: its shape, for wherever members are real.
 * `choiceNames` are those in the copy: another button's id may be any text.
 */
export function redact(step: Step, choiceNames: ReadonlySet<string>): Step {
  const nameOf = (choice: string) => {
    // Of "account=A1" only the part before the sign.
    const [name = ""] = choice.split("=", 1);
    return choiceNames.has(name) ? name : "other";
  };
  const { session_id, locale, machine } = step.record;
  return {
    conversationId: step.conversationId,
    number: step.number,
    at: step.at,
    event: redactEvent(step.event, nameOf),
    outcome: step.outcome,
    attempts: step.attempts,
    active: step.active,
    taken: step.taken,
    possible: step.possible,
    replies: step.replies.map(({ token, keys, givenUpFor }) => ({
      ...{ token, keys },
      ...(givenUpFor !== undefined && { givenUpFor }),
    })),
    calls: step.calls,
    version: step.version,
    lastUpdated: step.lastUpdated,
    expiresAt: step.expiresAt,
    metadata: redactMetadata(step.metadata, nameOf),
    pending: step.pending,
    contexts: Object.fromEntries(
      Object.entries(step.contexts).map(([name, context]) => [name, shapeOf(context)]),
    ),
    record: Object.fromEntries(
      Object.entries({ session_id, locale, machine }).filter(([, value]) => value !== undefined),
    ) as Step["record"],
  };
}

type NameOf = (choice: string) => string;

function redactEvent(event: StepEvent, nameOf: NameOf): StepEvent {
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

function redactMetadata(
  { stage, direction, option }: Step["metadata"],
  nameOf: NameOf,
): Step["metadata"] {
  return { stage, direction, ...(option !== undefined && { option: nameOf(option) }) };
}

/** Keys, each with the type of its value. */
function shapeOf(value: Json): Json {
  if (Array.isArray(value)) return [`${value.length} of them`];
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, shapeOf(inner ?? null)]),
  );
}
