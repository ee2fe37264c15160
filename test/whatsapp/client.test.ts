import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ReplyEffect } from "../../src/conversation/model/effect.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { type CloudApiFake, createCloudApiFake } from "../../src/fakes/cloud-api/cloud-api.ts";
import { findPort } from "../../src/loopback/port.ts";
import { createClient } from "../../src/whatsapp/client.ts";
import { createGate } from "../support/gate.ts";
import { listen, listenAndCut } from "./listen.ts";

const PHONE = "263771234567";

test("an accepted reply arrives, with whose it is", async () => {
  const { client, cloudApi } = await start();
  const sent = await client.send(one());
  expect(cloudApi.received(PHONE)).toMatchObject([
    { text: "Hello", token: "contact.1 session:1:0" },
  ]);
  expect(sent).toEqual({ kind: "accepted", messageId: cloudApi.received(PHONE)[0]?.id });
});

test("a member without a number is reached by user id", async () => {
  const { client, cloudApi } = await start({ member: "ZW.1" });
  const address = { businessNumberId: "1", userId: "ZW.1" };
  expect(await client.send(one({ address }))).toMatchObject({ kind: "accepted" });
  expect(cloudApi.received("ZW.1")).toHaveLength(1);
});

const backOff = [4, 17, 32, 613, 80007, 130429];
const passing = [2, 131016, 133004, 131057];
const barelyPassing = [1, 131000];
const stopped = [
  ...[131048, 131064, 131042, 368, 131031, 131037, 130497, 133010],
  ...[0, 3, 10, 33, 190, 200, 299],
];
const NO_ANSWER = { reason: "no_answer", tries: 10 };
/** What the message holds is refused: in another form it may pass. */
const unfit = [100, 131008, 131009, 131051];
const never = [
  ...[131021, 131026, 131053, 132000, 132069, 131062],
  ...[130403, 130472, 131050, 131049, 131047],
];

describe("an error is judged by its code, not by the HTTP status", () => {
  test.each(backOff)("%i is tried again often", async (code) => {
    expect(await meet({ httpStatus: 400, code })).toEqual({
      kind: "retry",
      ...{ code: `${code}`, reason: "rate", tries: 10 },
    });
  });

  test("131056 waits until this member can be written to again", async () => {
    expect(await meet({ httpStatus: 400, code: 131056 })).toEqual({
      kind: "retry",
      ...{ code: "131056", reason: "rate", tries: 10 },
      delayMs: 6_000,
    });
  });

  test.each(passing)("%i is tried again a few times", async (code) => {
    expect(await meet({ httpStatus: 400, code })).toEqual({
      kind: "retry",
      ...{ code: `${code}`, reason: "passing", tries: 4 },
    });
  });

  test.each(barelyPassing)("%i is tried again once or twice", async (code) => {
    expect(await meet({ httpStatus: 500, code })).toEqual({
      kind: "retry",
      ...{ code: `${code}`, reason: "unknown", tries: 2 },
    });
  });

  test.each(stopped)(
    "%i keeps the reply for as long as it may be sent, and calls for help",
    async (code) => {
      const telemetryEvents: TelemetryEvent[] = [];
      const sent = await meet({ httpStatus: 400, code }, telemetryEvents);
      expect(sent).toEqual({
        ...{ kind: "retry", code: `${code}` },
        ...{ reason: "stopped", tries: 288, delayMs: 300_000 },
      });
      expect(telemetryEvents).toMatchObject([{ kind: "failure", where: "send", code: `${code}` }]);
    },
  );

  test.each(never)("%i is never tried again", async (code) => {
    expect(await meet({ httpStatus: 500, code })).toEqual({ kind: "refused", code: `${code}` });
  });

  test.each(unfit)("%i refuses what the message holds", async (code) => {
    expect(await meet({ httpStatus: 400, code })).toEqual({ kind: "unfit", code: `${code}` });
  });

  test("an error under a 200 is an error", async () => {
    expect(await meet({ httpStatus: 200, code: 131026 })).toEqual({
      kind: "refused",
      code: "131026",
    });
  });
});

describe("an error that is not in the table is judged by the HTTP status", () => {
  test.each([
    [
      { httpStatus: 500, code: 999999 },
      { kind: "retry", code: "999999", reason: "passing", tries: 4 },
    ],
    [{ httpStatus: 502 }, { kind: "unclear", code: "http_502", reason: "gateway", tries: 4 }],
    [{ httpStatus: 500 }, { kind: "unclear", code: "http_500", reason: "gateway", tries: 4 }],
    [{ httpStatus: 429 }, { kind: "retry", code: "http_429", reason: "rate", tries: 10 }],
    [
      { httpStatus: 403 },
      { kind: "retry", code: "http_403", reason: "stopped", tries: 288, delayMs: 300_000 },
    ],
    [{ httpStatus: 404 }, { kind: "refused", code: "http_404" }],
    [
      { httpStatus: 404, code: 1_000_000.5 },
      { kind: "refused", code: "other" },
    ],
    [{ httpStatus: 200 }, { kind: "unclear", code: "bad_answer", reason: "no_answer", tries: 10 }],
  ])("%j", async (answer, sent) => {
    expect(await meet(answer)).toEqual(sent);
  });
});

test.each([130429, 2, 190])("Retry-After is kept to with %i", async (code) => {
  expect(await meet({ httpStatus: 429, code, retryAfterSeconds: 7 })).toMatchObject({
    delayMs: 7_000,
  });
});

test("a wrong access token stops the sending", async () => {
  const { client } = await start({ accessToken: "another" });
  expect(await client.send(one())).toMatchObject({ kind: "retry", code: "190" });
});

test("a hang is no answer: it is unclear whether the reply arrived", async () => {
  const { client, cloudApi } = await start({ timeoutMs: 200 });
  cloudApi.fail({ kind: "hang" });
  expect(await client.send(one())).toEqual({ kind: "unclear", code: "no_answer", ...NO_ANSWER });
  expect(cloudApi.received(PHONE)).toHaveLength(1);
  expect(await client.send(one())).toMatchObject({ kind: "accepted" });
});

test("an answer that never ends is no answer", async () => {
  const app = new Hono().post("*", (context) => context.body(new ReadableStream()));
  const client = connect({ apiUrl: await listen(app), timeoutMs: 200 });
  expect(await client.send(one())).toMatchObject({ kind: "unclear", code: "no_answer" });
});

test("an answer that is far too long is no answer, and is not read to its end", async () => {
  const app = new Hono().post("*", (context) =>
    context.json({ messages: [{ id: "x".repeat(10_000_000) }] }),
  );
  const client = connect({ apiUrl: await listen(app) });
  expect(await client.send(one())).toMatchObject({ kind: "unclear", code: "no_answer" });
});

test("a connection that is cut after the request is no answer", async () => {
  const { url, taken } = await listenAndCut();
  const client = connect({ apiUrl: url });
  expect(await client.send(one())).toEqual({ kind: "unclear", code: "no_answer", ...NO_ANSWER });
  expect(taken).toEqual(["POST /v26.0/1/messages"]);
});

test("to a server that is not there nothing was sent", async () => {
  const client = connect({ apiUrl: `http://127.0.0.1:${await findPort()}` });
  expect(await client.send(one())).toEqual({ kind: "retry", code: "unsent", ...NO_ANSWER });
});

test("to a host that does not exist nothing was sent", async () => {
  const client = connect({ apiUrl: "http://nowhere.invalid" });
  expect(await client.send(one())).toEqual({ kind: "retry", code: "unsent", ...NO_ANSWER });
});

test("a reply past a limit is unfit before it is sent, and its copy is named", async () => {
  const telemetryEvents: TelemetryEvent[] = [];
  const { client, cloudApi } = await start({ telemetryEvents });
  const sent = await client.send(one({ message: { text: "x".repeat(4097) } }));
  expect(sent).toEqual({ kind: "unfit", code: "limit" });
  expect(cloudApi.received(PHONE)).toEqual([]);
  expect(telemetryEvents).toEqual([
    { kind: "failure", where: "reply", code: "limit", cause: "hello: text body: 4097 of 4096" },
  ]);
});

describe("a read mark", () => {
  const read = { address: { businessNumberId: "1", phone: PHONE }, messageId: "wamid.1" };

  test("shows typing if wanted", async () => {
    const { client, cloudApi } = await start();
    await client.read({ ...read, typing: true });
    await client.read({ ...read, typing: false });
    expect(cloudApi.reads).toEqual([
      { messageId: "wamid.1", typing: true },
      { messageId: "wamid.1", typing: false },
    ]);
  });

  test("is left out while 16 others have no answer, and no reply waits for them", async () => {
    const gate = createGate();
    let reads = 0;
    const api = new Hono().post("*", async (context) => {
      const { status } = await context.req.json<{ status?: string }>();
      if (status !== "read") return context.json({ messages: [{ id: "wamid.2" }] });
      reads += 1;
      await gate.opened;
      return context.json({ success: true });
    });
    const client = connect({ apiUrl: await listen(api) });
    const marks = Array.from({ length: 200 }, () => client.read({ ...read, typing: true }));
    expect(await client.send(one())).toMatchObject({ kind: "accepted" });
    await expect.poll(() => reads).toBe(16);
    gate.open();
    await Promise.all(marks);
    await client.read({ ...read, typing: true });
    expect(reads).toBe(17);
  });

  test("never throws, and its failure is noted without whose it was", async () => {
    const telemetryEvents: TelemetryEvent[] = [];
    const { client } = await start({ accessToken: "another", telemetryEvents });
    await client.read({ ...read, typing: true });
    const away = connect({ apiUrl: `http://127.0.0.1:${await findPort()}`, telemetryEvents });
    await away.read({ ...read, typing: true });
    expect(telemetryEvents).toMatchObject([
      { kind: "failure", where: "read", code: "190" },
      { kind: "failure", where: "read", code: "unsent" },
    ]);
    expect(JSON.stringify(telemetryEvents)).not.toMatch(/wamid|263771/);
  });
});

/** Sends to a double that answers so. */
async function meet(
  answer: { httpStatus: number; code?: number; retryAfterSeconds?: number },
  telemetryEvents: TelemetryEvent[] = [],
) {
  const { client, cloudApi } = await start({ telemetryEvents });
  cloudApi.fail({ kind: "error", ...answer });
  return client.send(one());
}

async function start(
  options: {
    accessToken?: string;
    timeoutMs?: number;
    member?: string;
    telemetryEvents?: TelemetryEvent[];
  } = {},
) {
  const webhook = new Hono().post("/webhook", (context) => context.json({}));
  const cloudApi: CloudApiFake = createCloudApiFake({
    accessToken: "access",
    appSecret: "app-secret",
    webhookUrl: `${await listen(webhook)}/webhook`,
    statuses: { names: [] },
  });
  onTestFinished(() => cloudApi.close());
  await cloudApi.write({ from: options.member ?? PHONE, content: { kind: "text", text: "hi" } });
  const client = connect({ ...options, apiUrl: await listen(cloudApi.app) });
  return { cloudApi, client };
}

function connect(options: {
  apiUrl: string;
  accessToken?: string;
  timeoutMs?: number;
  telemetryEvents?: TelemetryEvent[];
}) {
  const { apiUrl, accessToken = "access", timeoutMs, telemetryEvents = [] } = options;
  const client = createClient({
    apiUrl,
    apiVersion: "v26.0",
    accessToken,
    timeoutMs,
    observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
  });
  onTestFinished(() => client.close());
  return client;
}

function one(different: Partial<ReplyEffect> = {}) {
  const reply: ReplyEffect = {
    kind: "reply",
    token: "session:1:0",
    keys: ["hello"],
    address: { businessNumberId: "1", phone: PHONE },
    message: { text: "Hello" },
    ...different,
  };
  return { conversationId: "contact.1", reply };
}
