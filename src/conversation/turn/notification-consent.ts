import type { MessageEvent } from "../model/event.ts";
import type { NotificationConsent, NotificationDecision } from "../model/record.ts";
import { deliverToRoot } from "./deliver-event.ts";
import type { OpenSession } from "./session.ts";

/** What a message brings of its contact, and its own time. */
export type ConsentSource = Pick<MessageEvent, "at" | "notices" | "noticesAt">;

/** Everywhere on WhatsApp STOP means "do not write to me by yourself". Returns false for an outdated one. */
export function stopNotifications(session: OpenSession, by: ConsentSource): boolean {
  if (!recordConsent(session, "off", by)) return false;
  deliverToRoot(session, { type: session.contract.commands.optOut });
  return true;
}

/** START takes back a STOP. Where there was none it is a greeting. */
export function startNotifications(
  session: OpenSession,
  by: ConsentSource,
): "started" | "greeting" | "outdated" {
  const before = lastDecision(session, by);
  if (!recordConsent(session, "on", by)) return "outdated";
  if (before.notices !== "off") return "greeting";
  deliverToRoot(session, { type: session.contract.commands.optIn });
  return "started";
}

/**
 * Records a decision, unless the member has written a later one. WhatsApp's times are whole seconds: of two
 * within one second, the one that arrives later counts.
 */
export function recordConsent(
  session: OpenSession,
  notices: NotificationConsent,
  by: ConsentSource,
): boolean {
  // A time in the future would beat every decision to come.
  const at = Math.min(by.at, session.now);
  if (at < lastDecision(session, by).at) return false;
  session.decision = { notices, at };
  return true;
}

/** The contact was read before the turn, so the session may know of a later decision. */
function lastDecision(
  { decision, record }: OpenSession,
  contact: ConsentSource,
): NotificationDecision {
  const { notices = "on", noticesAt = 0 } = contact;
  const own = decision ?? record.notices;
  return own && own.at >= noticesAt ? own : { notices, at: noticesAt };
}
