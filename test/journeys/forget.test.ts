import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BUSINESS_NUMBER_ID, openWorld, type World } from "../../src/loopback/world.ts";
import { createReleaseStore } from "../../src/redis/release-store.ts";
import type { Rollout } from "../../src/releases/rollout.ts";
import { draw } from "../credex/books.ts";
import { ownDatabase } from "../support/database.ts";
import { runOps } from "../support/ops.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

/** A member is forgotten: Redis holds no trace of them afterwards, and no money call is cut off. */

const PHONE = "263779990001";
const USER_ID = "ZW.4100000000000001";

let world: World;
let redisUrl: string;
beforeEach(async () => {
  redisUrl = ownDatabase();
  world = await openWorld(redisUrl, { notices: true });
});
afterEach(() => world.close());

const forget = (...args: string[]) => runOps(redisUrl, "forget", ...args);

test.each([["+263 77 999 0001"], [USER_ID]])("no trace of a member is left: %s", async (key) => {
  await world.open();
  const other = world.member("263779990002");
  await register(other, "Rudo", "Ncube");
  const member = world.member(PHONE);
  await world.cloudApi.write({
    from: PHONE,
    userId: USER_ID,
    content: { kind: "text", text: "hi" },
  });
  await member.hears(said("welcome.ask"));
  await register(member, "Zvikomborero", "Chikafu");
  await fillOffer(member);
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
  draw(world.credexCore, { to: "zvikomborero_chikafu", value: "13.37" });
  await world.idle();
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026 });
  await member.says("help");
  await vi.waitFor(async () => expect(await world.redis.zcard("dead")).toBe(1), 60_000);
  await member.says("stop");
  await world.idle();
  const contactId = (await world.redis.get(`alias:phone:${PHONE}`)) ?? "";
  const id = `${contactId}.${BUSINESS_NUMBER_ID}`;
  const event = { kind: "message", address: { phone: PHONE }, content: { text: "secret" } };
  await world.redis.rpush(
    "parked",
    JSON.stringify({ conversationId: id, at: 0, event, cause: "" }),
  );
  // A contact that was merged into this one, with what it left behind.
  await world.redis.hset("contact:merged", { moved_to: contactId, user: "ZW.4100000000000002" });
  await world.redis.set("alias:user:ZW.4100000000000002", "merged");
  await world.redis.xadd(`journal:merged.${BUSINESS_NUMBER_ID}`, "*", "line", "{}");
  await world.redis.rpush(`lines:merged.${BUSINESS_NUMBER_ID}`, "");
  await world.redis.set(`corrupt:${id}`, "x");
  await world.redis.zadd("due", Date.now() + 600_000, `timer ${id} s:1:0`);
  const listed = await listTesters(PHONE, "263779990002");
  const before = await world.dump();

  expect(await forget(key, "--dry-run")).toMatch(
    /^Would forget 2 contacts, 3 numbers .*, and a number that a rollout lists\./,
  );
  expect(await world.dump()).toEqual(before);
  const told = await forget(key);
  expect(told).toMatch(
    /^Forgotten: 2 contacts, 3 numbers .*, 1 dead letters, 1 parked events, 3 versions of the rollout\./,
  );
  const everything = await readAll(world);
  expect(everything).toContain("263779990002");
  for (const trace of [PHONE, USER_ID, contactId, "Zvikomborero", "Chikafu", "merged", "41000000"])
    expect([trace, everything.includes(trace)]).toEqual([trace, false]);
  await expectTesters(listed, ["263779990002"]);
  expect(await runOps(redisUrl, "log")).toMatch(/ {2}forget a member\n$/);
  await expect(forget(key)).rejects.toThrow("Nobody with this number");

  // A report of a reply that was sent before begins no journal.
  await world.cloudApi.idle();
  await member.says("hi");
  await world.idle();
  expect(await world.redis.get(`alias:phone:${PHONE}`)).not.toBe(contactId);
});

test("a money call that may still be answered is finished first", async () => {
  await world.open();
  const member = world.member(PHONE);
  await register(member);
  await fillOffer(member);
  world.credexCore.faults.next({ kind: "cut", applied: true }, "createCredex");
  await member.taps("confirm");
  await member.hears(said("offer.unknown"));
  const before = await world.redis.keys("*");
  await expect(forget(PHONE, "--wait", "0")).rejects.toThrow("has no answer yet");
  expect((await world.redis.keys("*")).filter((key) => !key.startsWith("operator"))).toEqual(
    expect.arrayContaining(before.filter((key) => /^(user|unsettled|contact|alias)/.test(key))),
  );
  const waiting = forget(PHONE);
  await member.hears(said("late.offer.done"));
  expect(await waiting).toContain("Forgotten: 1 contacts");
  expect(world.offersOf(PHONE)).toHaveLength(1);
  expect(await readAll(world)).not.toContain(PHONE);
});

test("a tester who has never written is removed from the rollout and its history", async () => {
  const listed = await listTesters(PHONE);
  expect(await forget("+263 77 999 0001")).toMatch(
    /^Forgotten: 0 contacts, .*, 3 versions of the rollout\./,
  );
  expect(await readAll(world)).not.toContain(PHONE);
  await expectTesters(listed, []);
  await expect(forget(PHONE)).rejects.toThrow("Nobody with this number");
});

test("nothing is deleted while the stored rollout is not valid", async () => {
  await world.open();
  const member = world.member(PHONE);
  await register(member);
  await world.idle();
  await world.redis.set("rollout", `{"version":1,"next":{"numbers":["${PHONE}"]}}`);
  const before = await world.dump();
  await expect(forget(PHONE)).rejects.toThrow("The stored rollout is not valid");
  expect(await world.dump()).toEqual(before);
});

/** A rollout that lists these numbers, and a history as an earlier version wrote it: with the numbers, or damaged. */
async function listTesters(...numbers: string[]): Promise<Rollout> {
  const rollout: Rollout = { version: 1, next: { release: "r1", to: "draft", numbers } };
  const store = createReleaseStore({ redis: world.redis });
  await store.changeRollout({ expectedVersion: 0, rollout, by: "ann" });
  await world.redis.lpush(
    "rollout:history",
    JSON.stringify({ rollout, by: "bob", at: 1 }),
    `{"rollout":{"next":{"numbers":["${numbers[0]}"]`,
    '{"rollout":{}}',
  );
  return rollout;
}

/** The rollout lists these numbers, and no change of it is lost. */
async function expectTesters({ next }: Rollout, numbers: string[]): Promise<void> {
  const store = createReleaseStore({ redis: world.redis });
  expect(await store.loadRollout()).toEqual({ version: 2, next: { ...next, numbers } });
  const history = await store.history();
  const count = next?.numbers.length;
  expect(history.map(({ by, rollout }) => [by, rollout.version, rollout.next?.numbers])).toEqual([
    ["bob", 1, count],
    ["ann", 1, count],
    ["ops forget", 2, numbers.length],
  ]);
}

/** Every key and everything that it holds, as text. */
async function readAll({ redis }: World): Promise<string> {
  const texts: string[] = [];
  for (const key of await redis.keys("*")) {
    const read = {
      string: () => redis.get(key),
      list: () => redis.lrange(key, 0, -1),
      set: () => redis.smembers(key),
      zset: () => redis.zrange(key, "0", "-1"),
      hash: () => redis.hgetall(key),
      stream: () => redis.xrange(key, "-", "+"),
    }[await redis.type(key)];
    texts.push(key, JSON.stringify(await read?.()));
  }
  return texts.join("\n");
}
