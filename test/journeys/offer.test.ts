import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { openWorld, type World } from "../support/world.ts";
import { fillOffer, register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(`${inject("redisUrl")}/31`);
});
afterEach(() => world.close());

test("a member registers, offers a credex, and gets a receipt that is true", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await member.taps("Send offer");
  const receipt = await member.hears("Offer sent");
  const [offer, ...others] = world.offersOf(member.phone);
  expect(others).toEqual([]);
  expect(receipt.text).toContain("20.00 USD");
  expect(receipt.text).toContain("Bob Bakery");
  expect(receipt.text).toContain(offer?.credexID);
});

test("twenty taps of Confirm at once make one credex, and are told once", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  const confirm = member.choice("Send offer");
  const statuses = await Promise.all(Array.from({ length: 20 }, () => member.tapsOld(confirm)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  await member.hears("Offer sent");
  expect(world.offersOf(member.phone)).toHaveLength(1);
  expect(member.received().filter(({ text }) => text.includes("Offer sent"))).toHaveLength(1);
});
