import { afterAll, beforeAll, expect, test } from "vitest";
import type { Member } from "../../src/loopback/member.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { said, titleOf } from "../support/titles.ts";
import { fillOffer, reaches, register } from "./walks.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld(ownDatabase());
  await world.open();
});
afterAll(() => world.close());

const refuse = (code: number, times = 1) =>
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code, times });

async function newcomer(): Promise<Member> {
  const member = world.member();
  await register(member);
  return member;
}

test("a menu that WhatsApp refuses becomes a numbered text, and a number chooses from it", async () => {
  const member = await newcomer();
  refuse(131009);
  await member.says("menu");
  const menu = await member.hears(said("home.menu"));
  expect(menu.choices).toEqual([]);
  expect(menu.text).toMatch(new RegExp(`\n1\\. ${titleOf("home.menu", "offer")} .*\n2\\. `));
  await member.says("1");
  await member.hears(said("offer.amount.ask"));
});

test("a confirm that WhatsApp refuses lists its titles, and a title sends the offer once", async () => {
  const member = await newcomer();
  await member.taps("offer");
  await member.hears(said("offer.amount.ask"));
  await member.says("5");
  await member.hears(said("offer.recipient.ask"));
  refuse(100);
  await member.says("bob_bakery");
  const confirm = await reaches(member, "offer.confirm.ask");
  expect(confirm.choices).toEqual([]);
  expect(confirm.text).toContain("*5.00 USD*");
  expect(confirm.text).toMatch(new RegExp(`\n• ${titleOf("offer.confirm.ask", "confirm")}\n`));
  await member.says(titleOf("offer.confirm.ask", "confirm"));
  await member.hears(said("offer.sent"));
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

test("a message that WhatsApp refuses in each of its forms leaves a word", async () => {
  const member = await newcomer();
  refuse(131008, 2);
  await member.says("menu");
  await member.hears(said("fallback"));
  await member.says("menu");
  await member.hears(said("home.menu"));
});

test("names of any length and kind silence no question of the recipient", async () => {
  const [stranger, member] = [world.member(), world.member()];
  await register(stranger, "Vimbai", "Ncube");
  await register(member, "Rudo", "Dube");
  const accountOf = (handle: string) => {
    const found = world.credexCore.registry.accountByHandle(handle);
    if (found.kind !== "ok") throw new Error(`No account ${handle}`);
    return found.value;
  };
  const name = `${"𝓽𝓪𝓻𝓲𝓻𝓸".repeat(150)}*\n✅ *Verified*`;
  accountOf("vimbai_ncube").accountName = name;
  await fillOffer(stranger, "0.01", "rudo_dube");
  await stranger.taps("confirm");
  await stranger.hears(said("offer.sent"));
  accountOf("rudo_dube").accountName = name;
  await member.says("offers");
  await member.hears(said("incoming.pick.ask"));
  await member.taps("0.01 USD");
  const question = await member.hears(said("incoming.see.ask"));
  expect(question.text).toContain("@vimbai_ncube");
  expect(question.text).not.toMatch(/Verified|𝓽/u);
});
