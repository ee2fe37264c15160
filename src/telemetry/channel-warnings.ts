import type { TelemetryEvent } from "../conversation/ports/telemetry.ts";
/** Whether WhatsApp takes our messages, as far as the last attempts show. */
export interface ChannelWarnings {
  observe(fact: TelemetryEvent): void;
  warnings(): string[];
}

/**
 * Learns from facts. A dead access token is a warning and no reason to refuse webhooks: what members write is kept,
 * and answered once the token is replaced, while every other server has the same token.
 */
export function createChannelWarnings(): ChannelWarnings {
  let code: string | undefined;
  return {
    observe(fact) {
      if (fact.kind === "failure" && fact.where === "send") code = fact.code;
      if (fact.kind === "delivery" && fact.outcome === "done") code = undefined;
    },
    warnings: () => {
      if (code === undefined) return [];
      const toDo = code === "190" ? "replace WHATSAPP_ACCESS_TOKEN" : "see Meta's error codes";
      return [`WhatsApp takes no messages (${code}): ${toDo}`];
    },
  };
}
