import { z } from "zod";

/**
 * Message types by which WhatsApp reports an action of a member who has said nothing, and the label under which
 * each is counted. They appear in `type`, in `unsupported.type` or in `interactive.type`:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/unsupported
 */
const LABELS: ReadonlyMap<string, string> = new Map([
  ["reaction", "reaction"],
  ["edit", "edit"],
  ["edited", "edit"],
  ["revoke", "revoke"],
  ["revoked", "revoke"],
  ["delete", "revoke"],
  ["deleted", "revoke"],
  ["pin", "pin"],
  ["keep_in_chat", "keep_in_chat"],
  ["poll_update", "poll_update"],
  ["call_permission_reply", "call_permission_reply"],
]);

export const IGNORED_KINDS: readonly string[] = [...new Set(LABELS.values())];

const Typed = z.object({ type: z.string() }).optional().catch(undefined);
const Message = z.object({
  type: z.string().optional().catch(undefined),
  unsupported: Typed,
  interactive: Typed,
});

/** The label of such a message, if it is one. */
export function isIgnoredKind(raw: unknown): string | undefined {
  const { type, unsupported, interactive } = Message.safeParse(raw).data ?? {};
  switch (type) {
    case undefined:
      return undefined;
    case "unsupported":
      return LABELS.get(unsupported?.type ?? "");
    case "interactive":
      return LABELS.get(interactive?.type ?? "");
    default:
      return LABELS.get(type);
  }
}
