import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

test("a member with two accounts switches, and the next offer goes out from the other", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  const { accounts } = world.credexCore.ledger.book;
  const first = accounts.find(({ accountHandle }) => accountHandle === "tariro_moyo");
  if (!first) throw new Error("Not registered");
  const second = { ...first, accountID: "second", accountName: "Moyo Cars", accountHandle: "cars" };
  accounts.push({ ...second, secured: { USD: "50" } });
  await member.says("menu");
  await member.hears(said("home.menu"));
  await member.taps("account");
  await member.hears(said("switching.ask"));
  await member.taps("Moyo Cars");
  await member.hears("@cars");
  await fillOffer(member);
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
  expect(world.offersOf(member.phone).map(({ issuerAccountID }) => issuerAccountID)).toEqual([
    "second",
  ]);
});
