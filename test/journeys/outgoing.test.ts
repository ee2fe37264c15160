import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { end } from "../credex/books.ts";
import { ownDatabase } from "../support/database.ts";
import { said, valueIn } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

test("a member takes an offer back, and the books say the same", async () => {
  const { member, offer } = await offered();
  await member.taps("confirm");
  const replies = await member.hears(said("decision.takenBack"));
  expect(valueIn(replies.text, "home.menu", "pendingOut")).toBe("0");
  expect(offer?.state).toBe("cancelled");
});

test("an offer that was accepted meanwhile is not cancelled, and the member learns why", async () => {
  const { member, offer } = await offered();
  if (offer) end(world.credexCore, offer, "accept");
  await member.taps("confirm");
  const refusal = await member.hears(said("decision.refused", { decision: "cancel" }));
  expect(refusal.text).toContain("The offer is already accepted");
  const home = await member.hears(said("home.menu"));
  expect(valueIn(home.text, "home.menu", "pendingOut")).toBe("0");
});

test("without an answer it is asked once, looked for, and told", async () => {
  const { member, offer } = await offered();
  world.credexCore.faults.next({ kind: "cut", applied: true }, "cancelCredex");
  await member.taps("confirm");
  await member.hears(said("decision.unknown"));
  await member.hears(said("late.decision.done", { decision: "cancel" }));
  expect(offer?.state).toBe("cancelled");
});

/** A member who is asked whether to take back the offer that they made. */
async function offered() {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
  await member.taps("outgoing");
  await member.hears(said("outgoing.pick.ask"));
  await member.taps("20.00 USD");
  await member.hears(said("outgoing.confirm.ask"));
  const [offer] = world.offersOf(member.phone);
  return { member, offer };
}
