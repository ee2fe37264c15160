import { createServer } from "node:http";
import botbuilder from "botbuilder";
import dialogs from "botbuilder-dialogs";
import { Redis } from "ioredis";
import { isAmount, isHandle, lookUp, profile, texts } from "./texts.js";

/** Bot Framework: a waterfall of prompts, whose state is in Redis through a storage of the shape it asks for. */

const { CloudAdapter, ConfigurationBotFrameworkAuthentication, ConversationState } = botbuilder;
const { DialogSet, DialogTurnStatus, TextPrompt, WaterfallDialog } = dialogs;

const redis = new Redis(process.env.REDIS_URL);
const storage = {
  async read(keys) {
    const values = await Promise.all(keys.map((key) => redis.get(key)));
    return Object.fromEntries(
      keys.flatMap((key, at) => (values[at] ? [[key, JSON.parse(values[at])]] : [])),
    );
  },
  async write(changes) {
    await Promise.all(
      Object.entries(changes).map(([key, value]) => redis.set(key, JSON.stringify(value))),
    );
  },
  async delete(keys) {
    await redis.del(...keys);
  },
};

const state = new ConversationState(storage);
const profiles = state.createProperty("profile");
const set = new DialogSet(state.createProperty("dialog"))
  .add(new TextPrompt("amount", async ({ recognized }) => isAmount(recognized.value)))
  .add(new TextPrompt("handle", async ({ recognized }) => isHandle(recognized.value)))
  .add(new TextPrompt("confirm"))
  .add(
    new WaterfallDialog("offer", [
      (step) => step.prompt("amount", { prompt: texts.askAmount, retryPrompt: texts.wrongAmount }),
      (step) => step.prompt("handle", { prompt: texts.askHandle, retryPrompt: texts.wrongHandle }),
      async (step) => step.prompt("confirm", texts.confirm(await lookUp(step.result))),
    ]),
  );

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
adapter.onTurnError = async (_, error) => console.error(error);

async function turn(context) {
  if (context.activity.type !== "message") return;
  const dialog = await set.createContext(context);
  await profiles.get(context, profile);
  if (context.activity.text === "cancel") {
    await dialog.cancelAllDialogs();
    await context.sendActivity(texts.cancelled);
  } else {
    const { status } = await dialog.continueDialog();
    if (status === DialogTurnStatus.empty) await dialog.beginDialog("offer");
  }
  await state.saveChanges(context);
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString() || "{}");
  // The adapter was made for servers of another kind, and uses this of their answers.
  const answer = {
    socket: response.socket,
    header: (name, value) => response.setHeader(name, value),
    status(code) {
      response.statusCode = code;
    },
    send: (text) => response.write(typeof text === "string" ? text : JSON.stringify(text)),
    end: () => response.end(),
  };
  await adapter.process({ body, headers: request.headers, method: request.method }, answer, turn);
}).listen(Number(process.env.PORT), "127.0.0.1");
