import { afterEach, beforeEach, expect, test } from "vitest";
import type { Credex } from "../../src/fakes/credex-core/state.ts";
import type { Member } from "../../src/loopback/member.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { draw, end } from "../credex/books.ts";
import { ownDatabase } from "../support/database.ts";
import { register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

test("a member accepts one offer, declines another, and the books say the same", async () => {
  const { member, offers } = await offered("5", "6");
  await see(member, "6.00 USD");
  await member.taps("accept");
  await member.hears("✅ Accepted");
  await see(member, "5.00 USD");
  await member.taps("decline");
  await member.hears("Declined");
  expect(statesOf(offers)).toEqual(["declined", "accepted"]);
});

test("a page of offers is accepted at once", async () => {
  const { member, offers } = await offered("1", "2", "3");
  await member.taps("incoming");
  await member.hears("3 offers wait");
  await member.taps("all");
  await member.hears("Shall I accept all 3?");
  await member.taps("confirm");
  const receipt = await member.hears("✅ Accepted");
  expect(receipt.text).toContain("0 for you");
  expect(statesOf(offers)).toEqual(["accepted", "accepted", "accepted"]);
});

test("an offer that was taken back meanwhile is refused, and no longer shown", async () => {
  const { member, offers } = await offered("5");
  await see(member, "5.00 USD");
  for (const offer of offers) end(world.credexCore, offer, "cancel");
  await member.taps("accept");
  await member.hears("not* accepted: The offer is already cancelled");
  await member.hears("0 for you");
});

test("credex-core away, and then there again: the member tries again", async () => {
  const { member, offers } = await offered("5");
  await see(member, "5.00 USD");
  world.credexCore.faults.untilReset({ kind: "error", applied: false }, "getLedger");
  await member.taps("accept");
  await member.hears("nothing was accepted");
  world.credexCore.faults.reset();
  await member.taps("again");
  await member.hears("✅ Accepted");
  expect(statesOf(offers)).toEqual(["accepted"]);
});

test.each([
  ["Accept", "acceptCredex", "you have accepted this offer"],
  ["Decline", "declineCredex", "this offer is over, and was not accepted"],
] as const)(
  "%s without an answer is asked once, looked for, and told",
  async (title, endpoint, told) => {
    const { member } = await offered("5");
    await see(member, "5.00 USD");
    world.credexCore.faults.next({ kind: "cut", applied: true }, endpoint);
    await member.taps(title);
    await member.hears("not confirmed yet");
    await member.taps("offer");
    await member.hears("How much");
    await member.hears(told);
    await member.says("20");
    await member.hears("Who is it for?");
  },
);

/** A member at home to whom Bob has offered these amounts. */
async function offered(...values: string[]) {
  await world.open();
  const member = world.member();
  await register(member);
  const offers = values.map((value) =>
    draw(world.credexCore, { from: "bob_bakery", to: "tariro_moyo", value }),
  );
  await member.says("menu");
  await member.hears(`${values.length} for you`);
  return { member, offers };
}

async function see(member: Member, sum: string) {
  await member.taps("incoming");
  await member.hears("Which would you like to see?");
  await member.taps(sum);
  await member.hears("Would you like to accept it?");
}

function statesOf(offers: Credex[]) {
  return offers.map(({ state }) => state);
}
