import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BUSINESS_NUMBER_ID, openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";
import { webhookBody } from "../support/webhooks.ts";
import { fillOffer, register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
  await world.open();
});
afterEach(() => world.close());

test("a member without a phone number learns why no login is possible, and continues once it is shared", async () => {
  const userId = "UY.1000000000000001";
  const member = world.member(userId);
  await member.says("hi");
  await member.hears(said("login.anonymous"));
  await tell("button_reply-bsuid-only-derived-01.json");
  await world.idle();
  expect(member.received()).toHaveLength(2);
  expect(await sessions()).toHaveLength(1);

  const known = world.member("263772000001");
  await world.cloudApi.write({ from: known.phone, userId, content: { kind: "text", text: "hi" } });
  await known.hears(said("welcome.ask"));
  expect(await sessions()).toHaveLength(1);
});

test.each<[string, string, { [found: string]: string }]>([
  // Derived: the corpus has placeholders where the numbers are.
  ["names the new number only", "system-restfb-01.json", { NEW_PHONE_NUMBER: "263772000002" }],
  [
    "names both numbers",
    "system-netflie-02.json",
    {
      '"NEW_PHONE_NUMBER_ID","type"': '"263772000002","type"',
      OLD_PHONE_NUMBER_ID: "491234567890",
    },
  ],
])(
  "a changed number takes nothing of the old one's session along: news that %s",
  async (_, file, numbers) => {
    const member = world.member("491234567890");
    await register(member);
    await fillOffer(member);
    await tell(file, numbers);
    expect(await sessions()).toEqual([]);
    expect(await world.redis.get("alias:phone:491234567890")).toBeNull();

    await member.taps("confirm");
    await member.hears(said("session.over"));
    const moved = world.member("263772000002");
    await moved.says("hi");
    await moved.hears(said("welcome.ask"));
    expect(await sessions()).toHaveLength(2);
    expect(world.offersOf(member.phone)).toEqual([]);
  },
);

test("a changed number keeps the contact where its user ids are linked, and still ends the session", async () => {
  const member = world.member("491234567890");
  await register(member);
  await writeAs(member.phone, "UY.1000000000000001");
  const contactId = await world.redis.get(`alias:phone:${member.phone}`);
  await fillOffer(member);
  // Derived: since August 2026 this message has the user ids as well, says Meta's changelog.
  await tell("system-restfb-01.json", {
    NEW_PHONE_NUMBER: "263772000002",
    '"type":"user_changed_number"':
      '"type":"user_changed_number","user_id":"UY.1000000000000009","previous_user_id":"UY.1000000000000001"',
  });
  expect(await sessions()).toEqual([]);
  expect(await world.redis.get("alias:phone:263772000002")).toBe(contactId);
  expect(await world.redis.get(`alias:phone:${member.phone}`)).toBeNull();
});

test("the new owner of a recycled number hears nothing of the former one's session", async () => {
  const member = world.member("15551234567");
  await register(member);
  await tell("text-vercelchat-01.json");
  await world.idle();
  await member.taps("offer");
  await member.hears(said("offer.amount.ask"));
  await member.says("20");
  await member.hears(said("offer.recipient.ask"));
  world.credexCore.faults.next({ kind: "answer late", delayMs: 1_500 }, "getAccountByHandle");
  await member.says("bob_bakery");
  const [before] = await sessions();

  // Derived: the same number under another user id.
  await tell("text-vercelchat-01.json", { "US.13491208655302741918": "US.2" });
  await member.hears(said("home.menu"));
  await world.idle();
  const texts = member.received().map(({ text }) => text);
  expect(texts.filter((text) => text.includes(said("offer.confirm.ask")))).toEqual([]);
  const [after, ...others] = await sessions();
  expect(others).toEqual([]);
  expect(after).not.toBe(before);
});

test("a merge ends the sessions of both, and reports the outcome of money calls", async () => {
  const [member, other] = [world.member(), world.member()];
  await register(member);
  await register(other, "Rudo", "Ncube");
  await writeAs(member.phone, "UY.1000000000000001");
  await writeAs(other.phone, "UY.1000000000000009");
  await fillOffer(member);
  world.credexCore.faults.next({ kind: "answer late", delayMs: 1_500 }, "createCredex");
  await member.taps("confirm");
  await expect.poll(() => world.offersOf(member.phone), { timeout: 60_000 }).toHaveLength(1);

  await tell("system-user_changed_user_id-derived-01.json");
  expect(await sessions()).toEqual([]);
  await member.hears(said("late.offer.done"));
  await member.says("hi");
  await other.says("hi");
  await other.hears("@rudo_ncube");
  expect(await sessions()).toHaveLength(1);
  expect(world.offersOf(member.phone)).toHaveLength(1);
  const texts = other.received().map(({ text }) => text);
  for (const receipt of [said("offer.sent"), said("late.offer.done")])
    expect(texts.filter((text) => text.includes(receipt))).toEqual([]);
});

/** Posts a webhook of the corpus, with what is found in it replaced. */
async function tell(file: string, replaced: { [found: string]: string } = {}): Promise<void> {
  let body = webhookBody(file, {
    at: Date.now(),
    businessNumberId: BUSINESS_NUMBER_ID,
    delivery: randomUUID(),
  });
  for (const [found, instead] of Object.entries(replaced)) {
    expect(body).toContain(found);
    body = body.replaceAll(found, instead);
  }
  expect(await world.post(body)).toBe(200);
}

/** Lets the contact of a number be known by a user id as well. */
async function writeAs(phone: string, userId: string): Promise<void> {
  const content = { kind: "text", text: "menu" } as const;
  expect(await world.cloudApi.write({ from: phone, userId, content })).toBe(200);
  await world.idle();
}

/** The keys of the states that there are. */
function sessions(): Promise<string[]> {
  return world.redis.keys(`user:*.${BUSINESS_NUMBER_ID}`);
}
