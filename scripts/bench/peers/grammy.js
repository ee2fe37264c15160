import { conversations, createConversation } from "@grammyjs/conversations";
import { RedisAdapter } from "@grammyjs/storage-redis";
import { serve } from "@hono/node-server";
import { Bot, webhookCallback } from "grammy";
import { Hono } from "hono";
import { Redis } from "ioredis";
import { isAmount, isHandle, lookUp, profile, texts } from "./texts.js";

/** grammY with its conversations plugin, whose record of each conversation is in Redis. */

const bot = new Bot("1:token", {
  client: { apiRoot: process.env.CHANNEL_URL },
  botInfo: { id: 1, is_bot: true, first_name: "bench", username: "bench_bot" },
});
const instance = new Redis(process.env.REDIS_URL);
bot.use(conversations({ storage: { type: "key", adapter: new RedisAdapter({ instance }) } }));

async function offer(conversation, context) {
  await conversation.external(() => profile);
  await context.reply(texts.askAmount);
  if ((await ask(conversation, isAmount, texts.wrongAmount)) === "cancel") return;
  await context.reply(texts.askHandle);
  const handle = await ask(conversation, isHandle, texts.wrongHandle);
  if (handle === "cancel") return;
  const name = await conversation.external(() => lookUp(handle));
  await context.reply(texts.confirm(name));
  const answer = await conversation.waitFor("message:text");
  if (answer.message.text === "cancel") await answer.reply(texts.cancelled);
}

async function ask(conversation, isValid, wrong) {
  for (;;) {
    const answer = await conversation.waitFor("message:text");
    const { text } = answer.message;
    if (isValid(text)) return text;
    await answer.reply(text === "cancel" ? texts.cancelled : wrong);
    if (text === "cancel") return text;
  }
}

bot.use(createConversation(offer));
bot.on("message:text", (context) => context.conversation.enter("offer"));
bot.catch(({ error }) => console.error(error));

const handle = webhookCallback(bot, "hono", { secretToken: process.env.SECRET });
const app = new Hono().post("/webhook", handle);
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
