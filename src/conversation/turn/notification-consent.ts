import type { MessageEvent } from "../model/event.ts";
import type { NoticeDecision, Notices } from "../model/record.ts";
import { tellRoot } from "./deliver-event.ts";
import type { Draft } from "./session.ts";

/** What a message brings of its contact, and its own time. */
export type Decider = Pick<MessageEvent, "at" | "notices" | "noticesAt">;

/** Everywhere on WhatsApp STOP means "do not write to me by yourself". Returns false for an outdated one. */
export function stopNotices(draft: Draft, by: Decider): boolean {
  if (!decide(draft, "off", by)) return false;
  tellRoot(draft, { type: "stop" });
  return true;
}

/** START takes back a STOP. Where there was none it is a greeting. */
export function startNotices(draft: Draft, by: Decider): "started" | "greeting" | "outdated" {
  const before = lastDecision(draft, by);
  if (!decide(draft, "on", by)) return "outdated";
  if (before.notices !== "off") return "greeting";
  tellRoot(draft, { type: "start" });
  return "started";
}

/**
 * Records a decision, unless the member has written a later one. WhatsApp's times are whole seconds: of two
 * within one second, the one that arrives later counts.
 */
export function decide(draft: Draft, notices: Notices, by: Decider): boolean {
  // A time in the future would beat every decision to come.
  const at = Math.min(by.at, draft.now);
  if (at < lastDecision(draft, by).at) return false;
  draft.decision = { notices, at };
  return true;
}

/** The contact was read before the turn, so the session may know of a later decision. */
function lastDecision({ decision, record }: Draft, contact: Decider): NoticeDecision {
  const { notices = "on", noticesAt = 0 } = contact;
  const own = decision ?? record.notices;
  return own && own.at >= noticesAt ? own : { notices, at: noticesAt };
}
