import { Agent, request } from "undici";
import { z } from "zod";
import type { Received } from "./inbox.ts";
import { encode, sign } from "./wire.ts";

const MIME_TYPES = {
  image: "image/jpeg",
  audio: "audio/ogg; codecs=opus",
  video: "video/mp4",
  document: "application/pdf",
  sticker: "image/webp",
};

/** What a member sends. */
export const InboundMessage = z.discriminatedUnion("kind", [
  /** `quotes`: the id of the message that it answers. */
  z.object({ kind: z.literal("text"), text: z.string(), quotes: z.string().optional() }),
  z.object({ kind: z.enum(["button_reply", "list_reply"]), id: z.string(), title: z.string() }),
  z.object({ kind: z.enum(["image", "audio", "video", "document", "sticker"]) }),
]);
export type InboundMessage = z.infer<typeof InboundMessage>;

export interface InboundMessagePayload {
  /** Digits, or a user id of a member who shares no number. */
  from: string;
  /** Sent in addition to a number. */
  userId?: string | undefined;
  content: InboundMessage;
  id: string;
  /** Milliseconds; the wire format has seconds. */
  at: number;
  businessNumberId: string;
}

export interface Status {
  name: string;
  at: number;
  message: Received;
}

/** Posts webhooks as Meta does: escaped, signed. Returns the HTTP status of the answer. */
export function createPoster({ webhookUrl, appSecret }: { webhookUrl: string; appSecret: string }) {
  const agent = new Agent();
  return {
    async post(changes: Change[]): Promise<number> {
      const body = encode({
        object: "whatsapp_business_account",
        entry: [{ id: "200000000000002", changes }],
      });
      const { statusCode, body: answer } = await request(webhookUrl, {
        dispatcher: agent,
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-hub-signature-256": sign(body, appSecret),
        },
        body,
      });
      await answer.dump();
      return statusCode;
    },
    /** Aborts requests in progress. */
    close: () => agent.destroy(),
  };
}

interface Change {
  field: "messages";
  value: object;
}

export function messageChange(message: InboundMessagePayload): Change {
  const { from, content, id, at, businessNumberId } = message;
  const phone = isPhone(from) ? from : undefined;
  const userId = message.userId ?? (phone === undefined ? from : undefined);
  return change(businessNumberId, {
    contacts: [{ profile: { name: "Member" }, wa_id: phone, user_id: userId }],
    messages: [
      { from: phone, from_user_id: userId, id, timestamp: toSeconds(at), ...toContent(content) },
    ],
  });
}

export function statusChange({ name, at, message }: Status): Change {
  const recipient = isPhone(message.member)
    ? { recipient_id: message.member }
    : { recipient_user_id: message.member };
  return change(message.businessNumberId, {
    statuses: [
      {
        id: message.id,
        status: name,
        timestamp: toSeconds(at),
        ...recipient,
        biz_opaque_callback_data: message.token,
      },
    ],
  });
}

function change(businessNumberId: string, value: object): Change {
  const metadata = { display_phone_number: "15550000000", phone_number_id: businessNumberId };
  return { field: "messages", value: { messaging_product: "whatsapp", metadata, ...value } };
}

function toContent(content: InboundMessage): object {
  switch (content.kind) {
    case "text":
      return {
        type: "text",
        text: { body: content.text },
        ...(content.quotes !== undefined && { context: { id: content.quotes } }),
      };
    case "button_reply":
    case "list_reply": {
      const { kind, id, title } = content;
      return { type: "interactive", interactive: { type: kind, [kind]: { id, title } } };
    }
    case "image":
    case "audio":
    case "video":
    case "document":
    case "sticker": {
      const { kind } = content;
      const media = { id: "9000000000000001", mime_type: MIME_TYPES[kind] };
      return { type: kind, [kind]: media };
    }
  }
}

function isPhone(member: string): boolean {
  return /^\d+$/.test(member);
}

function toSeconds(at: number): string {
  return String(Math.floor(at / 1_000));
}
