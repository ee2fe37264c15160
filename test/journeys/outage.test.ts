import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { messageChange } from "../../src/whatsapp/double/webhooks.ts";
import { encode } from "../../src/whatsapp/double/wire.ts";
import { type RedisServer, startRedis } from "../support/redis-server.ts";
import { BUSINESS_NUMBER_ID, openWorld, type World } from "../support/world.ts";
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

test("while Redis is away webhooks get 503 and nothing is half done; then all goes on by itself", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await world.idle();
  const before = await world.dump();

  await redis.kill();
  const confirm = member.choice("Send offer");
  expect(await member.tapsOld(confirm)).toBe(503);
  const ready = await fetch(`${world.serverUrl}/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: "Redis does not answer" });

  await redis.restart();
  await vi.waitUntil(async () => (await fetch(`${world.serverUrl}/ready`)).ok, { timeout: 20_000 });
  expect(await world.dump()).toEqual(before);
  expect(world.offersOf(member.phone)).toEqual([]);
  expect(await member.tapsOld(confirm)).toBe(200);
  await member.hears("Offer sent");
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

test("while credex-core is away the member is told, and the form can go on later", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  world.sandbox.faults.untilReset({ kind: "error", applied: false });
  await member.taps("Send offer");
  await member.hears("was *not* sent");
  expect(world.offersOf(member.phone)).toEqual([]);
  world.sandbox.faults.reset();
  await member.taps("Try again");
  await member.hears("Offer sent");
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

describe("after ten minutes in which nothing was taken", () => {
  const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000;

  test("five waiting greetings get one answer, on however many servers, in whatever order", async () => {
    await world.open();
    const member = world.member();
    await register(member);
    await world.idle();
    const heard = member.received().length;
    const greetings = [9, 7, 5, 3, 2].map((minutes) => ({
      from: member.phone,
      content: { kind: "text" as const, text: "hi" },
      at: minutesAgo(minutes),
    }));
    await forget();
    for (const greeting of [...greetings].reverse()) {
      expect(await world.double.write(greeting)).toBe(200);
      await world.idle();
    }
    const answers = member.received().slice(heard);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.text).toMatch(/Good .*Tariro/s);
    await member.says("hi");
    await world.idle();
    expect(member.received()).toHaveLength(heard + 2);
  });

  test("stale taps are told so once", async () => {
    await world.open();
    const member = world.member();
    await register(member);
    await world.idle();
    const offer = member.choice("Make an offer");
    const heard = member.received().length;
    await forget();
    for (const minutes of [9, 8, 7]) {
      await world.double.write({ from: member.phone, content: offer, at: minutesAgo(minutes) });
      await world.idle();
    }
    const told = member.received().slice(heard);
    expect(told.filter(({ text }) => text.includes("Your last session ended"))).toHaveLength(1);
    expect(told.filter(({ text }) => text.includes("belongs to an earlier message"))).toEqual([]);
  });

  test("messages that come together run in the order of their own time", async () => {
    await world.open();
    const member = world.member();
    await register(member);
    await member.taps("Make an offer");
    await member.hears("How much");
    // The outage came after the question: what was written before it would be no answer.
    const changes = ["a lot", "20", "x"].map((text, index) =>
      messageChange({
        ...{ from: member.phone, content: { kind: "text", text }, id: `wamid.late.${index}` },
        ...{ at: Date.now() + index * 1_000, businessNumberId: BUSINESS_NUMBER_ID },
      }),
    );
    expect(await world.post(encode({ entry: [{ changes: changes.reverse() }] }))).toBe(200);
    await member.hears("I need an amount");
    await member.hears("Who is it for?");
    await member.hears("Cancelled");
  });
});

/** What Redis does five minutes after the last commit. */
async function forget() {
  const keys = await world.redis.keys("user:*");
  if (keys.length > 0) await world.redis.del(keys);
}
