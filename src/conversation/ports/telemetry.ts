import type { ConversationEvent, Outcome } from "../model/event.ts";
import type { FallbackForm } from "./channel.ts";
import { StoreError } from "./store-error.ts";

/** Takes note of what happened. Facts hold no token, phone number or message text. */
export type Observe = (telemetryEvent: TelemetryEvent) => void;

export type TelemetryEvent =
  | {
      kind: "turn";
      conversationId: string;
      event: ConversationEvent["kind"];
      /** By which the journal identifies the event. */
      id: string;
      outcome: "committed" | "duplicate" | "stale" | "too old" | "parked" | "conflict" | "lost";
      attempts: number;
    }
  /** An attempt to deliver an effect ended; `effect` is its token. */
  | {
      kind: "delivery";
      conversationId: string;
      effect: string;
      outcome: "done" | "retry" | "dead";
      code?: string;
    }
  /** A reply whose content the channel did not show was sent in another form; `code` is why. */
  | { kind: "fallback"; conversationId: string; effect: string; form: FallbackForm; code: string }
  | {
      kind: "call";
      conversationId: string;
      effect: string;
      operation: string;
      outcome: Outcome["kind"];
    }
  /** What a webhook brought and nobody runs. */
  | { kind: "ignored"; what: string }
  /**
   * News of another system that a member did not ask for, and what was done with it; `what` is from its closed list.
   */
  | { kind: "notice"; what: string; outcome: NotificationOutcome }
  /** A delivery status of a reply. */
  | { kind: "status"; status: string; code?: string | undefined }
  /** An operation on a state that failed; `key` is a hash. */
  | {
      kind: "state";
      operation: string;
      key: string;
      attempt: number;
      reason: string;
      expected?: number | undefined;
      found?: number | undefined;
      cause?: string | undefined;
    }
  /** Requests that a webhook refused within a second, and why: from a closed list. */
  | { kind: "shed"; webhook: string; reason: string; count: number }
  /** Commits within a second that too few replicas confirmed, and why: from a closed list. */
  | { kind: "unreplicated"; reason: string; count: number }
  /** A server has withdrawn a release that did worse than the one before: in what, and in which figures. */
  | { kind: "halt"; halted: string; trouble: string; reason: string }
  | { kind: "failure"; where: string; code: string; cause: string };

export type FailureEvent = Extract<TelemetryEvent, { kind: "failure" }>;

export type NotificationOutcome =
  | "delivered"
  /** No member gets a message about notifications of this type. */
  | "noted"
  | "malformed"
  /** Nobody has ever written from this number. */
  | "unknown member"
  /** They wrote longer ago than WhatsApp lets us write to them. */
  | "window closed"
  /** The member has turned notifications off. */
  | "stopped"
  | "flood"
  | "duplicate"
  | "too old"
  | "parked"
  /** To be sent again. */
  | "failed";

/** An error as a fact: its name or code and its place. Its message is left out: it may hold what a member wrote. */
export function failureOf(where: string, error: unknown): FailureEvent {
  if (!(error instanceof Error)) return { kind: "failure", where, code: "unknown", cause: "" };
  const code = reasonOf(error) ?? codeOf(error) ?? error.name;
  const { stack = "", message } = error;
  const frames = stack.slice(stack.indexOf(message) + message.length).split("\n");
  return { kind: "failure", where, code, cause: frames[1]?.trim() ?? "" };
}

/** The store's own word for what failed, such as READONLY: from a closed list. */
export function reasonOf(error: unknown): string | undefined {
  return error instanceof StoreError ? error.reason : undefined;
}

function codeOf(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}
