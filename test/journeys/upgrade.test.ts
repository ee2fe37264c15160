import { afterEach, beforeEach, expect, test } from "vitest";
import type { Member } from "../../src/loopback/member.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { said, valueIn } from "../support/titles.ts";
import { register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

test("a member becomes a hustler, and the daily limit is gone", async () => {
  const member = await asked();
  await member.taps("confirm");
  const home = await member.hears(said("upgrade.done"));
  expect(valueIn(home.text, "home.menu", "limit")).toBeUndefined();
  expect(tierOf(member)).toBe(3);
});

test("an upgrade without an answer is reconciled and reported", async () => {
  const member = await asked();
  world.credexCore.faults.next({ kind: "cut", applied: true }, "hustler10k");
  await member.taps("confirm");
  await member.hears(said("upgrade.unknown"));
  await member.hears(said("late.upgrade.done"));
});

async function asked(): Promise<Member> {
  await world.open();
  const member = world.member();
  await register(member);
  expect(valueIn(String(member.received().at(-1)?.text), "home.menu", "limit")).toBe("50.00 USD");
  await member.taps("upgrade");
  await member.hears(said("upgrade.confirm.ask"));
  return member;
}

function tierOf({ phone }: Member) {
  return world.credexCore.ledger.book.members.find((one) => one.phone === phone)?.memberTier;
}
