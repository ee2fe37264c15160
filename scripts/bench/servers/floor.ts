import { createHmac, timingSafeEqual } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { Redis } from "ioredis";
import { Pool } from "undici";

/**
 * The minimum of a correct webhook: Hono, HMAC, JSON, and one script that commits 2 kB. With `SENDS`, each commit is
 * followed by as many requests to the channel: the first is a reply, the others are read marks.
 */

const COMMIT = `
if redis.call('SADD', KEYS[1], ARGV[1]) == 0 then return 'duplicate' end
if (redis.call('GET', KEYS[3]) or '0') ~= ARGV[2] then return 'conflict' end
redis.call('SET', KEYS[2], ARGV[3], 'EX', 300)
redis.call('SET', KEYS[3], ARGV[2] + 1, 'EX', 300)
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 10000, '*', 'c', KEYS[2])
return 'committed'`;

const redis = new Redis(process.env.REDIS_STATE_URL ?? "");
const sha = String(await redis.script("LOAD", COMMIT));
const channel = new Pool(process.env.CHANNEL_URL ?? "", { connections: 128 });
const sends = Number(process.env.SENDS);
const secret = process.env.WHATSAPP_APP_SECRET ?? "";
const state = "x".repeat(2_000);
const versions = new Map<string, number>();

interface Message {
  id: string;
  from: string;
  text: { body: string };
}

interface Body {
  entry: { changes: { value: { messages: Message[] } }[] }[];
}

const app = new Hono().post("/webhook", async (context) => {
  const body = Buffer.from(await context.req.arrayBuffer());
  const given = Buffer.from(context.req.header("x-hub-signature-256") ?? "");
  const wanted = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    return context.body(null, 401);
  const message = (JSON.parse(body.toString()) as Body).entry[0]?.changes[0]?.value.messages[0];
  if (!message) return context.body(null, 400);
  const version = versions.get(message.from) ?? 0;
  const key = `floor:${message.from}`;
  const keys = ["floor:seen", key, `${key}:version`, "floor:work"];
  const outcome = await redis.evalsha(sha, keys.length, ...keys, message.id, version, state);
  if (outcome === "committed") {
    versions.set(message.from, version + 1);
    answer(message);
  }
  return context.json({ outcome });
});

function answer({ id, from, text }: Message): void {
  if (sends > 0) void send({ to: `+${from}`, type: "text", text: { body: replyTo(text.body) } });
  for (let sent = 1; sent < sends; sent++) void send({ status: "read", message_id: id });
}

/** The floor holds no dialogue: it has one reply, which contains what a reply to any step has to contain. */
function replyTo(text: string): string {
  return `${text}: How much is the amount? 20.00 USD to the handle of Bob Bakery. Cancelled.`;
}

async function send(payload: object): Promise<void> {
  const { body } = await channel.request({
    method: "POST",
    path: "/v26.0/1/messages",
    headers: { "content-type": "application/json", authorization: "Bearer token" },
    body: JSON.stringify({ messaging_product: "whatsapp", ...payload }),
  });
  await body.dump();
}

serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
