import { createHash } from "node:crypto";
import { z } from "zod";
import type { Identity } from "../conversation/ports/contacts.ts";
import { LenientText } from "./lenient-schema.ts";

const Key = z.object({ hash: LenientText }).optional().catch(undefined);

export const Sender = z.object({ from: LenientText, from_user_id: LenientText, identity: Key });

const Contact = z.object({
  wa_id: LenientText,
  user_id: LenientText,
  identity_key_hash: LenientText,
});

/** Meta's pattern of a business-scoped user id. */
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;
/** 20 digits with a sign and separators. */
const MAX_PHONE_LENGTH = 40;
const PHONE = /^\+?(\d{1,20})$/;

/**
 * The sender of a message. The message's own fields have precedence over `contacts`, and a contact
 * counts only if it shares a key with the message, or is the only one next to a message without any.
 * Without a key: `undefined`.
 */
export function readSender(
  message: z.infer<typeof Sender>,
  contacts: readonly unknown[],
): Identity | undefined {
  const own = {
    phone: parsePhone(message.from),
    userId: parseUserId(message.from_user_id) ?? parseUserId(message.from),
  };
  const known = contacts.map(readContact);
  const contact =
    own.phone || own.userId
      ? known.find(
          ({ phone, userId }) =>
            (phone && phone === own.phone) || (userId && userId === own.userId),
        )
      : known.length === 1
        ? known[0]
        : undefined;
  const phone = own.phone ?? contact?.phone;
  const userId = own.userId ?? contact?.userId;
  const keyHash = readKeyHash(message.identity?.hash) ?? contact?.keyHash;
  return phone || userId ? { phone, userId, ...(keyHash && { keyHash }) } : undefined;
}

/** Meta's hash of a member's identity key, in a form of bounded length. */
export function readKeyHash(hash: string | undefined): string | undefined {
  return hash && createHash("sha256").update(hash).digest().subarray(0, 16).toString("base64url");
}

/** Digits without the plus and without separators. */
export function parsePhone(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_PHONE_LENGTH) return undefined;
  return PHONE.exec(text.replaceAll(/[\s().-]/g, ""))?.[1];
}

export function parseUserId(text: string | undefined): string | undefined {
  return text !== undefined && USER_ID.test(text) ? text : undefined;
}

function readContact(raw: unknown): Identity {
  const contact = Contact.safeParse(raw).data;
  return {
    phone: parsePhone(contact?.wa_id),
    userId: parseUserId(contact?.user_id) ?? parseUserId(contact?.wa_id),
    keyHash: readKeyHash(contact?.identity_key_hash),
  };
}
