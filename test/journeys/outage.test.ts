import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { messageChange } from "../../src/fakes/cloud-api/webhooks.ts";
import { encode } from "../../src/fakes/cloud-api/wire.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { BUSINESS_NUMBER_ID, openWorld, type World } from "../../src/loopback/world.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

let redis: RedisServer;
let world: World;
beforeEach(async () => {
  redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
  world = await openWorld(redis.url);
});
afterEach(async () => {
  await world.close();
  await redis.stop();
});

test("answers 503 while Redis is unreachable, does nothing half, and recovers on its own", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await world.idle();
  const before = await world.dump();

  await redis.kill();
  const confirm = member.choice("confirm");
  expect(await member.tapsOld(confirm)).toBe(503);
  const ready = await fetch(`${world.serverUrl}/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: "Redis does not answer" });

  await redis.restart();
  await vi.waitUntil(async () => (await fetch(`${world.serverUrl}/ready`)).ok, { timeout: 60_000 });
  expect(await world.dump()).toEqual(before);
  expect(world.offersOf(member.phone)).toEqual([]);
  expect(await member.tapsOld(confirm)).toBe(200);
  await member.hears(said("offer.sent"));
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

describe("a Redis that refuses to write is named by its own word, in /ready and in the log", () => {
  test.each([
    ["READONLY", () => world.redis.call("REPLICAOF", "127.0.0.1", "1")],
    ["OOM", () => world.redis.config("SET", "maxmemory", 1)],
    ["NOPERM", () => world.redis.call("ACL", "SETUSER", "default", "-set")],
  ])("%s", async (word, refuse) => {
    const { telemetryEvents } = await world.open();
    const ready = async () => (await fetch(`${world.serverUrl}/ready`)).json();
    await world.redis.config("SET", "maxmemory-policy", "noeviction");
    await expect.poll(ready).toEqual({ status: "ready" });
    await refuse();
    const body = greeting("263771000009");
    expect(await world.post(body)).toBe(503);
    expect(telemetryEvents).toContainEqual(
      expect.objectContaining({ kind: "failure", where: "webhook", code: word }),
    );
    const status = expect.stringContaining(`(${word})`);
    await vi.waitFor(async () => expect(await ready()).toEqual({ status }), { timeout: 60_000 });
  });

  test("also when only the commit fails", async () => {
    const { telemetryEvents } = await world.open();
    const body = greeting("263771000009");
    expect(await world.post(body)).toBe(200);
    await world.idle();
    await world.redis.call("ACL", "SETUSER", "default", "-rpush");
    expect(await world.post(greeting("263771000009"))).toBe(503);
    expect(telemetryEvents).toContainEqual(
      expect.objectContaining({ code: "NOPERM", cause: "take_failed: StoreError unavailable" }),
    );
  });
});

test("a dead access token is a warning in /ready, until a reply passes again", async () => {
  const dead = await world.open({ env: { WHATSAPP_ACCESS_TOKEN: "a-token-that-was-revoked" } });
  const ready = async () => {
    const response = await fetch(`${world.serverUrl}/ready`);
    return [response.status, await response.json()];
  };
  expect(await world.post(greeting("263771000009"))).toBe(200);
  const warnings = [expect.stringContaining("(190)")];
  await vi.waitFor(
    async () => expect(await ready()).toEqual([200, { status: "ready", warnings }]),
    {
      timeout: 60_000,
    },
  );
  await dead.close();
  await world.open();
  const member = world.member();
  await member.says("hi");
  await member.hears(said("welcome.ask"));
  await vi.waitFor(async () => expect(await ready()).toEqual([200, { status: "ready" }]), 60_000);
});

test("a server whose database does not exist does not start, and says so in one line", async () => {
  const REDIS_STATE_URL = `${redis.url}/99`;
  const server = spawn(process.execPath, [join(inject("serverBuild"), "src/main.js")], {
    env: { PATH: process.env.PATH, ...world.env, REDIS_STATE_URL },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said, [code]] = await Promise.all([text(server.stderr), once(server, "exit")]);
  expect(code).toBe(1);
  expect(said).toMatch(/^REDIS_STATE_URL is not usable: .*\n$/);
});

test("says so while credex-core is unreachable, and the form can continue later", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  world.credexCore.faults.untilReset({ kind: "error", applied: false });
  await member.taps("confirm");
  await member.hears(said("offer.away"));
  expect(world.offersOf(member.phone)).toEqual([]);
  world.credexCore.faults.reset();
  await member.taps("again");
  await member.hears(said("offer.sent"));
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

describe("after ten minutes in which nothing was taken", () => {
  const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000;

  test("five waiting greetings get one answer, on however many servers, in whatever order", async () => {
    await world.open();
    const member = world.member();
    await register(member);
    await world.idle();
    const replies = member.received().length;
    const greetings = [9, 7, 5, 3, 2].map((minutes) => ({
      from: member.phone,
      content: { kind: "text" as const, text: "hi" },
      at: minutesAgo(minutes),
    }));
    await forget();
    for (const greeting of [...greetings].reverse()) {
      expect(await world.cloudApi.write(greeting)).toBe(200);
      await world.idle();
    }
    const answers = member.received().slice(replies);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.text).toMatch(/Good .*Tariro/s);
    await member.says("hi");
    await world.idle();
    expect(member.received()).toHaveLength(replies + 2);
  });

  test("stale taps get one reply", async () => {
    await world.open();
    const member = world.member();
    await register(member);
    await world.idle();
    const offer = member.choice("offer");
    const replies = member.received().length;
    await forget();
    for (const minutes of [9, 8, 7]) {
      await world.cloudApi.write({ from: member.phone, content: offer, at: minutesAgo(minutes) });
      await world.idle();
    }
    const told = member.received().slice(replies);
    expect(told.filter(({ text }) => text.includes(said("session.over")))).toHaveLength(1);
    expect(told.filter(({ text }) => text.includes(said("outdated")))).toEqual([]);
  });

  test("messages that come together run in the order of their own time", async () => {
    await world.open();
    const member = world.member();
    await register(member);
    await member.taps("offer");
    await member.hears(said("offer.amount.ask"));
    // The outage came after the question: what was written before it would be no answer.
    const changes = ["a lot", "20", "x"].map((text, index) =>
      messageChange({
        ...{ from: member.phone, content: { kind: "text", text }, id: `wamid.late.${index}` },
        ...{ at: Date.now() + index * 1_000, businessNumberId: BUSINESS_NUMBER_ID },
      }),
    );
    expect(await world.post(encode({ entry: [{ changes: changes.reverse() }] }))).toBe(200);
    await member.hears(said("offer.amount.invalid"));
    await member.hears(said("offer.recipient.ask"));
    await member.hears(said("offer.cancelled"));
  });
});

let greetings = 0;

function greeting(from: string): string {
  const content = { kind: "text", text: "hi" } as const;
  const id = `wamid.greeting.${greetings++}`;
  const written = { from, id, content, at: Date.now(), businessNumberId: BUSINESS_NUMBER_ID };
  return encode({ entry: [{ changes: [messageChange(written)] }] });
}

/** What Redis does five minutes after the last commit. */
async function forget() {
  const keys = await world.redis.keys("user:*");
  if (keys.length > 0) await world.redis.del(keys);
}
