import { afterEach, beforeEach, expect, test } from "vitest";
import { ownDatabase } from "../support/database.ts";
import { type FaultWorld, openFaultWorld } from "../support/fault-world.ts";
import { scripts, shaOf } from "../support/scripts.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
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
  await member.hears("Totaura mutauro upi?");
  await member.taps("locale=sn");
  const kept = await member.hears("totaura neChiShona");
  expect(kept.text).toContain("Mungada kuita chii?");
  await member.taps("Itai chivimbiso");
  await member.hears("Mungada kuvimbisa marii?");
  await member.says("20");
  await member.hears("Ndeyani?");
  await member.says("bob_bakery");
  await member.hears("Ndotumira chivimbiso ichi here?");
  await member.taps("Tumirai chivimbiso");
  await member.hears("Chivimbiso chatumirwa");
  expect(world.offersOf(member.phone)).toHaveLength(1);
  await first.close();

  world.clock.aheadMs = AFTER_A_SESSION_MS;
  await world.open({ env: ALL });
  await member.says("hi");
  const home = await member.hears("Mungada kuita chii?");
  expect(home.choices.map(({ title }) => title)).toContain("Mutauro");
});

test("somebody new is welcomed in the language that they pick", async () => {
  await world.open({ env: ALL });
  const member = world.member();
  await member.says("sawubona");
  await member.hears("Shall we open one?");
  await member.taps("language");
  await member.hears("Sikhulume ngaluphi ulimi?");
  await member.taps("locale=nd");
  await member.hears("Siyalamukela kuVimbisoPay!");
  await member.taps("Vulani i-akhawunti");
  await member.hears("Libizo lenu ngubani?");
});

test("who picked a language that is not offered any more hears the other one, and of no languages", async () => {
  const first = await world.open({ env: ALL });
  const member = world.member();
  await member.says("shona");
  await member.hears("Totaura mutauro upi?");
  await member.taps("locale=sn");
  await member.hears("Mauya kuVimbisoPay!");
  await first.close();

  await world.open();
  await member.says("mhoro");
  const welcome = await member.hears("Shall we open one?");
  expect(welcome.choices.map(({ title }) => title)).toEqual(["Open an account"]);
  await member.says("shona");
  expect((await member.hears("Shall we open one?")).text).not.toContain("mutauro");
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
    await member.hears("Totaura mutauro upi?");
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
    await member.hears("totaura neChiShona");
    await member.hears("Mauya kuVimbisoPay!");
    const [contact = ""] = await world.redis.keys("contact:*");
    expect(await world.redis.hget(contact, "locale")).toBe("sn");
  },
);
