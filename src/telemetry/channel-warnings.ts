import type { TelemetryEvent } from "../conversation/ports/telemetry.ts";
/** Whether WhatsApp accepts our messages, judging by the last attempts. */
export interface ChannelWarnings {
  observe(telemetryEvent: TelemetryEvent): void;
  warnings(): string[];
}

/**
 * Follows telemetry events. A rejected access token is a warning, not a reason to refuse webhooks: messages are
 * committed, and answered once the token is replaced, while every other server has the same token.
 */
export function createChannelWarnings(): ChannelWarnings {
  let code: string | undefined;
  return {
    observe(telemetryEvent) {
      if (telemetryEvent.kind === "failure" && telemetryEvent.where === "send")
        code = telemetryEvent.code;
      if (telemetryEvent.kind === "delivery" && telemetryEvent.outcome === "done") code = undefined;
    },
    warnings: () => {
      if (code === undefined) return [];
      const toDo = code === "190" ? "replace WHATSAPP_ACCESS_TOKEN" : "see Meta's error codes";
      return [`WhatsApp takes no messages (${code}): ${toDo}`];
    },
  };
}
