import type { Address } from "../conversation/model/address.ts";
import type { Choices, ReplyEffect } from "../conversation/model/effect.ts";
import { breachesOf, LIMITS, lengthOf } from "./limits.ts";
import { WhatsAppError } from "./whatsapp-error.ts";

/**
 * A reply as a request to the Cloud API. Throws a `WhatsAppError` for a reply that exceeds a limit (it is never
 * truncated) or has no recipient.
 */
export function toPayload({ address, message, keys, token }: ReplyEffect, conversationId: string) {
  const callback = toCallback({ conversationId, token });
  const breaches = [...breachesOf(message), ...lengthOf("callback", callback, LIMITS.callback)];
  if (breaches.length > 0) {
    throw new WhatsAppError("limit", `${keys.join(" + ")}: ${breaches.join("; ")}`);
  }
  return {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    ...toRecipient(address),
    ...toContent(message),
    biz_opaque_callback_data: callback,
  };
}

/** Sent along with a reply, and returned in its delivery reports: no number, no name. */
export function toCallback({ conversationId, token }: Callback): string {
  return `${conversationId} ${token}`;
}

/** Parses what was returned; `undefined` for anything that `toCallback` did not make. */
export function readCallback(data: string | undefined): Callback | undefined {
  const [, conversationId, token] = /^([\w-]+\.\d+) ([\w-]+(?::\d+)+)$/.exec(data ?? "") ?? [];
  return conversationId && token ? { conversationId, token } : undefined;
}

interface Callback {
  conversationId: string;
  /** The reply's. */
  token: string;
}

/** Meta answers 200 to a user id in `to`, and delivers nothing. */
function toRecipient({ phone, userId }: Address) {
  if (phone !== undefined) return { to: `+${phone}` };
  if (userId !== undefined) return { recipient: userId };
  throw new WhatsAppError(
    "address",
    "A reply has neither a phone number nor a user id as its recipient",
  );
}

function toContent({ text, choices }: ReplyEffect["message"]) {
  if (!choices) return { type: "text", text: { body: text, preview_url: false } };
  return { type: "interactive", interactive: { body: { text }, ...toInteractive(choices) } };
}

function toInteractive(choices: Choices) {
  switch (choices.kind) {
    case "buttons":
      return {
        type: "button",
        action: {
          buttons: choices.items.map(({ id, title }) => ({ type: "reply", reply: { id, title } })),
        },
      };
    case "list":
      return {
        type: "list",
        action: { button: choices.button, sections: [{ rows: choices.items }] },
      };
  }
}
