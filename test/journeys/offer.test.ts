import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { said, titleOf, valueIn } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

test("a member registers, offers a credex, and gets a receipt that is true", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await member.taps("confirm");
  const receipt = await member.hears(said("offer.sent"));
  const [offer, ...others] = world.offersOf(member.phone);
  expect(others).toEqual([]);
  expect(receipt.text).toContain("20.00 USD");
  expect(receipt.text).toContain("Bob Bakery");
  expect(receipt.text).toContain(offer?.credexID);
});

test("twenty taps of Confirm at once make one credex and get one reply", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  const confirm = member.choice("confirm");
  const statuses = await Promise.all(Array.from({ length: 20 }, () => member.tapsOld(confirm)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  await member.hears(said("offer.sent"));
  expect(world.offersOf(member.phone)).toHaveLength(1);
  expect(member.received().filter(({ text }) => text.includes(said("offer.sent")))).toHaveLength(1);
});

test("a member promises an offer, which is unsecured, and due on the day that they wrote", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member, "5000");
  await member.taps("unsecured");
  const question = await member.hears(said("offer.due.ask"));
  const example = /\*(\d\d\/\d\d\/\d{4})\*/.exec(question.text)?.[1] ?? "";
  await member.says("yesterday");
  await member.hears(said("offer.due.invalid"));
  await member.says(example);
  await member.hears(said("offer.unsecured.ask"));
  await member.taps("confirm");
  const receipt = await member.hears(said("offer.sent"));
  expect(valueIn(receipt.text, "offer.sent", "due")).toBeDefined();
  const dueDate = example.split("/").reverse().join("-");
  expect(world.offersOf(member.phone)).toMatchObject([{ secured: false, dueDate }]);
});

test("two quick commands, one as the first word of a session, make two offers", async () => {
  await world.open();
  const first = world.member();
  await register(first);
  await first.says("0.5=>bob_bakery");
  expect((await first.hears(said("offer.confirm.ask"))).text).toContain("*0.50 USD*");
  await first.taps("confirm");
  await first.hears(said("offer.sent"));
  world.clock.aheadMs = 6 * 60_000;
  await first.says("7 → @Bob_Bakery");
  await first.hears(said("offer.due.ask"));
  await first.taps("weeks=4");
  expect((await first.hears(said("offer.unsecured.ask"))).text).toContain("*7.00 USD*");
  await first.taps("confirm");
  await first.hears(said("offer.sent"));
  expect(world.offersOf(first.phone)).toMatchObject([
    { amount: "0.5", secured: true },
    { amount: "7", secured: false },
  ]);
});

test("a quick command of someone new is welcomed", async () => {
  await world.open();
  const member = world.member();
  await member.says("20=>bob_bakery");
  await member.hears(said("welcome.ask"));
});

test("what is typed in answer to an older message confirms nothing", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  const [menu] = member.received();
  if (!menu) throw new Error("Nothing was received");
  await member.quotes(menu, "1");
  await member.hears(said("offer.confirm.ask"));
  await member.quotes(menu, titleOf("offer.confirm.ask", "confirm"));
  await member.hears(said("offer.confirm.ask"));
  expect(world.offersOf(member.phone)).toEqual([]);
  await member.says(member.choice("confirm").title);
  await member.hears(said("offer.sent"));
});
