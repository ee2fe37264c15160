import { toConversationId } from "../conversation/model/conversation-id.ts";
import type { NotificationEvent } from "../conversation/model/event.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Contacts, FoundContact, LastInbound } from "../conversation/ports/contacts.ts";
import type { RateLimiter } from "../conversation/ports/rate-limit.ts";
import {
  failureOf,
  type NotificationOutcome,
  type Observe,
} from "../conversation/ports/telemetry.ts";
import { WHATSAPP } from "../policy.ts";
import type { CredexNotification, OfferNotification } from "./notification.ts";

/** Runs a notification through its conversation's machine. */
export type DeliverNotification = (notice: {
  conversationId: string;
  event: NotificationEvent;
}) => Promise<"delivered" | "duplicate" | "too old" | "parked" | "failed">;

export interface NotificationIntakeOptions {
  contacts: Pick<Contacts, "find">;
  /** Limits unrequested messages. */
  rateLimiter: RateLimiter;
  deliver: DeliverNotification;
  clock: Clock;
  observe: Observe;
}

/** Runs the items of one POST. `"failed"`: it must be sent again. */
export type NotificationIntake = (notices: CredexNotification[]) => Promise<"ok" | "failed">;

/** Notifications for one number run one after another by their own time, numbers in parallel. */
export function createNotificationIntake(options: NotificationIntakeOptions): NotificationIntake {
  const { contacts, rateLimiter, clock, observe } = options;

  return async (notices) => {
    const lanes = new Map<string, OfferNotification[]>();
    for (const notice of notices) {
      if (notice.kind === "offer")
        lanes.set(notice.phone, [...(lanes.get(notice.phone) ?? []), notice]);
      else observe({ kind: "notice", what: notice.what, outcome: notice.kind });
    }
    const ended = await Promise.all([...lanes.values()].map(runLane));
    return ended.includes("failed") ? "failed" : "ok";
  };

  /** After a failure the later ones wait for the retry, so that the order is kept. */
  async function runLane(lane: OfferNotification[]): Promise<"ok" | "failed"> {
    for (const notice of lane.sort((one, other) => one.at - other.at)) {
      const outcome = await run(notice).catch((error: unknown): NotificationOutcome => {
        observe(failureOf("notice", error));
        return "failed";
      });
      observe({ kind: "notice", what: notice.what, outcome });
      if (outcome === "failed") return "failed";
    }
    return "ok";
  }

  async function run(notice: OfferNotification): Promise<NotificationOutcome> {
    const contact = await contacts.find(notice.phone);
    if (!contact) return "unknown member";
    const { lastInbound } = contact;
    if (!lastInbound || clock() - lastInbound.at >= WHATSAPP.windowMs) return "window closed";
    if (contact.notices === "off") return "stopped";
    return notify(notice, { ...contact, lastInbound });
  }

  async function notify(
    notice: OfferNotification,
    { id: contactId, locale, lastInbound: { businessNumberId } }: Reachable,
  ): Promise<NotificationOutcome> {
    const { id, at, phone } = notice;
    const member = `notice ${phone}`;
    const counted = await rateLimiter.count(member);
    if (counted === "ignored") return "flood";
    const news = counted === "first over limit" ? ({ type: "notice.many" } as const) : notice.news;
    const address = { businessNumberId, phone };
    const taken = await options
      .deliver({
        conversationId: toConversationId({ contactId, businessNumberId }),
        event: { kind: "notice", id, at, address, locale, news },
      })
      .catch(async (error: unknown) => {
        await rateLimiter.forget(member, counted);
        throw error;
      });
    if (taken !== "delivered") await rateLimiter.forget(member, counted);
    return taken;
  }
}

/** Who has written to us, and when. */
type Reachable = FoundContact & { lastInbound: LastInbound };
