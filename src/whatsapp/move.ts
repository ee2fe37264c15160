import { z } from "zod";
import type { Identity } from "../engine/ports.ts";
import { Text, Time } from "./lenient.ts";
import { parsePhone, parseUserId } from "./sender.ts";

const System = z.object({
  type: z.enum(["user_changed_number", "user_changed_user_id"]),
  wa_id: Text,
  new_wa_id: Text,
  customer: Text,
  user_id: Text,
  previous_user_id: Text,
});

const UserIdUpdate = z.object({
  wa_id: Text,
  timestamp: Time,
  user_id: z.object({ previous: Text, current: Text }),
});

/**
 * A member's new keys, as a system message tells them; `"other"` if it tells of something else.
 * With a changed number `from` is still the one before: Meta's reference of system messages.
 */
export function readSystem(message: {
  from?: string | undefined;
  system?: unknown;
}): Identity | "other" | undefined {
  const system = System.safeParse(message.system).data;
  if (!system) return "other";
  const isNumberChanged = system.type === "user_changed_number";
  return newKeys({
    phone: system.wa_id ?? system.new_wa_id,
    formerPhone: isNumberChanged ? (parsePhone(system.customer) ?? message.from) : undefined,
    userId: system.user_id,
    previousUserId: system.previous_user_id,
  });
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
