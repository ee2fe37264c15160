import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { messageChange } from "../../src/fakes/cloud-api/webhooks.ts";
import { encode, sign } from "../../src/fakes/cloud-api/wire.ts";
import { BUSINESS_NUMBER_ID, openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { openRaw, type RawClient } from "../support/raw-client.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";

const PATHS = ["/webhook", "/webhooks/credex"];
const CONNECTIONS = 64;
const MEGABYTE = 1024 * 1024;

let world: World;
let server: ServerProcess;
let log: { [field: string]: unknown }[] = [];
beforeAll(async () => {
  world = await openWorld(ownDatabase());
  const onLine = (line: string) => {
    if (line.startsWith("{")) log.push(JSON.parse(line));
  };
  server = await startServer({ ...world.env, LOG_LEVEL: "warn" }, { onLine });
});
beforeEach(() => {
  log = [];
});
afterAll(async () => {
  await server.kill();
  await world.close();
});

const ATTACKS: [name: string, begin: (path: string) => Promise<RawClient>][] = [
  ["announce a body and send nothing", (path) => post(path, "Content-Length: 4194304", "")],
  ["announce chunks and send none", (path) => post(path, "Transfer-Encoding: chunked", "")],
  [
    "send a byte a second of a long body",
    async (path) => trickling(await post(path, "Content-Length: 4194304", "{"), () => " "),
  ],
  [
    "send a chunk of one byte a second",
    async (path) =>
      trickling(await post(path, "Transfer-Encoding: chunked", ""), () => "1\r\n \r\n"),
  ],
  [
    "send headers that never end",
    async (path) =>
      trickling(await raw(`POST ${path} HTTP/1.1\r\nHost: us\r\n`), () => "X-A: b\r\n"),
  ],
  ["connect and send nothing", () => raw("")],
  ["keep an idle connection", () => raw("GET /health HTTP/1.1\r\nHost: us\r\n\r\n")],
];

describe("64 connections to each webhook", () => {
  test.each(ATTACKS)("that %s keep no genuine webhook out", async (_, begin) => {
    await Promise.all(
      PATHS.flatMap((path) => Array.from({ length: CONNECTIONS }, () => begin(path))),
    );
    expect(await statusesOfGenuine()).toEqual(new Set([200]));
  });

  test("that do all of these at once keep no genuine webhook out", async () => {
    for (const path of PATHS)
      for (const [, begin] of ATTACKS)
        await Promise.all(Array.from({ length: CONNECTIONS }, () => begin(path)));
    expect(await statusesOfGenuine()).toEqual(new Set([200]));
  });
});

test("more silent requests than there are places give theirs up, with 408, and it is logged", async () => {
  const silent = await Promise.all(
    Array.from({ length: 700 }, () => post("/webhook", "Content-Length: 4194304", "")),
  );
  expect(await statusesOfGenuine()).toEqual(new Set([200]));
  await Promise.all(silent.map(({ closed }) => closed));
  for (const { answer } of silent)
    expect(answer()).toMatch(/^HTTP\/1\.1 408 .*connection: close/is);
  const cut = () =>
    countOf("The body was dropped for other requests") + countOf("The body was late");
  await expect.poll(cut, { timeout: 60_000 }).toBeGreaterThanOrEqual(silent.length);
});

test("stalled bodies of many megabytes make room for genuine webhooks", async () => {
  const part = "x".repeat(MEGABYTE);
  const stalled = await Promise.all(
    Array.from({ length: CONNECTIONS }, () =>
      post("/webhook", `Content-Length: ${4 * MEGABYTE}`, part),
    ),
  );
  expect(await statusesOfGenuine()).toEqual(new Set([200]));
  await Promise.all(stalled.map(({ closed }) => closed));
});

test("a body that is too large is refused before all of it has come", async () => {
  const announced = await post("/webhook", `Content-Length: ${4 * MEGABYTE + 1}`, "");
  await expect.poll(announced.answer, { timeout: 60_000 }).toContain("HTTP/1.1 413");
  const chunk = `${MEGABYTE.toString(16)}\r\n${"x".repeat(MEGABYTE)}\r\n`;
  const chunked = await post("/webhook", "Transfer-Encoding: chunked", chunk.repeat(5));
  await expect.poll(chunked.answer, { timeout: 60_000 }).toContain("HTTP/1.1 413");
  await Promise.all([announced.closed, chunked.closed]);
  await expect.poll(() => countOf("The body is too large"), { timeout: 60_000 }).toBe(2);
});

test("wrong signatures are logged once a second at most, with their count", async () => {
  const wrong = { method: "POST", headers: { "x-hub-signature-256": "sha256=0" }, body: "{}" };
  const begunAt = performance.now();
  for (let time = 1; time <= 200; time++) await fetch(`${server.url}/webhook`, wrong);
  await expect.poll(() => countOf("bad signature"), { timeout: 60_000 }).toBe(200);
  const seconds = (performance.now() - begunAt) / 1_000;
  const lines = log.filter(({ reason }) => reason === "bad signature");
  expect(lines.length).toBeLessThanOrEqual(seconds + 2);
  expect(lines[0]).toMatchObject({ msg: "shed", webhook: "whatsapp", count: 1 });
});

/** Posts signed webhooks and notices while the connections last; `/ready` is to say the same. */
async function statusesOfGenuine(): Promise<Set<number>> {
  const statuses = new Set<number>();
  const until = performance.now() + 3_500;
  for (let count = 0; count < 20 || performance.now() < until; count++) {
    const large = count % 10 === 0 ? "y".repeat(300_000) : "hi";
    const [message, notice, ready] = await Promise.all([
      postMessage(count, large),
      postNotification(),
      fetch(`${server.url}/ready`),
    ]);
    for (const { status } of [message, notice, ready]) statuses.add(status);
  }
  return statuses;
}

function postMessage(count: number, text: string) {
  const content = { kind: "text", text } as const;
  const id = `wamid.${count}.${Math.random()}`;
  const from = `26377300${String(count).padStart(4, "0")}`;
  const written = { from, id, content, at: Date.now(), businessNumberId: BUSINESS_NUMBER_ID };
  const body = encode({ entry: [{ changes: [messageChange(written)] }] });
  return postSigned("/webhook", "x-hub-signature-256", body, SECRETS.WHATSAPP_APP_SECRET);
}

function postNotification() {
  const body = JSON.stringify({ events: [{ kind: "member.updated" }] });
  const secret = SECRETS.CREDEX_WEBHOOK_SECRET;
  return postSigned("/webhooks/credex", "x-credex-signature", body, secret);
}

async function postSigned(path: string, header: string, body: string, secret: string) {
  const headers = { [header]: sign(body, secret) };
  const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body });
  await response.arrayBuffer();
  return response;
}

function post(path: string, header: string, body: string): Promise<RawClient> {
  return raw(`POST ${path} HTTP/1.1\r\nHost: us\r\n${header}\r\n\r\n${body}`);
}

async function raw(head: string): Promise<RawClient> {
  const client = await openRaw(server.url, head);
  onTestFinished(() => void client.socket.destroy());
  return client;
}

function trickling(client: RawClient, bytes: () => string): RawClient {
  client.trickle(bytes, 1_000);
  return client;
}

function countOf(reason: string): number {
  const lines = log.filter((line) => line.reason === reason);
  return lines.reduce((sum, { count }) => sum + Number(count), 0);
}
