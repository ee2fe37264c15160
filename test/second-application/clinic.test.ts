import { expect, test } from "vitest";
import { assign, fromPromise, setup } from "xstate";
import { z } from "zod";
import type { Operations } from "../../src/conversation/ports/operations.ts";
import type { TurnOptions } from "../../src/conversation/turn/turn.ts";
import { createConversations } from "../../src/conversations.ts";
import { createInterpret } from "../../src/copy/interpret.ts";
import { createRelease } from "../../src/release.ts";
import { createTokens } from "../../src/session/tokens.ts";
import { openStorage } from "../../src/storage.ts";
import { createClient } from "../../src/whatsapp/client.ts";
import { createWebhook } from "../../src/whatsapp/webhook.ts";
import { ownDatabase } from "../support/database.ts";
import { type ServedWebhook, serveWhatsApp } from "../support/whatsapp-server.ts";

/** Another application on the same conversations: appointments at a clinic, with no part of VimbisoPay. */

type Context = { patient: { name: string }; day: string };
type Output = { name?: string; reference?: string };
type MachineEvent = { type: string; value?: string; output?: Output };
const operation = fromPromise<Output, object>(() => Promise.reject(new Error("Never run")));
const say = (key: string) => ({ type: "tell" as const, params: { key } });

const machine = setup({
  types: {} as { context: Context; input: Partial<Context>; events: MachineEvent },
  actions: {
    tell: (_: unknown, _said: { key: string; [value: string]: unknown }) => {},
    keepPatient: assign({ patient: ({ event }) => ({ name: event.output?.name ?? "" }) }),
    keepDay: assign({ day: ({ event }) => event.value ?? "" }),
  },
  actors: { findPatient: operation, book: operation },
}).createMachine({
  id: "clinic",
  context: ({ input }) => ({ patient: input.patient ?? { name: "" }, day: "" }),
  initial: "resting",
  states: {
    resting: {},
    identifying: {
      invoke: {
        src: "findPatient",
        input: {},
        onDone: { target: "choosing", actions: "keepPatient" },
        onError: "resting",
      },
    },
    choosing: {
      entry: { type: "tell", params: ({ context }) => ({ key: "day.ask", ...context.patient }) },
      on: { "choice.day": { target: "confirming", actions: "keepDay" } },
    },
    confirming: { tags: "binding", entry: say("confirm.ask"), on: { "choice.confirm": "booking" } },
    booking: {
      invoke: {
        src: "book",
        input: ({ context }) => ({ day: context.day }),
        onError: { target: "resting", actions: say("unconfirmed") },
      },
    },
  },
  on: {
    hello: ".identifying",
    "session.over": ".choosing",
    "call.late": {
      actions: { type: "tell", params: ({ event }) => ({ key: "booked", ...event.output }) },
    },
  },
});

const contract: TurnOptions["release"]["contract"] = {
  recordFields: { keptContext: { patient: z.object({ name: z.string() }) }, credentials: ["desk"] },
  commands: { greeting: "hello", cancel: "bye", optOut: "off", optIn: "on", yes: "y", no: "n" },
  leaving: { by: ["hello"], event: "leaving" },
  actions: { reply: "tell", askAgain: "repeat", setLocale: "speak", setConsent: "consent" },
  tags: { confirmation: "binding", field: "name" },
};
const buttons = (id: string, title: string) => [{ id, title }];
const copy: { [key: string]: [text: string, items?: ReturnType<typeof buttons>] } = {
  "day.ask": ["Which day, {name}?", buttons("day=Monday", "Monday")],
  "confirm.ask": ["At nine?", buttons("confirm", "Confirm")],
  unconfirmed: ["Not confirmed yet"],
  booked: ["Booked: {reference}"],
};
const turn: TurnOptions = {
  release: createRelease({ machine, contract }),
  interpret: createInterpret({ en: { hello: ["hello"], bye: ["bye"] } }),
  isAtMostOnce: (name) => name === "book",
  render({ reply: { key, ...values } }) {
    const [wording = key, items] = copy[key] ?? [];
    const text = wording.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
    return { text, choices: items && { kind: "buttons", items } };
  },
};

/** The clinic's desk takes each booking, and its answer is lost on the way. */
const bookings: unknown[] = [];
const operations: Operations = {
  async perform({ call, credentials, beforeSend }) {
    const outcome = { kind: "done" as const, output: { name: "Tariro" } };
    if (call.operation !== "book") return { kind: "outcome", outcome, credentials: { desk: "d1" } };
    if ((await beforeSend(null)) !== "sent") return { kind: "lost" };
    bookings.push([call.input, credentials]);
    return { kind: "outcome", outcome: { kind: "unknown" } };
  },
  find: async () => ({ kind: "outcome", outcome: { kind: "done", output: { reference: "B1" } } }),
};

const redisUrl = ownDatabase();
const [accessToken, appSecret] = ["access-token-of-a-clinic", "app-secret-of-a-clinic"];
const LIMITS = {
  STATE_TTL_SECONDS: 900,
  MEMBER_MESSAGES_PER_MINUTE: 99,
  COMMIT_WAIT_REPLICAS: 0,
};
const settings = { REDIS_STATE_URL: redisUrl, STATE_LOCK: "lua" as const, ...LIMITS };
const time = { aheadMs: 0 };
const common = { clock: () => Date.now() + time.aheadMs, observe: () => {} };

function openClinic(apiUrl: string): ServedWebhook {
  const businessNumberIds = ["100000000000001"];
  const storage = openStorage(
    { ...settings, WHATSAPP_PHONE_NUMBER_ID: businessNumberIds },
    { name: "clinic", locale: "en", recordFields: contract.recordFields, ...common },
  );
  const channel = createClient({ apiUrl, apiVersion: "v26.0", accessToken });
  const tokens = createTokens({
    secrets: ["a-secret-of-a-clinic-0123456789abcdef"],
    ttlSeconds: 300,
  });
  const fallbackWords = () => ({ byNumber: "A number", byTitle: "A word", sorry: "Sorry" });
  const parts = { turn, storage, tokens, channel, operations, fallbackWords, ...common };
  const { messages, start, stop } = createConversations(parts);
  start();
  return {
    webhook: createWebhook({
      appSecrets: [appSecret],
      verifyTokens: ["v"],
      businessNumberIds,
      ...messages,
    }),
    stop: () => stop().then(channel.close).then(storage.close),
  };
}

test("a patient books once, though the answer is lost, and is known in the next session", async () => {
  const options = { redisUrl, accessToken, appSecret, open: openClinic, ...common };
  const { redis, member } = await serveWhatsApp(options);
  await member.says("hello");
  await member.hears("Which day, Tariro?");
  await member.taps("Monday");
  await member.hears("At nine?");
  await member.says("1");
  await member.taps("Confirm");
  await member.hears("Not confirmed yet");
  await member.hears("Booked: B1");
  expect(bookings).toEqual([[{ day: "Monday" }, { desk: "d1" }]]);

  time.aheadMs = 301_000;
  await member.says("hello");
  await member.hears("Which day, Tariro?");
  const [key = ""] = await redis.keys("user:*.100000000000001");
  const record = JSON.parse((await redis.get(key)) ?? "");
  expect(record).toMatchObject({ patient: { name: "Tariro" } });
  expect(record).not.toHaveProperty("desk");
});
