import { type DestinationStream, type Logger, pino } from "pino";
import type { Observe, TelemetryEvent } from "../conversation/ports/telemetry.ts";
import { batchLines } from "./line-batches.ts";

export type LogDestination = DestinationStream;

/** Where a line comes from. */
export interface Origin {
  release: string;
  host: string;
  pid: number;
}

/**
 * Lines of JSON. Each names its origin, and its trace if it has one. They contain only the listed fields of a
 * telemetry event, so no text, number or token can appear. `id` and `effect` are those of the journal.
 */
export function createLogs(options: {
  level: string;
  destination?: LogDestination | undefined;
  origin?: Origin | undefined;
  /** The traceparent of what happens now. */
  trace?: (() => string | undefined) | undefined;
}): {
  log: Logger;
  observe: Observe;
} {
  const { level, origin, trace } = options;
  const settings = {
    level,
    base: origin ? { ...origin } : null,
    ...(trace && { mixin: () => ({ trace: trace()?.split("-")[1] }) }),
  };
  const log = pino(settings, options.destination ?? standardOutput());
  return {
    log,
    observe: (telemetryEvent) =>
      log[levelOf(telemetryEvent)](pick(telemetryEvent), telemetryEvent.kind),
  };
}

let opened: LogDestination | undefined;

/** One for the process, whose exit passes on the last lines. */
function standardOutput(): LogDestination {
  if (opened) return opened;
  const lines = batchLines(pino.destination({ sync: true }));
  process.once("exit", lines.flush);
  opened = lines;
  return lines;
}

function levelOf(telemetryEvent: TelemetryEvent): "debug" | "info" | "warn" | "error" {
  switch (telemetryEvent.kind) {
    case "turn":
      return telemetryEvent.outcome === "parked" || telemetryEvent.outcome === "conflict"
        ? "error"
        : "info";
    case "delivery":
      return { done: "info", retry: "warn", dead: "error" }[telemetryEvent.outcome] as "info";
    case "fallback":
      return "warn";
    case "call":
      return telemetryEvent.outcome === "done" || telemetryEvent.outcome === "refused"
        ? "info"
        : "warn";
    case "ignored":
      return "debug";
    case "notice":
      return "info";
    case "status":
      return telemetryEvent.status === "failed" ? "warn" : "debug";
    case "shed":
    case "unreplicated":
      return "warn";
    case "state":
      return telemetryEvent.reason === "conflict" ? "info" : "error";
    case "halt":
    case "failure":
      return "error";
  }
}

/** The allow-list: a new field of a telemetry event is not logged until it is listed here. */
function pick(telemetryEvent: TelemetryEvent): object {
  switch (telemetryEvent.kind) {
    case "turn": {
      const { conversationId, event, id, outcome, attempts } = telemetryEvent;
      return { conversationId, event, id, outcome, attempts };
    }
    case "delivery": {
      const { conversationId, effect, outcome, code } = telemetryEvent;
      return { conversationId, effect, outcome, code };
    }
    case "fallback": {
      const { conversationId, effect, form, code } = telemetryEvent;
      return { conversationId, effect, form, code };
    }
    case "call": {
      const { conversationId, effect, operation, outcome } = telemetryEvent;
      return { conversationId, effect, operation, outcome };
    }
    case "ignored":
      return { what: telemetryEvent.what };
    case "notice":
      return { what: telemetryEvent.what, outcome: telemetryEvent.outcome };
    case "status":
      return { status: telemetryEvent.status, code: telemetryEvent.code };
    case "shed":
      return {
        webhook: telemetryEvent.webhook,
        reason: telemetryEvent.reason,
        count: telemetryEvent.count,
      };
    case "unreplicated":
      return { reason: telemetryEvent.reason, count: telemetryEvent.count };
    case "halt": {
      const { halted, trouble, reason } = telemetryEvent;
      return { halted, trouble, reason };
    }
    case "state": {
      const { operation, key, attempt, reason, expected, found, cause } = telemetryEvent;
      return { operation, key, attempt, reason, expected, found, cause };
    }
    case "failure":
      return {
        where: telemetryEvent.where,
        code: telemetryEvent.code,
        cause: telemetryEvent.cause,
      };
  }
}
