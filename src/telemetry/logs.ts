import { type DestinationStream, type Logger, pino } from "pino";
import type { Observe, TelemetryEvent } from "../conversation/ports/telemetry.ts";
export type LogDestination = DestinationStream;

/** Lines of JSON. They contain only the listed fields of a telemetry event, so no text, number or token can appear. */
export function createLogs(options: { level: string; destination?: LogDestination | undefined }): {
  log: Logger;
  observe: Observe;
} {
  const settings = { level: options.level, base: null };
  const log = options.destination ? pino(settings, options.destination) : pino(settings);
  return { log, observe: (fact) => log[levelOf(fact)](pick(fact), fact.kind) };
}

function levelOf(fact: TelemetryEvent): "debug" | "info" | "warn" | "error" {
  switch (fact.kind) {
    case "turn":
      return fact.outcome === "parked" || fact.outcome === "conflict" ? "error" : "info";
    case "delivery":
      return { done: "info", retry: "warn", dead: "error" }[fact.outcome] as "info";
    case "fallback":
      return "warn";
    case "call":
      return fact.outcome === "done" || fact.outcome === "refused" ? "info" : "warn";
    case "ignored":
      return "debug";
    case "notice":
      return "info";
    case "status":
      return fact.status === "failed" ? "warn" : "debug";
    case "shed":
      return "warn";
    case "state":
      return fact.reason === "conflict" ? "info" : "error";
    case "failure":
      return "error";
  }
}

/** The allow-list: a new field of a telemetry event is not logged until it is listed here. */
function pick(fact: TelemetryEvent): object {
  switch (fact.kind) {
    case "turn": {
      const { conversationId, event, outcome, attempts } = fact;
      return { conversationId, event, outcome, attempts };
    }
    case "delivery": {
      const { conversationId, outcome, code } = fact;
      return { conversationId, outcome, code };
    }
    case "fallback": {
      const { conversationId, form, code } = fact;
      return { conversationId, form, code };
    }
    case "call": {
      const { conversationId, operation, outcome } = fact;
      return { conversationId, operation, outcome };
    }
    case "ignored":
      return { what: fact.what };
    case "notice":
      return { what: fact.what, outcome: fact.outcome };
    case "status":
      return { status: fact.status, code: fact.code };
    case "shed":
      return { webhook: fact.webhook, reason: fact.reason, count: fact.count };
    case "state": {
      const { operation, key, attempt, reason, expected, found, cause } = fact;
      return { operation, key, attempt, reason, expected, found, cause };
    }
    case "failure":
      return { where: fact.where, code: fact.code, cause: fact.cause };
  }
}
