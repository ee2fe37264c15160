import type { TelemetryEvent } from "../conversation/ports/telemetry.ts";
import type { LogLine, Step, StepEvent } from "./protocol.ts";

/** A step, line by line. It contains no more than the step: no text if the step is redacted. */
export function linesOfStep(step: Step, last: Step | undefined): LogLine[] {
  const { at, conversationId, attempts, outcome } = step;
  const line = (what: LogLine["what"], text: string): LogLine => ({
    at,
    conversationId,
    what,
    text,
  });
  const before = last?.metadata.stage || "no session";
  const known = new Set(last?.pending.timers.map(({ token }) => token));
  return [
    line("event", describe(step.event)),
    ...(attempts > 1 ? [line("retry", `repeated after a conflict: ${attempts} attempts`)] : []),
    ...(outcome === "parked" ? [line("failure", "the turn failed, and its event is parked")] : []),
    ...(step.taken.length > 0
      ? [line("transition", `${before} → ${step.metadata.stage || "no session"}`)]
      : []),
    ...step.replies.map(({ keys }) => line("effect", `reply ${keys.join(", ")}`)),
    ...step.calls.map(({ operation }) => line("effect", `call ${operation}`)),
    ...step.pending.timers
      .filter(({ token }) => !known.has(token))
      .map(({ event, dueAt }) => line("effect", `timer ${event} in ${inSeconds(dueAt - at)}`)),
    line("commit", outcome === "stale" ? "nothing new" : `version ${step.version}`),
  ];
}

/** Events outside of turns. Telemetry events contain no number and no text. */
export function lineOfEvent(telemetryEvent: TelemetryEvent, at: number): LogLine | undefined {
  switch (telemetryEvent.kind) {
    case "turn": {
      const { conversationId, outcome, attempts } = telemetryEvent;
      if (outcome === "conflict")
        return {
          at,
          conversationId,
          what: "conflict",
          text: `given up after ${attempts} attempts`,
        };
      if (outcome === "committed" || outcome === "parked" || outcome === "stale") return undefined;
      return { at, conversationId, what: "event", text: `${telemetryEvent.event}: ${outcome}` };
    }
    case "delivery": {
      const { conversationId, outcome, code } = telemetryEvent;
      return {
        at,
        conversationId,
        what: "delivery",
        text: [outcome, code].filter(Boolean).join(" "),
      };
    }
    case "fallback": {
      const { conversationId, form, code } = telemetryEvent;
      return { at, conversationId, what: "delivery", text: `sent as ${form} because of ${code}` };
    }
    case "call": {
      const { conversationId, operation, outcome } = telemetryEvent;
      return { at, conversationId, what: "call", text: `${operation}: ${outcome}` };
    }
    case "state":
      return telemetryEvent.reason === "conflict"
        ? {
            at,
            what: "conflict",
            text: `${telemetryEvent.operation}: attempt ${telemetryEvent.attempt}`,
          }
        : { at, what: "failure", text: `${telemetryEvent.operation}: ${telemetryEvent.reason}` };
    case "notice":
      return {
        at,
        what: "event",
        text: `notice ${telemetryEvent.what}: ${telemetryEvent.outcome}`,
      };
    case "halt":
      return { at, what: "failure", text: `halted a release: ${telemetryEvent.reason}` };
    case "failure":
      return { at, what: "failure", text: `${telemetryEvent.where}: ${telemetryEvent.code}` };
    case "shed":
      return {
        at,
        what: "failure",
        text: `refused ${telemetryEvent.count} webhooks: ${telemetryEvent.reason}`,
      };
    case "unreplicated":
      return {
        at,
        what: "failure",
        text: `${telemetryEvent.count} commits without a replica: ${telemetryEvent.reason}`,
      };
    case "ignored":
    case "status":
      return undefined;
  }
}

function describe(event: StepEvent): string {
  switch (event.kind) {
    case "message": {
      const words = event.text === undefined ? [] : [`“${event.text}”`];
      return [event.what, event.choice, ...words].filter(Boolean).join(" ");
    }
    case "result":
      return `${event.operation}: ${event.outcome}`;
    case "timer":
      return event.name;
    case "notice":
      return event.what;
  }
}

function inSeconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
