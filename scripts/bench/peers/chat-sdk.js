import { createIoRedisState } from "@chat-adapter/state-ioredis";
import { createWhatsAppAdapter } from "@chat-adapter/whatsapp";
import { serve } from "@hono/node-server";
import { Chat } from "chat";
import { Hono } from "hono";
import { isAmount, isHandle, lookUp, profile, texts } from "./texts.js";

/** Vercel's Chat SDK has no dialogues: the handler keeps its place in the state of the thread. */

const logger = {
  debug() {},
  info() {},
  warn: console.warn,
  error: console.error,
  child: () => logger,
};
const chat = new Chat({
  userName: "bench",
  logger,
  // The default drops what arrives while the message before it is being handled.
  concurrency: "queue",
  state: createIoRedisState({ url: process.env.REDIS_URL, logger }),
  adapters: {
    whatsapp: createWhatsAppAdapter({
      accessToken: "access-token",
      appSecret: process.env.SECRET,
      phoneNumberId: process.env.PHONE_NUMBER_ID,
      verifyToken: "verify-token",
      apiUrl: process.env.CHANNEL_URL,
      logger,
    }),
  },
});

chat.onDirectMessage(async (thread, message) => {
  const { stage = "home" } = (await thread.state) ?? {};
  const next = await step(stage, message.text);
  await thread.setState({ stage: next.stage, profile });
  await thread.post(next.reply);
});

async function step(stage, text) {
  if (text === "cancel") return { stage: "home", reply: texts.cancelled };
  if (stage === "amount") {
    return isAmount(text)
      ? { stage: "handle", reply: texts.askHandle }
      : { stage, reply: texts.wrongAmount };
  }
  if (stage === "handle") {
    return isHandle(text)
      ? { stage: "confirm", reply: texts.confirm(await lookUp(text)) }
      : { stage, reply: texts.wrongHandle };
  }
  return { stage: "amount", reply: texts.askAmount };
}

await chat.initialize();
const app = new Hono().post("/webhook", (context) => chat.webhooks.whatsapp(context.req.raw));
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
