import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { draw, end } from "../credex/books.ts";
import { ownDatabase } from "../support/database.ts";
import { said, titleOf, valueIn } from "../support/titles.ts";
import { register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

test("a member reads the ledger, the newest first, and what was away is there again", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  for (const value of ["1", "2", "3", "4", "5", "6", "7"]) {
    const offer = draw(world.credexCore, { from: "bob_bakery", to: "tariro_moyo", value });
    end(world.credexCore, offer, "accept");
  }
  world.credexCore.faults.untilReset({ kind: "error", applied: false }, "getLedger");
  await member.taps("ledger");
  await member.hears(said("ledger.away"));
  world.credexCore.faults.reset();
  await member.taps("again");
  const first = await member.hears(said("ledger.page.ask"));
  expect(valueIn(first.text, "ledger.page.ask", "account")).toBe("Tariro Moyo");
  expect(first.text.match(/\d\.00 USD/g)?.map(Number.parseFloat)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  await member.taps("next");
  const second = await member.hears(said("ledger.page.ask"));
  expect(second.text).toContain("*+100.00 USD* (Treasury @treasury)");
  expect(second.choices.map(({ title }) => title)).toEqual([
    titleOf("ledger.page.ask", "previous"),
    titleOf("ledger.page.ask", "back"),
  ]);
  await member.taps("back");
  const home = await member.hears(said("home.menu"));
  expect(home.text).toContain("128.00 USD");
});
