import type { AnyStateMachine } from "xstate";
import type { ConversationEvent } from "../../conversation/model/event.ts";
import type { ConversationRecord, Json } from "../../conversation/model/record.ts";
import { fieldsOf } from "../../conversation/model/record-fields.ts";
import type { Actor } from "./frames.ts";

/** The persisted snapshot of a machine; forms are among its children. */
interface Kept {
  status?: string;
  value?: Json;
  context?: { [key: string]: Json };
  output?: Json;
  children?: { [id: string]: { snapshot: Kept; src: unknown } };
}

/** The machines of a record: the root, then forms, each followed by the forms it invokes. */
export function actorsOf(
  record: ConversationRecord | undefined,
  { machine, isRedacted }: { machine: AnyStateMachine; isRedacted: boolean },
): Actor[] {
  if (record?.session_id === undefined || !record.snapshot) return [];
  const { profile, current_account } = fieldsOf(record);
  const kept = record.snapshot as Kept;
  const context = { ...kept.context, ...({ profile, current_account } as { [key: string]: Json }) };
  return walk({ ...kept, context }, { machine, isRedacted, path: "" });
}

function walk(
  kept: Kept,
  at: { machine: AnyStateMachine; isRedacted: boolean; path: string },
): Actor[] {
  const { status = "active", value, context = {}, output, children = {} } = kept;
  const { machine, isRedacted, path } = at;
  const own: Actor = {
    path,
    machine,
    snapshot: {
      status,
      ...(value !== undefined && { value }),
      context: isRedacted ? {} : context,
      ...(output !== undefined && !isRedacted && { output }),
    },
  };
  const forms = Object.entries(children).flatMap(([id, { snapshot, src }]) => {
    const form: unknown = typeof src === "string" ? machine.implementations.actors[src] : undefined;
    if (!isMachine(form)) return [];
    return walk(snapshot, { machine: form, isRedacted, path: path ? `${path}/${id}` : id });
  });
  return [own, ...forms];
}

function isMachine(logic: unknown): logic is AnyStateMachine {
  return typeof logic === "object" && logic !== null && "root" in logic && "config" in logic;
}

/** The event as an inspector shows it. */
export function eventOf(
  event: ConversationEvent,
  isRedacted: boolean,
): { type: string; [more: string]: Json } {
  switch (event.kind) {
    case "message": {
      const { kind, ...content } = event.content;
      return { type: kind, ...(!isRedacted && (content as { [more: string]: Json })) };
    }
    case "result": {
      const type = `${event.outcome.kind === "done" ? "done" : "error"}.${event.call.operation}`;
      return { type, outcome: event.outcome.kind };
    }
    case "timer":
      return { type: "timer" };
    case "notice":
      return isRedacted ? { type: event.news.type } : event.news;
  }
}
