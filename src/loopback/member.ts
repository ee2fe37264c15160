import { setTimeout as sleep } from "node:timers/promises";
import type { CloudApiFake } from "../fakes/cloud-api/cloud-api.ts";
import type { Received } from "../fakes/cloud-api/inbox.ts";

/** A member with a phone: messages are sent as signed webhooks, replies are read from the Cloud API fake. */
export interface Member {
  phone: string;
  /** Writes, and expects the webhook to be taken. */
  says(text: string): Promise<void>;
  /** Writes in answer to a message that was received. */
  quotes(message: Received, text: string): Promise<void>;
  /** Taps the choice of this name in its machine ("confirm", "locale=sn"), or of this title, that was offered last. */
  taps(name: string): Promise<void>;
  /** Sends a photo. */
  sendsPhoto(): Promise<void>;
  /** Waits for a message that this has not returned yet, and that contains `text`. */
  hears(text: string): Promise<Received>;
  /** The choice of this name or title in the message that offered it last. */
  choice(name: string): Choice;
  /** Taps a choice that was kept, however old. Returns the HTTP status of the webhook. */
  tapsOld(choice: Choice): Promise<number>;
  received(): readonly Received[];
  /** How many messages this sent, without those of `tapsOld`. */
  sent(): number;
}

export type Choice = { kind: "button_reply" | "list_reply"; id: string; title: string };

/** How long a reply may take: far more than it does, so that a slow machine is no failure, but less than a test. */
const PATIENCE_MS = 50_000;
const LOOK_EVERY_MS = 10;

export function createMember(cloudApi: CloudApiFake, phone: string): Member {
  let readUntil = 0;
  let sent = 0;
  const received = () => cloudApi.received(phone);
  const write = (content: Parameters<CloudApiFake["write"]>[0]["content"]) =>
    cloudApi.write({ from: phone, content });
  const send = async (content: Parameters<CloudApiFake["write"]>[0]["content"]) => {
    const status = await write(content);
    if (status !== 200) throw new Error(`The webhook was answered with ${status}`);
    sent += 1;
  };
  const choice = (name: string): Choice => {
    const isThis = ({ id, title }: { id: string; title: string }) =>
      id.endsWith(`~${name}`) || title === name;
    const message = received().findLast(({ choices }) => choices.some(isThis));
    const found = message?.choices.find(isThis);
    if (!found) throw new Error(`Nothing offered "${name}"`);
    const kind = message?.button === undefined ? "button_reply" : "list_reply";
    return { kind, id: found.id, title: found.title };
  };
  return {
    phone,
    received,
    sent: () => sent,
    choice,
    says: (text) => send({ kind: "text", text }),
    quotes: ({ id }, text) => send({ kind: "text", text, quotes: id }),
    taps: (name) => send(choice(name)),
    sendsPhoto: () => send({ kind: "image" }),
    tapsOld: (old) => write(old),
    async hears(text) {
      const until = Date.now() + PATIENCE_MS;
      for (;;) {
        const index = received().findIndex(
          (message, at) => at >= readUntil && message.text.includes(text),
        );
        const found = received()[index];
        if (found) {
          readUntil = index + 1;
          return found;
        }
        if (Date.now() > until) {
          const texts = received().map((message) => message.text);
          throw new Error(`"${text}" was not heard, but:\n${texts.slice(-5).join("\n---\n")}`);
        }
        await sleep(LOOK_EVERY_MS);
      }
    },
  };
}
