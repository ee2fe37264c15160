import type { Contacts, Identity, LastInbound } from "../../src/conversation/ports/contacts.ts";
import type { Enter } from "../../src/conversation/ports/entrance.ts";
import type { DeliveryReport } from "../../src/conversation/ports/outbox.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { encode, sign } from "../../src/fakes/cloud-api/wire.ts";
import type { Gate } from "../../src/http/signed-webhook.ts";
import { createMemoryRateLimiter } from "../../src/memory/memory-rate-limits.ts";
import type { ReportsOptions } from "../../src/whatsapp/delivery-reports.ts";
import type { DeliverMessage } from "../../src/whatsapp/intake.ts";
import { createWebhook } from "../../src/whatsapp/webhook.ts";
import { limits } from "../http/limits.ts";

export const OURS = "100000000000001";
export const OUR_SECOND = "100000000000002";
export const REPLY = { conversationId: `contact-1.${OURS}`, token: "session:1:0" };

/** A webhook with contacts named by the key that they were first seen with. `unknown` cannot be looked up. */
export function start(
  options: {
    take?: DeliverMessage;
    report?: ReportsOptions["report"];
    unknown?: string;
    perMinute?: number;
    gate?: Partial<Gate>;
    clock?: () => number;
    enter?: Enter;
  } = {},
) {
  const telemetryEvents: TelemetryEvent[] = [];
  const taken: string[] = [];
  const reported: DeliveryReport[] = [];
  const resolved: Identity[] = [];
  const lastInbound: (LastInbound | undefined)[] = [];
  const moves = new Map<string, string>();
  const contacts: Pick<Contacts, "resolve"> = {
    async resolve(identity, when) {
      resolved.push(identity);
      lastInbound.push(when);
      const { phone, userId, previousUserId } = identity;
      const key = userId ?? phone ?? "";
      if (key === options.unknown) throw new Error(`No contact for ${key}`);
      if (previousUserId) moves.set(key, previousUserId);
      return { id: `contact-${moves.get(key) ?? key}`, locale: "sn" };
    },
  };
  const rateLimiter = createMemoryRateLimiter({ perMinute: options.perMinute ?? 1_000_000 });
  const app = createWebhook({
    appSecrets: ["app-secret"],
    verifyTokens: ["verify-me"],
    businessNumberIds: [OURS, OUR_SECOND],
    contacts,
    enter: options.enter,
    ...limits({ gate: options.gate }),
    clock: options.clock ?? Date.now,
    rateLimiter,
    observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
    deliver: async (turn) => {
      const { content } = turn.event;
      taken.push(`${turn.conversationId} ${content.kind === "text" ? content.text : content.kind}`);
      return (await options.take?.(turn)) ?? "ok";
    },
    report: async (report) => {
      reported.push(report);
      await options.report?.(report);
    },
  });
  const post = async (body: string) => (await app.request("/webhook", signed(body))).status;
  return { app, post, taken, reported, resolved, lastInbound, telemetryEvents, rateLimiter };
}

export function handshake(token: string): string {
  return `/webhook?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`;
}

export function signed(body: string, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    body,
    headers: { "x-hub-signature-256": sign(body, "app-secret"), ...headers },
  };
}

export function postOf(messages: object[], number = OURS): string {
  return encode({ entry: [{ changes: [changeOf(messages, number)] }] });
}

export function changeOf(messages: object[], number: string): object {
  return { field: "messages", value: toValue(messages, number) };
}

export function toValue(messages: object[], number: string): object {
  return { metadata: { phone_number_id: number }, messages };
}

/** What Meta reports, of our reply if not told otherwise. */
export function statusesOf(statuses: object[]): string {
  const value = { metadata: { phone_number_id: OURS }, statuses: statuses.map(aboutReply) };
  return encode({ entry: [{ changes: [{ field: "messages", value }] }] });
}

export function aboutReply(status: object): object {
  const biz_opaque_callback_data = `${REPLY.conversationId} ${REPLY.token}`;
  return { id: "wamid.263771", recipient_id: "263771", biz_opaque_callback_data, ...status };
}

export function message(options: {
  id: string;
  from?: string;
  text?: string;
  seconds?: number;
}): object {
  const { id, from = "263771", text = "hi", seconds = 1_790_000_000 } = options;
  return { id, from, timestamp: String(seconds), type: "text", text: { body: text } };
}

export function moved(options: { id: string; from: string; to: string; seconds: number }): object {
  const { id, from, to, seconds } = options;
  const system = { type: "user_changed_user_id", user_id: to, previous_user_id: from };
  return { id, timestamp: String(seconds), type: "system", system };
}

export function wordOf(taken: string): string {
  return taken.split(" ").slice(1).join(" ");
}

export function latch(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
