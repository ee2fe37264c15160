import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { end } from "../credex/books.ts";
import { ownDatabase } from "../support/database.ts";
import { fillOffer, register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

test("a member takes an offer back, and the books say the same", async () => {
  const { member, offer } = await offered();
  await member.taps("confirm");
  const replies = await member.hears("Taken back");
  expect(replies.text).toContain("0 from you");
  expect(offer?.state).toBe("cancelled");
});

test("an offer that was accepted meanwhile is not cancelled, and the member learns why", async () => {
  const { member, offer } = await offered();
  if (offer) end(world.credexCore, offer, "accept");
  await member.taps("confirm");
  await member.hears("not* taken back: The offer is already accepted");
  await member.hears("0 from you");
});

test("without an answer it is asked once, looked for, and told", async () => {
  const { member, offer } = await offered();
  world.credexCore.faults.next({ kind: "cut", applied: true }, "cancelCredex");
  await member.taps("confirm");
  await member.hears("not confirmed yet");
  await member.hears("your offer is over, and was not accepted");
  expect(offer?.state).toBe("cancelled");
});

/** A member who is asked whether to take back the offer that they made. */
async function offered() {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await member.taps("confirm");
  await member.hears("Offer sent");
  await member.taps("outgoing");
  await member.hears("Which would you like to take back?");
  await member.taps("20.00 USD");
  await member.hears("Shall I take it back?");
  const [offer] = world.offersOf(member.phone);
  return { member, offer };
}
