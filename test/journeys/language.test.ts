import { afterEach, beforeEach, expect, test } from "vitest";
import { nd } from "../../machines/copy/nd.ts";
import { sn } from "../../machines/copy/sn.ts";
import { ownDatabase } from "../support/database.ts";
import { type FaultWorld, openFaultWorld } from "../support/fault-world.ts";
import { scripts, shaOf } from "../support/scripts.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said, saidIn, titleOf } from "../support/titles.ts";
import { register } from "./walks.ts";

let world: FaultWorld;
const servers: ServerProcess[] = [];
beforeEach(async () => {
  world = await openFaultWorld(ownDatabase());
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  await world.close();
});

const ALL = { OFFER_UNREVIEWED_LANGUAGES: "yes" };
const AFTER_A_SESSION_MS = 6 * 60_000;

test("a member who picks Shona hears all in Shona, after the session ends and in another process too", async () => {
  const first = await world.open({ env: ALL });
  const member = world.member();
  await register(member);
  await member.taps("language");
  await member.hears(said("language.ask"));
  await member.taps("locale=sn");
  const kept = await member.hears(saidIn(sn, "language.kept"));
  expect(kept.text).toContain(saidIn(sn, "home.menu"));
  await member.taps("offer");
  await member.hears(saidIn(sn, "offer.amount.ask"));
  await member.says("20");
  await member.hears(saidIn(sn, "offer.recipient.ask"));
  await member.says("bob_bakery");
  await member.hears(saidIn(sn, "offer.confirm.ask"));
  await member.taps("confirm");
  await member.hears(saidIn(sn, "offer.sent"));
  expect(world.offersOf(member.phone)).toHaveLength(1);
  await first.close();

  world.clock.aheadMs = AFTER_A_SESSION_MS;
  await world.open({ env: ALL });
  await member.says("hi");
  const home = await member.hears(saidIn(sn, "home.menu"));
  expect(home.choices.map(({ title }) => title)).toContain("Mutauro");
});

test("somebody new is welcomed in the language that they pick", async () => {
  await world.open({ env: ALL });
  const member = world.member();
  await member.says("sawubona");
  await member.hears(said("welcome.ask"));
  await member.taps("language");
  await member.hears(said("language.ask"));
  await member.taps("locale=nd");
  await member.hears(saidIn(nd, "welcome.ask"));
  await member.taps("register");
  await member.hears(saidIn(nd, "registration.firstname.ask"));
});

test("who picked a language that is not offered any more hears the other one, and of no languages", async () => {
  const first = await world.open({ env: ALL });
  const member = world.member();
  await member.says("shona");
  await member.hears(said("language.ask"));
  await member.taps("locale=sn");
  await member.hears(saidIn(sn, "welcome.ask"));
  await first.close();

  await world.open();
  await member.says("mhoro");
  const welcome = await member.hears(said("welcome.ask"));
  expect(welcome.choices.map(({ title }) => title)).toEqual([titleOf("welcome.ask", "register")]);
  await member.says("shona");
  expect((await member.hears(said("welcome.ask"))).text).not.toContain("mutauro");
});

test.each(["before", "answer"] as const)(
  "a kill %s the choice is written down loses no choice",
  async (phase) => {
    for (const script of scripts) await world.redis.script("LOAD", script);
    const env = { ...world.wired, ...ALL };
    const server = await startServer(env);
    servers.push(server);
    const member = world.member();
    await member.says("shona");
    await member.hears(said("language.ask"));
    const struck = world.wires.redis.set({
      words: [shaOf("keepLocale")],
      phase,
      async strike() {
        await server.kill();
        return "cut";
      },
    });
    await member.taps("locale=sn");
    await struck;

    servers.push(await startServer(env));
    await member.hears(saidIn(sn, "language.kept"));
    await member.hears(saidIn(sn, "welcome.ask"));
    const [contact = ""] = await world.redis.keys("contact:*");
    expect(await world.redis.hget(contact, "locale")).toBe("sn");
  },
);
