import { encode, sign } from "../../../src/fakes/cloud-api/wire.ts";
import { BUSINESS_NUMBER_ID, SECRETS } from "../../../src/loopback/world.ts";

/** A text that a member writes. */
export interface Written {
  from: string;
  text: string;
  id: number;
}

/** One POST as the platform of a server sends it. */
export interface Delivery {
  path: string;
  headers: { [name: string]: string };
  body: string;
}

export type Wire = (written: readonly Written[]) => Delivery;

/** WhatsApp: a signed webhook, which may contain many messages. */
export const whatsapp: Wire = (written) => {
  const timestamp = `${Math.floor(Date.now() / 1_000)}`;
  const metadata = { display_phone_number: "15550000000", phone_number_id: BUSINESS_NUMBER_ID };
  const entry = written.map(({ from, text, id }) => {
    const contacts = [{ wa_id: from, profile: { name: "Tariro" } }];
    const message = { from, id: messageId(id), timestamp, type: "text", text: { body: text } };
    const value = { messaging_product: "whatsapp", metadata, contacts, messages: [message] };
    return { id: "200000000000002", changes: [{ field: "messages", value }] };
  });
  const body = encode({ object: "whatsapp_business_account", entry });
  const signature = sign(body, SECRETS.WHATSAPP_APP_SECRET);
  return { path: "/webhook", headers: { "x-hub-signature-256": signature }, body };
};

/** Telegram, for grammY: an update under the secret of the webhook. */
export const telegram: Wire = (written) => {
  const { from, text, id } = only(written);
  const chat = { id: Number(from), type: "private", first_name: "Tariro" };
  const sender = { id: Number(from), is_bot: false, first_name: "Tariro" };
  const date = Math.floor(Date.now() / 1_000);
  const body = JSON.stringify({
    update_id: id,
    message: { message_id: id, date, chat, from: sender, text },
  });
  const secret = { "x-telegram-bot-api-secret-token": SECRETS.WHATSAPP_APP_SECRET };
  return { path: "/webhook", headers: secret, body };
};

/** Bot Framework: an activity. Its address for replies is the channel, at `serviceUrl`. */
export function botFramework(serviceUrl: string): Wire {
  return (written) => {
    const { from, text, id } = only(written);
    const body = JSON.stringify({
      type: "message",
      id: messageId(id),
      timestamp: new Date().toISOString(),
      channelId: "bench",
      serviceUrl,
      from: { id: from, name: "Tariro" },
      recipient: { id: "bot", name: "bot" },
      conversation: { id: from },
      text,
    });
    return { path: "/webhook", headers: {}, body };
  };
}

function only(written: readonly Written[]): Written {
  const [message] = written;
  if (!message || written.length > 1) throw new TypeError("This platform sends one message a POST");
  return message;
}

/** As long as an id of WhatsApp. */
function messageId(id: number): string {
  return `wamid.HBgMMjYzNzcxMDAwMDAwFQIAEhgU${String(id).padStart(26, "0")}`;
}
