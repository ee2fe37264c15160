import { z } from "zod";
import type { Identity } from "../conversation/ports/contacts.ts";
import { LenientText, LenientTime } from "./lenient-schema.ts";
import { parsePhone, parseUserId, readKeyHash } from "./sender.ts";

/** Meta has renamed these over the years; older API versions and gateways still send the older names. */
const CHANGED: ReadonlyMap<string, "number" | "user id" | "identity key"> = new Map([
  ["user_changed_number", "number"],
  ["customer_changed_number", "number"],
  ["user_changed_user_id", "user id"],
  ["customer_changed_user_id", "user id"],
  ["user_identity_changed", "identity key"],
  ["customer_identity_changed", "identity key"],
  ["customer_changed_identity", "identity key"],
]);

const System = z.object({
  type: z.string().transform((type) => CHANGED.get(type)),
  wa_id: LenientText,
  new_wa_id: LenientText,
  customer: LenientText,
  user_id: LenientText,
  previous_user_id: LenientText,
  identity: LenientText,
});

const UserIdUpdate = z.object({
  wa_id: LenientText,
  timestamp: LenientTime,
  user_id: z.object({ previous: LenientText, current: LenientText }),
});

/**
 * A member's new keys from a system message sent at `at`; `"other"` if it reports something else.
 * With a changed number `from` is still the previous one: Meta's reference of system messages.
 */
export function readSystem(
  message: { from?: string | undefined; from_user_id?: string | undefined; system?: unknown },
  at: number,
): Identity | "other" | undefined {
  const system = System.safeParse(message.system).data;
  switch (system?.type) {
    case undefined:
      return "other";
    case "number":
      return newKeys({
        phone: system.new_wa_id ?? system.wa_id,
        formerPhone: parsePhone(system.customer) ?? message.from,
        userId: system.user_id,
        previousUserId: system.previous_user_id,
      });
    case "user id":
      return newKeys({
        phone: system.wa_id ?? system.new_wa_id,
        userId: system.user_id,
        previousUserId: system.previous_user_id,
      });
    case "identity key": {
      const phone = [system.customer, system.wa_id, message.from].find(parsePhone);
      const member = newKeys({ phone, userId: system.user_id ?? message.from_user_id });
      return member && { ...member, keyHash: readKeyHash(system.identity), keyChangedAt: at };
    }
  }
}

/** The same from an item of the field `user_id_update`. */
export function readUserIdUpdate(raw: unknown): { at: number; identity: Identity } | undefined {
  const update = UserIdUpdate.safeParse(raw).data;
  if (update?.timestamp === undefined) return undefined;
  const identity = newKeys({
    phone: update.wa_id,
    userId: update.user_id.current,
    previousUserId: update.user_id.previous,
  });
  return identity && { at: update.timestamp, identity };
}

function newKeys(raw: Identity): Identity | undefined {
  const phone = parsePhone(raw.phone);
  const userId = parseUserId(raw.userId);
  if (!phone && !userId) return undefined;
  const formerPhone = parsePhone(raw.formerPhone);
  return { phone, formerPhone, userId, previousUserId: parseUserId(raw.previousUserId) };
}
