import { createHash } from "node:crypto";
import { z } from "zod";
import type { NotificationPayload } from "../conversation/model/event.ts";
import { safeName } from "./display-names.ts";
import { Counterparty, withoutUndefined } from "./profile.ts";

/** What credex-core reports, as one event of its webhook. */
export type CredexNotification = OfferNotification | Unsaid;

/** An event of which a member is notified. */
export interface OfferNotification {
  kind: "offer";
  what: OfferKind;
  /** Ours: a hash of credex-core's id and the recipient. */
  id: string;
  /** Milliseconds. */
  at: number;
  phone: string;
  news: NotificationPayload;
}

/** Events that are only counted. */
interface Unsaid {
  kind: "noted" | "malformed";
  what: NotificationKind;
}

const OFFER_KINDS = {
  "offer.created": "notice.created",
  "offer.accepted": "notice.accepted",
  "offer.declined": "notice.declined",
  "offer.cancelled": "notice.cancelled",
} as const;
type OfferKind = keyof typeof OFFER_KINDS;

/** Data of members and companies is read again at every login and menu, so none is stored. */
const UPDATES = ["member.updated", "company.updated"] as const;

export const NOTIFICATION_KINDS: readonly NotificationKind[] = [
  ...keysOf(OFFER_KINDS),
  ...UPDATES,
  "other",
];

/** What credex-core tells of; "other" is what nobody here knows. */
type NotificationKind = OfferKind | (typeof UPDATES)[number] | "other";

const Id = z.union([z.string().min(1), z.number()]).transform(String);
const Kind = z.object({
  kind: z
    .enum([...keysOf(OFFER_KINDS), ...UPDATES])
    .optional()
    .catch(undefined),
});
/** ISO 8601 with its offset, or seconds since 1970. */
const Time = z.union([
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  z
    .number()
    .positive()
    .max(8.64e12)
    .transform((seconds) => Math.round(seconds * 1_000)),
]);
const Phone = z
  .union([z.string(), z.number()])
  .transform((phone) => String(phone).replace(/^\+/, ""))
  .pipe(z.string().regex(/^\d{6,20}$/));
const Name = z.string().trim().min(1).transform(safeName);
/** As in credex-core's lists. */
const Offer = z.object({
  credexID: Id,
  formattedInitialAmount: z
    .string()
    .trim()
    .max(40)
    .regex(/^-?\d[\d.,]* [A-Z]{3}$/),
  ...Counterparty.shape,
  counterpartyAccountName: Name,
  secured: z.boolean(),
  account: Name.optional().catch(undefined),
});
const OfferEvent = z.object({ id: Id, time: Time, phone: Phone, offer: Offer });
const Body = z.object({ events: z.array(z.unknown()) });

/** Parses a body item by item: an invalid one affects only itself. A body without `events` is one event. */
export function readNotifications(body: unknown): CredexNotification[] {
  return (Body.safeParse(body).data?.events ?? [body]).map(readNotice);
}

function readNotice(raw: unknown): CredexNotification {
  const what = Kind.safeParse(raw).data?.kind ?? "other";
  if (!isOfferKind(what)) return { kind: what === "other" ? "malformed" : "noted", what };
  const event = OfferEvent.safeParse(raw).data;
  if (!event) return { kind: "malformed", what };
  const { id, time: at, phone } = event;
  const { account = "none", ...offer } = event.offer;
  return {
    kind: "offer",
    what,
    id: shortId(`credex-core ${phone} ${id}`),
    at,
    phone,
    news: { type: OFFER_KINDS[what], offer: withoutUndefined(offer), account },
  };
}

function isOfferKind(what: NotificationKind): what is OfferKind {
  return what in OFFER_KINDS;
}

function keysOf<Key extends string>(table: { [K in Key]: unknown }): [Key, ...Key[]] {
  return Object.keys(table) as [Key, ...Key[]];
}

/** 128 bits of the hash: 22 characters. */
function shortId(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}
