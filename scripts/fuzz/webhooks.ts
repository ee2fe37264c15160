import { readdirSync, readFileSync } from "node:fs";
import type { Received } from "../../src/fakes/cloud-api/inbox.ts";
import { encode } from "../../src/fakes/cloud-api/wire.ts";
import type { Random } from "../chaos/random.ts";
import { mutate, repeatKey } from "./mutations.ts";
import { meantText, nastyText } from "./strings.ts";

const FOLDER = new URL("../../test/webhooks/", import.meta.url);

/** The recorded webhooks: each is the start of many mutations. */
const PAYLOADS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => readFileSync(new URL(name, FOLDER), "utf8"));

/** The placeholder for a member's number in them. */
const PHONES =
  /\b(?:263771000000|16315551181|15551234567|491234567890|972987654321|1234567890|5678|111)\b/g;

/** User ids and further numbers. Each case has its own, because Meta never gives two members the same. */
const USER_IDS = /\b([A-Z]{2}(?:\.ENT)?)\.(?=[0-9A-F]{4,}\b)/g;
const OTHER_PHONES = /"(?!26377)\d{11,12}"/g;

export interface WebhookOptions {
  random: Random;
  /** The member of the conversation. */
  phone: string;
  /** Another member, whose keys may be mixed in. */
  other: string;
  businessNumberId: string;
  /** Milliseconds. */
  now: number;
  /** The choices that the member was last offered. */
  offered: readonly Received[];
  /** Makes the ids of its messages unique. */
  id: string;
}

/** The body of a webhook that Meta never sent in this form. */
export function mutatedWebhook(options: WebhookOptions): string {
  const { random } = options;
  const count = random.isLucky(0.1) ? Math.ceil(random.between(1, 6)) : 1;
  const bodies = Array.from({ length: count }, (_, index) =>
    oneWebhook({ ...options, id: `${options.id}.${index}` }),
  );
  const entries = bodies.flatMap((body) => (hasEntry(body) ? body.entry : [body]));
  const payload = count === 1 ? bodies[0] : { object: "whatsapp_business_account", entry: entries };
  const times = random.isLucky(0.25) ? 0 : Math.ceil(random.between(0, 4));
  const mutated = mutate(payload, { random, times });
  const json = random.isLucky(0.5) ? encode(mutated) : JSON.stringify(mutated);
  return random.isLucky(0.05) ? repeatKey(json, random) : json;
}

function oneWebhook(options: WebhookOptions): unknown {
  const { random } = options;
  return random.isLucky(0.5) ? keptWebhook(options) : messageWebhook(options);
}

/** A recorded webhook, as if caused by this member's phone. */
function keptWebhook({ random, phone, other, businessNumberId, now, id }: WebhookOptions): unknown {
  const text = random.pick(PAYLOADS as [string, ...string[]]);
  const seconds = String(Math.floor(now / 1_000));
  const who = random.isLucky(0.95) ? phone : other;
  let count = 0;
  return JSON.parse(
    text
      .replace(PHONES, who)
      .replace(OTHER_PHONES, `"26378${who.slice(-8)}"`)
      .replace(USER_IDS, `$1.${who.slice(-8)}`)
      .replace(/("phone_number_id"\s*:\s*)"[^"]*"/g, `$1"${businessNumberId}"`)
      .replace(/("timestamp"\s*:\s*)"\d{10}"/g, `$1"${seconds}"`)
      .replace(/"id"\s*:\s*"wam?c?id\.[^"]*"/g, () => `"id":"wamid.${id}.${count++}"`),
  );
}

/** A message that the member could send now. */
function messageWebhook(options: WebhookOptions): unknown {
  const { random, phone, businessNumberId, now, id } = options;
  const at = random.isLucky(0.9) ? now : now + random.between(-3 * 86_400_000, 400 * 86_400_000);
  const message = {
    from: phone,
    id: `wamid.${id}`,
    timestamp: String(Math.floor(at / 1_000)),
    ...contentOf(options),
  };
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "15550000000", phone_number_id: businessNumberId },
    contacts: [{ profile: { name: nastyText(random) }, wa_id: phone }],
    messages: [message],
  };
  return {
    object: "whatsapp_business_account",
    entry: [{ id: "0", changes: [{ field: "messages", value }] }],
  };
}

function contentOf({ random, offered }: WebhookOptions): object {
  const choices = offered.flatMap((message) => message.choices);
  const choice = choices[Math.floor(random.roll() * choices.length)];
  if (choice && random.isLucky(0.4)) return tapOf(choice, random);
  const body = random.isLucky(0.4) ? meantText(random) : nastyText(random);
  return { type: "text", text: { body } };
}

/** A tap on an offered choice, possibly as a modified client would send it. */
function tapOf({ id, title }: { id: string; title: string }, random: Random): object {
  const type = random.pick(["button_reply", "list_reply"]);
  const [prefix = "", choice = ""] = id.split(/~(?=[^~]*$)/);
  const changed = random.pick([
    ...[`${prefix}~${nastyText(random)}`, `${prefix}~${choice.split("=")[0]}=${nastyText(random)}`],
    ...[`x${id}`, choice, nastyText(random)],
  ] as [string, ...string[]]);
  const reply = {
    id: random.isLucky(0.7) ? id : changed,
    title: random.isLucky(0.9) ? title : nastyText(random),
  };
  return { type: "interactive", interactive: { type, [type]: reply } };
}

function hasEntry(body: unknown): body is { entry: unknown[] } {
  return typeof body === "object" && body !== null && "entry" in body && Array.isArray(body.entry);
}
