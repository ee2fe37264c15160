import { afterAll, beforeAll, expect, test } from "vitest";
import { en } from "../../machines/copy/en.ts";
import type { InboundMessage } from "../../src/fakes/cloud-api/webhooks.ts";
import type { Member } from "../../src/loopback/member.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { readCallback } from "../../src/whatsapp/outbound.ts";
import { expectEachMessageOnce, expectOrder } from "../support/books.ts";
import { type FaultWorld, openFaultWorld } from "../support/fault-world.ts";
import { type Fleet, type FleetMessage, startFleet } from "../support/fleet.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

/** How help begins. */
const HELP = en.help.slice(0, 30);

/** Invariants of the design, by their numbers, with four server processes on one Redis. */

const PROCESSES = [0, 1, 2, 3];

let redis: RedisServer;
let world: FaultWorld;
let fleet: Fleet;
let ids = 0;
beforeAll(async () => {
  redis = await startRedis();
  world = await openFaultWorld(`${redis.url}/0`);
  fleet = await startFleet(world, PROCESSES.length);
});
afterAll(async () => {
  await fleet.close();
  await world.close();
  await redis.stop();
});

test("1: of a member's messages to all processes at once each counts, and no version is lost or given twice", async () => {
  const member = await registered();
  await Promise.all(
    Array.from({ length: 24 }, (_, index) => fleet.deliver(index, text(member, "well"))),
  );
  await world.quiet();
  await expectEachMessageOnce(world, { member, messages: member.sent() + 24 });
  await expectOrder(world, member);
  expect(replies(member, said("unexpected"))).toBe(24);
});

test("2: a message that all processes receive at once runs once, as a text and as a button", async () => {
  const member = await registered();
  const help = text(member, "help");
  await Promise.all([...PROCESSES, ...PROCESSES].map((server) => fleet.deliver(server, help)));
  await fillOffer(member);
  const confirm = message(member, member.choice("confirm"));
  await Promise.all([...PROCESSES, ...PROCESSES].map((server) => fleet.deliver(server, confirm)));
  await world.quiet();
  await expectEachMessageOnce(world, { member, messages: member.sent() + 2 });
  expect(replies(member, HELP)).toBe(1);
  expect(replies(member, said("offer.sent"))).toBe(1);
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

test("6: an old button does nothing in a new session, on whichever process it is tapped", async () => {
  const member = await registered();
  const old = await confirmInNewSession(member);
  const valid = await confirmInNewSession(member);
  await Promise.all(PROCESSES.map((server) => fleet.deliver(server, message(member, old))));
  await member.hears(said("outdated"));
  await world.quiet();
  expect(world.offersOf(member.phone)).toEqual([]);
  await fleet.deliver(2, message(member, valid));
  await member.hears(said("offer.sent"));
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

test("10: what cannot be read is parked or given up, and neither its member nor any other is held up", async () => {
  const [poor, other] = [await registered(), await registered()];
  await world.quiet();
  const conversation = conversationOf(poor);
  await world.redis.set(`user:${conversation}`, "{ no record");
  await world.redis.rpush(`replies:${conversation}`, "no entry");
  await world.redis.zadd("due:replies", Date.now(), `replies ${conversation}`);
  await Promise.all([
    ...PROCESSES.map((server) => fleet.deliver(server, text(poor, "well"))),
    ...PROCESSES.map((server) => fleet.deliver(server, text(other, "well"))),
  ]);
  await poor.hears(said("trouble"));
  await world.quiet();
  expect(replies(other, said("unexpected"))).toBe(4);
  expect(await world.redis.llen("parked")).toBe(1);
  expect(await world.redis.zcard("dead")).toBe(1);
  await poor.says("menu");
  await poor.hears(said("home.menu"));
});

test("13: where a key has another type no process writes anything, and others continue", async () => {
  const [poor, other] = [await registered(), await registered()];
  await world.quiet();
  const key = `replies:${conversationOf(poor)}`;
  await world.redis.set(key, "no list");
  const before = await world.dump();
  const help = text(poor, "help");
  expect(await Promise.all(PROCESSES.map((server) => fleet.post(server, help)))).toEqual([
    503, 503, 503, 503,
  ]);
  expect(await world.dump()).toEqual(before);
  await other.says("help");
  await other.hears(HELP);
  await world.redis.del(key);
  await fleet.deliver(1, help);
  await poor.hears(HELP);
  await expectEachMessageOnce(world, { member: poor, messages: poor.sent() + 1 });
});

test("14: a number that is typed or shared logs nobody in, on no process", async () => {
  const bob = "263770000001";
  const shy = world.member("ZW.14");
  await shy.says("hi");
  await shy.hears(said("login.anonymous"));
  const card = {
    type: "contacts",
    contacts: [{ name: { formatted_name: "Bob" }, phones: [{ phone: `+${bob}`, wa_id: bob }] }],
  };
  for (const server of PROCESSES) {
    await fleet.deliver(server, text(shy, bob));
    await fleet.deliver(server, text(shy, `my number is +${bob}`));
    await fleet.deliver(server, { ...text(shy, ""), instead: card });
    await fleet.deliver(server, text(shy, "hi"));
  }
  await world.quiet();
  const state = JSON.parse((await world.redis.get(`user:${conversationOf(shy)}`)) ?? "{}");
  expect(state.session_id).toBeDefined();
  expect(state.credex_token).toBeUndefined();
  expect(state.address).toEqual({ businessNumberId: "100000000000001", userId: "ZW.14" });
  expect(replies(shy, "bob_bakery")).toBe(0);
  expect(replies(shy, said("login.anonymous"))).toBeGreaterThan(1);
});

async function registered(): Promise<Member> {
  const member = world.member();
  await register(member);
  return member;
}

/** The same way each time, so that versions and questions have the same numbers. */
async function confirmInNewSession(member: Member) {
  await world.quiet();
  await world.redis.del(await world.redis.keys(`user:${conversationOf(member)}*`));
  await member.says("hi");
  await member.hears(said("home.menu"));
  await fillOffer(member);
  return member.choice("confirm");
}

function text(member: Member, body: string): FleetMessage {
  return message(member, { kind: "text", text: body });
}

function message({ phone: from }: Member, content: InboundMessage): FleetMessage {
  return { from, content, id: `wamid.four.${ids++}`, at: Date.now() };
}

function replies(member: Member, words: string): number {
  return member.received().filter(({ text: body }) => body.includes(words)).length;
}

function conversationOf(member: Member): string {
  return readCallback(member.received()[0]?.token)?.conversationId ?? "";
}
