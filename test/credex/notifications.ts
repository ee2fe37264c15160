import type { FoundContact } from "../../src/conversation/ports/contacts.ts";
import type {
  NotificationOutcome,
  TelemetryEvent,
} from "../../src/conversation/ports/telemetry.ts";
import {
  createNotificationIntake,
  type DeliverNotification,
} from "../../src/credex/notification-intake.ts";
import { createWebhook, type WebhookOptions } from "../../src/credex/webhook.ts";
import type { Gate } from "../../src/http/signed-webhook.ts";
import { createMemoryRateLimiter } from "../../src/memory/memory-rate-limits.ts";
import { limits } from "../http/limits.ts";

export const NOW = Date.UTC(2026, 10, 22, 20);
export const MINUTE_MS = 60_000;

/** A webhook that knows one member, of the number 263771000001, who wrote a minute ago. */
export function start(
  options: {
    take?: DeliverNotification;
    contact?: Partial<FoundContact>;
    isAway?: boolean;
    gate?: Partial<Gate>;
  } & Partial<Pick<WebhookOptions, "isSigned">> = {},
) {
  const telemetryEvents: TelemetryEvent[] = [];
  const taken: Parameters<DeliverNotification>[0][] = [];
  const known: FoundContact = {
    id: "contact-1",
    locale: "sn",
    lastInbound: { businessNumberId: "100", at: NOW - MINUTE_MS },
    ...options.contact,
  };
  const intake = createNotificationIntake({
    contacts: {
      async find(phone) {
        if (options.isAway) throw new Error("The store is unreachable");
        return phone === "263771000001" ? known : undefined;
      },
    },
    rateLimiter: createMemoryRateLimiter({ perHour: 3 }),
    clock: () => NOW,
    observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
    async deliver(notice) {
      const outcome = (await options.take?.(notice)) ?? "delivered";
      if (outcome === "delivered") taken.push(notice);
      return outcome;
    },
  });
  const app = createWebhook({
    isSigned: options.isSigned ?? (() => true),
    ...limits({ gate: options.gate }),
    intake,
    observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
  });
  const request = (body: string) =>
    app.request("/webhooks/credex", {
      method: "POST",
      body,
      headers: { "x-credex-signature": "sha256=0" },
    });
  return {
    telemetryEvents,
    taken,
    request,
    post: async (...events: unknown[]) => (await request(JSON.stringify({ events }))).status,
    news: () => taken.map(({ event }) => event.news.type),
    outcomes: (): NotificationOutcome[] =>
      telemetryEvents.flatMap((telemetryEvent) =>
        telemetryEvent.kind === "notice" ? [telemetryEvent.outcome] : [],
      ),
  };
}

let events = 0;

/** An event as credex-core sends it. */
export function offerEvent(more: object = {}, offer: object = {}): object {
  return {
    id: `event-${++events}`,
    time: new Date(NOW).toISOString(),
    kind: "offer.created",
    phone: "263771000001",
    offer: {
      credexID: "C-1",
      formattedInitialAmount: "5.00 USD",
      counterpartyAccountName: "Bob Bakery",
      counterpartyAccountHandle: "bob_bakery",
      secured: true,
      account: "Tariro Moyo",
      ...offer,
    },
    ...more,
  };
}
