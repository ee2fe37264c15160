import { afterEach, beforeEach, expect, test } from "vitest";
import { en } from "../../machines/copy/en.ts";
import type { Received } from "../../src/fakes/cloud-api/inbox.ts";
import type { Member } from "../../src/loopback/member.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { draw } from "../credex/books.ts";
import { ownDatabase } from "../support/database.ts";
import { said, titleOf } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

const HOUR_MS = 60 * 60 * 1000;
const CONFIRM = said("offer.confirm.ask");
const CONFIRM_TITLE = titleOf("offer.confirm.ask", "confirm");

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

test("a text of three hours ago moves no money at a confirm, and the question is asked again", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  for (const text of ["1", CONFIRM_TITLE, CONFIRM_TITLE.toLowerCase(), "2", "500", "yes"]) {
    const answer = await arrivesLate(member, text, 3 * HOUR_MS);
    expect(answer.text).toContain(en.late);
    expect(answer.text).toContain(CONFIRM);
    expect(answer.text).toContain("20.00 USD");
  }
  await arrivesLate(member, CONFIRM_TITLE, 23 * HOUR_MS);
  expect(world.offersOf(member.phone)).toEqual([]);
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

test("a text of three hours ago delivered twice is answered once", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  const content = { kind: "text" as const, text: "1" };
  const at = Date.now() - 3 * HOUR_MS;
  const replies = member.received().length;
  for (const _ of [1, 2]) {
    const sent = { from: member.phone, content, at, id: "wamid.late.once" };
    expect(await world.cloudApi.write(sent)).toBe(200);
    await world.idle();
  }
  expect(member.received()).toHaveLength(replies + 1);
  expect(world.offersOf(member.phone)).toEqual([]);
});

test("neither does it accept an offer, nor upgrade", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  const offer = draw(world.credexCore, { value: "6", to: "tariro_moyo" });
  await member.says("offers");
  await member.hears(said("incoming.pick.ask"));
  await member.taps("6.00 USD");
  await member.hears(said("incoming.see.ask"));
  await arrivesLate(member, "1", 3 * HOUR_MS);
  await arrivesLate(member, "Accept", 3 * HOUR_MS);
  expect(offer.state).toBe("offered");
  await member.taps("back");
  await member.says("menu");
  await member.hears(said("home.menu"));
  await member.taps("upgrade");
  await member.hears(said("upgrade.confirm.ask"));
  await arrivesLate(member, "1", 3 * HOUR_MS);
  await arrivesLate(member, "Yes, upgrade me", 3 * HOUR_MS);
  await world.idle();
  const people = world.credexCore.ledger.book.members;
  expect(people.find(({ phone }) => phone === member.phone)?.memberTier).toBe(1);
});

test("a bare number never confirms, the title does", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  for (const number of ["1", "2", "10"]) {
    await member.says(number);
    await member.hears(CONFIRM);
  }
  expect(world.offersOf(member.phone)).toEqual([]);
  await member.says(CONFIRM_TITLE.toLowerCase());
  await member.hears(said("offer.sent"));
});

test("a stop that was written before the start does not switch notifications off", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await member.says("stop");
  await member.hears(en["notice.stopped"]);
  await member.says("start");
  await member.hears(en["notice.started"]);
  await world.cloudApi.write({
    from: member.phone,
    content: { kind: "text", text: "stop" },
    at: Date.now() - HOUR_MS,
  });
  await world.idle();
  const contacts = await world.redis.keys("contact:*");
  expect(await Promise.all(contacts.map((key) => world.redis.hget(key, "notices")))).toEqual([
    "on",
  ]);
});

/** Something arrives only now that the member wrote so long ago. */
async function arrivesLate(member: Member, text: string, agoMs: number): Promise<Received> {
  const replies = member.received().length;
  const at = Date.now() - agoMs;
  const content = { kind: "text" as const, text };
  expect(await world.cloudApi.write({ from: member.phone, content, at })).toBe(200);
  await world.idle();
  const answers = member.received().slice(replies);
  expect(answers).toHaveLength(1);
  return answers[0] as Received;
}
