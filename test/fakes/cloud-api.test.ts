import { type Context, Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  type CloudApiFake,
  type CloudApiFakeOptions,
  createCloudApiFake,
} from "../../src/fakes/cloud-api/cloud-api.ts";
import { encode } from "../../src/fakes/cloud-api/wire.ts";
import { createMemoryRateLimiter } from "../../src/memory/memory-rate-limits.ts";
import { createWebhook } from "../../src/whatsapp/webhook.ts";
import { type Item, readWebhook } from "../../src/whatsapp/webhook-items.ts";
import { limits } from "../http/limits.ts";
import { listen } from "../whatsapp/listen.ts";

const PHONE = "263771234567";
const HOUR_MS = 3_600_000;

describe("sending", () => {
  test("to a member who wrote is answered as Meta does, under any version", async () => {
    const { cloudApi, send } = await start();
    const answer = await send({ to: `+${PHONE}` }, "/v21.0/77/messages");
    expect(answer).toEqual({
      status: 200,
      body: {
        messaging_product: "whatsapp",
        contacts: [{ input: PHONE, wa_id: PHONE }],
        messages: [{ id: cloudApi.received(PHONE)[0]?.id }],
      },
    });
    expect(cloudApi.received(PHONE)).toMatchObject([{ text: "Hello", businessNumberId: "77" }]);
  });

  test("keeps each member's messages in order, and tells of them", async () => {
    const { cloudApi, send } = await start();
    await cloudApi.write({ from: "ZW.1", content: { kind: "text", text: "hi" } });
    const told: string[] = [];
    const unsubscribe = cloudApi.subscribe(({ text }) => told.push(text));
    await send({ text: { body: "one" } });
    await send({ to: undefined, recipient: "ZW.1", text: { body: "two" } });
    unsubscribe();
    await send({ text: { body: "three" } });
    expect(told).toEqual(["one", "two"]);
    expect(cloudApi.received(PHONE).map(({ text }) => text)).toEqual(["one", "three"]);
    expect(cloudApi.received("ZW.1").map(({ text }) => text)).toEqual(["two"]);
  });

  test("shows what a list offers", async () => {
    const { cloudApi, send } = await start();
    const rows = [{ id: "a", title: "A", description: "first" }];
    const action = { button: "Choose", sections: [{ rows }] };
    await send({ type: "interactive", interactive: { type: "list", body: { text: "?" }, action } });
    expect(cloudApi.received(PHONE)).toMatchObject([
      { text: "?", button: "Choose", choices: rows },
    ]);
  });

  test.each<[string, number, object]>([
    ["no recipient", 100, { to: undefined }],
    ["a phone number as recipient", 100, { to: undefined, recipient: PHONE }],
    ["another type", 100, { type: "poem" }],
    ["a text without a body", 100, { text: {} }],
    ["a text too long", 131009, { text: { body: "x".repeat(4097) } }],
    ["four buttons", 131009, buttonsOf(["A", "B", "C", "D"])],
    ["a title twice", 131009, buttonsOf(["A", "A"])],
    ["a title too long", 131009, buttonsOf(["x".repeat(21)])],
    ["eleven rows in two sections", 131009, sectionsOf([6, 5])],
    ["a token too long", 131009, { biz_opaque_callback_data: "x".repeat(513) }],
  ])("%s is error %i", async (_, code, message) => {
    const { cloudApi, send } = await start();
    expect(await send(message)).toMatchObject({ status: 400, body: { error: { code } } });
    expect(cloudApi.received(PHONE)).toEqual([]);
  });

  test("without the right token is 401 with code 190", async () => {
    const { cloudApi } = await start();
    const response = await cloudApi.app.request("/v26.0/1/messages", {
      method: "POST",
      body: "{}",
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 190 } });
  });

  test("to a user id in `to` is accepted and reaches nobody", async () => {
    const { cloudApi, send } = await start();
    await cloudApi.write({ from: "ZW.1", content: { kind: "text", text: "hi" } });
    expect((await send({ to: "ZW.1" })).status).toBe(200);
    expect(cloudApi.received("ZW.1")).toEqual([]);
  });

  test("is open for 24 hours from a member's last message, and to nobody who never wrote", async () => {
    const { cloudApi, send, time } = await start();
    const closed = { status: 400, body: { error: { code: 131047 } } };
    time.now += 24 * HOUR_MS;
    expect((await send({})).status).toBe(200);
    time.now += 1;
    expect(await send({})).toMatchObject(closed);
    await cloudApi.write({ from: PHONE, content: { kind: "text", text: "hi" } });
    expect((await send({})).status).toBe(200);
    expect(await send({ to: "+263779999999" })).toMatchObject(closed);
  });

  test("to one member takes a burst of 45, then one in six seconds; others are not held up", async () => {
    const { cloudApi, send, time } = await start();
    await cloudApi.write({ from: "222", content: { kind: "text", text: "hi" } });
    for (let sent = 0; sent < 45; sent += 1) expect((await send({})).status).toBe(200);
    expect(await send({})).toMatchObject({ body: { error: { code: 131056 } } });
    expect((await send({ to: "+222" })).status).toBe(200);
    time.now += 5_999;
    expect((await send({})).status).toBe(400);
    time.now += 1;
    expect((await send({})).status).toBe(200);
    expect((await send({})).status).toBe(400);
  });

  test("fails as told, as often as told", async () => {
    const { cloudApi, send } = await start();
    cloudApi.fail({ kind: "error", httpStatus: 429, code: 130429, retryAfterSeconds: 3, times: 2 });
    const statuses = [await send({}), await send({}), await send({})].map(({ status }) => status);
    expect(statuses).toEqual([429, 429, 200]);
    expect(cloudApi.received(PHONE)).toHaveLength(1);
  });

  test("hangs as told after the message is delivered, until it is closed", async () => {
    const { cloudApi, send } = await start();
    cloudApi.fail({ kind: "hang" });
    const delivered = new Promise((resolve) => cloudApi.subscribe(resolve));
    const answer = send({});
    await delivered;
    await cloudApi.close();
    expect((await answer).status).toBe(200);
  });
});

describe("a member's message", () => {
  test.each([
    [{ kind: "text", text: "héllo / 👋" } as const, { kind: "text", text: "héllo / 👋" }],
    [
      { kind: "button_reply", id: "1:yes", title: "Yes" } as const,
      { kind: "choice", id: "1:yes", title: "Yes" },
    ],
    [
      { kind: "list_reply", id: "1:a", title: "A" } as const,
      { kind: "choice", id: "1:a", title: "A" },
    ],
    [{ kind: "image" } as const, { kind: "media", media: "image" }],
  ])("%j is a signed webhook in the wire form", async (content, read) => {
    const { cloudApi, posts } = await start();
    posts.length = 0;
    expect(
      await cloudApi.write({ from: PHONE, content, id: "wamid.A", at: 1_790_000_000_999 }),
    ).toBe(200);
    expect(posts[0]?.body).toMatch(/^[\x20-\x7e]*$/);
    expect(posts[0]?.items).toMatchObject([
      { messageId: "wamid.A", at: 1_790_000_000_000, identity: { phone: PHONE }, content: read },
    ]);
  });

  test("comes from a user id, or from both keys", async () => {
    const { cloudApi, posts } = await start();
    posts.length = 0;
    const content = { kind: "text", text: "hi" } as const;
    await cloudApi.write({ from: "ZW.1", content });
    await cloudApi.write({ from: "111", userId: "ZW.2", content });
    expect(posts.flatMap(({ items }) => items)).toMatchObject([
      { identity: { userId: "ZW.1" } },
      { identity: { phone: "111", userId: "ZW.2" } },
    ]);
  });

  test("is taken by our own webhook, and its status told", async () => {
    let status: "ok" | "failed" = "ok";
    const webhook = createWebhook({
      appSecrets: ["app-secret"],
      verifyTokens: ["verify-me"],
      businessNumberIds: ["100000000000001"],
      ...limits(),
      clock: Date.now,
      rateLimiter: createMemoryRateLimiter({ perMinute: 1_000 }),
      contacts: { resolve: async () => ({ id: "c", locale: "en" }) },
      observe: () => {},
      deliver: async () => status,
      report: async () => {},
    });
    const cloudApi = createCloudApiFake({
      ...secrets,
      webhookUrl: `${await listen(webhook)}/webhook`,
    });
    onTestFinished(() => cloudApi.close());
    expect(await cloudApi.write({ from: PHONE, content: { kind: "image" } })).toBe(200);
    status = "failed";
    expect(await cloudApi.write({ from: PHONE, content: { kind: "image" } })).toBe(503);
  });

  test("goes nowhere without a webhook to go to", async () => {
    const cloudApi = createCloudApiFake(secrets);
    onTestFinished(() => cloudApi.close());
    await expect(cloudApi.write({ from: PHONE, content: { kind: "image" } })).rejects.toThrow(
      "webhookUrl",
    );
  });
});

describe("statuses", () => {
  test.each<[string, CloudApiFakeOptions["statuses"], string[]]>([
    ["come one by one and in order", {}, ["sent", "delivered", "read"]],
    ["are skipped", { names: ["sent", "read"] }, ["sent", "read"]],
    ["come twice", { names: ["sent"], duplicated: true }, ["sent", "sent"]],
    ["come in another order", { reordered: true }, ["read", "delivered", "sent"]],
    ["come together", { batchSize: 2 }, ["sent delivered", "read"]],
  ])("%s", async (_, statuses, expected) => {
    const { cloudApi, posts, send } = await start({ statuses });
    posts.length = 0;
    await send({ biz_opaque_callback_data: "contact.1 session:1:0" });
    await cloudApi.idle();
    expect(posts.map(({ items }) => items.map(statusOf).join(" "))).toEqual(expected);
    for (const item of posts.flatMap(({ items }) => items)) {
      expect(item).toMatchObject({ reply: { conversationId: "contact.1", token: "session:1:0" } });
    }
    const [id] = cloudApi.received(PHONE).map((message) => message.id);
    for (const { body } of posts) expect(body).toContain(`"${id}"`);
  });

  test("that nobody takes do not hold up the next", async () => {
    const { cloudApi, posts, send } = await start({ answer: (context) => context.body(null, 500) });
    posts.length = 0;
    await send({});
    await cloudApi.idle();
    expect(posts).toHaveLength(3);
  });
});

describe("a chat client in another process", () => {
  test("writes, and reads what the member received and receives", async () => {
    const { cloudApi, send } = await start({ statuses: { names: [] } });
    const url = await listen(cloudApi.app);
    await send({ text: { body: "before" } });
    const response = await fetch(`${url}/phone/messages?member=${PHONE}`);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const written = await fetch(`${url}/phone/messages`, {
      method: "POST",
      body: JSON.stringify({ from: PHONE, content: { kind: "text", text: "hi" } }),
    });
    expect(await written.json()).toEqual({ status: 200 });
    await send({ text: { body: "after" } });
    const seen: string[] = [];
    for await (const message of messagesOf(response)) {
      seen.push(message);
      if (message === "after") await cloudApi.close();
    }
    expect(seen).toEqual(["before", "after"]);
  });

  test("gets the reason of the refusal", async () => {
    const { cloudApi } = await start();
    expect((await cloudApi.app.request("/phone/messages")).status).toBe(400);
    const written = await cloudApi.app.request("/phone/messages", { method: "POST", body: "{}" });
    expect(written.status).toBe(400);
  });
});

test("the wire form is ASCII with escaped slashes, and the same JSON", () => {
  const value = { text: "é/👋\u007f", plain: "~" };
  expect(encode(value)).toBe('{"text":"\\u00e9\\/\\ud83d\\udc4b\\u007f","plain":"~"}');
  expect(JSON.parse(encode(value))).toEqual(value);
});

const secrets = { accessToken: "access", appSecret: "app-secret" };

interface Post {
  body: string;
  items: Item[];
}

/** A double whose webhooks are kept, with a member who has just written. */
async function start(
  options: {
    statuses?: CloudApiFakeOptions["statuses"];
    answer?: (context: Context) => Response;
  } = {},
) {
  const { statuses, answer = (context) => context.body(null) } = options;
  const posts: Post[] = [];
  const time = { now: 1_790_000_000_000 };
  const webhook = new Hono().post("/webhook", async (context) => {
    const body = await context.req.text();
    posts.push({ body, items: readWebhook(JSON.parse(body)) });
    return answer(context);
  });
  const cloudApi = createCloudApiFake({
    ...secrets,
    webhookUrl: `${await listen(webhook)}/webhook`,
    clock: () => time.now,
    statuses,
  });
  onTestFinished(() => cloudApi.close());
  await cloudApi.write({ from: PHONE, content: { kind: "text", text: "hi" } });
  return { cloudApi, posts, time, send: sender(cloudApi) };
}

function sender(cloudApi: CloudApiFake) {
  return async (message: object, path = "/v26.0/1/messages") => {
    const response = await cloudApi.app.request(path, {
      method: "POST",
      headers: { authorization: "Bearer access" },
      body: JSON.stringify({
        messaging_product: "whatsapp",
        to: `+${PHONE}`,
        type: "text",
        text: { body: "Hello" },
        ...message,
      }),
    });
    return { status: response.status, body: await response.json() };
  };
}

function buttonsOf(titles: string[]): object {
  const buttons = titles.map((title, n) => ({ type: "reply", reply: { id: `${n}`, title } }));
  const interactive = { type: "button", body: { text: "?" }, action: { buttons } };
  return { type: "interactive", interactive };
}

function sectionsOf(counts: number[]): object {
  const sections = counts.map((count, section) => ({
    title: `Section ${section}`,
    rows: Array.from({ length: count }, (_, n) => ({ id: `${section}.${n}`, title: `${n}` })),
  }));
  const action = { button: "Choose", sections };
  return { type: "interactive", interactive: { type: "list", body: { text: "?" }, action } };
}

function statusOf(item: Item): string {
  return item.kind === "status" ? item.status : item.kind;
}

async function* messagesOf(response: Response): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const events = (rest + chunk).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "));
      yield JSON.parse(data?.slice(6) ?? "{}").text;
    }
  }
}
