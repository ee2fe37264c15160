import { afterEach, beforeEach, expect, test } from "vitest";
import type { Credex } from "../../src/fakes/credex-core/state.ts";
import type { Member } from "../../src/loopback/member.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { draw, end } from "../credex/books.ts";
import { ownDatabase } from "../support/database.ts";
import { said, valueIn } from "../support/titles.ts";
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
  await member.hears(said("decision.accepted"));
  await see(member, "5.00 USD");
  await member.taps("decline");
  await member.hears(said("decision.declined"));
  expect(statesOf(offers)).toEqual(["declined", "accepted"]);
});

test("a page of offers is accepted at once", async () => {
  const { member, offers } = await offered("1", "2", "3");
  await member.taps("incoming");
  expect((await member.hears(said("incoming.pick.ask"))).text).toMatch(/\b3\b/);
  await member.taps("all");
  expect(
    valueIn((await member.hears(said("incoming.all.ask"))).text, "incoming.all.ask", "count"),
  ).toBe("3");
  await member.taps("confirm");
  const receipt = await member.hears(said("decision.accepted"));
  expect(valueIn(receipt.text, "home.menu", "pendingIn")).toBe("0");
  expect(statesOf(offers)).toEqual(["accepted", "accepted", "accepted"]);
});

test("an offer that was taken back meanwhile is refused, and no longer shown", async () => {
  const { member, offers } = await offered("5");
  await see(member, "5.00 USD");
  for (const offer of offers) end(world.credexCore, offer, "cancel");
  await member.taps("accept");
  const refusal = await member.hears(said("decision.refused", { decision: "accept" }));
  expect(refusal.text).toContain("The offer is already cancelled");
  const home = await member.hears(said("home.menu"));
  expect(valueIn(home.text, "home.menu", "pendingIn")).toBe("0");
});

test("credex-core away, and then there again: the member tries again", async () => {
  const { member, offers } = await offered("5");
  await see(member, "5.00 USD");
  world.credexCore.faults.untilReset({ kind: "error", applied: false }, "getLedger");
  await member.taps("accept");
  await member.hears(said("decision.away"));
  world.credexCore.faults.reset();
  await member.taps("again");
  await member.hears(said("decision.accepted"));
  expect(statesOf(offers)).toEqual(["accepted"]);
});

test.each([
  ["accept", "acceptCredex"],
  ["decline", "declineCredex"],
] as const)(
  "%s without an answer is asked once, looked for, and told",
  async (decision, endpoint) => {
    const { member } = await offered("5");
    await see(member, "5.00 USD");
    world.credexCore.faults.next({ kind: "cut", applied: true }, endpoint);
    await member.taps(decision);
    await member.hears(said("decision.unknown"));
    await member.taps("offer");
    await member.hears(said("offer.amount.ask"));
    await member.hears(said("late.decision.done", { decision }));
    await member.says("20");
    await member.hears(said("offer.recipient.ask"));
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
  await member.hears(said("incoming.pick.ask"));
  await member.taps(sum);
  await member.hears(said("incoming.see.ask"));
}

function statesOf(offers: Credex[]) {
  return offers.map(({ state }) => state);
}
