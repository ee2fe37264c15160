import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

test("an old Confirm, tapped in a new session at the same version, makes no credex", async () => {
  await world.open();
  const member = world.member();
  await register(member);

  await expireSessions();
  const first = await walkToConfirm(member);
  await expireSessions();
  const second = await walkToConfirm(member);

  expect(second.version).toBe(first.version);
  expect(second.sessionId).not.toBe(first.sessionId);
  await member.tapsOld(first.confirm);
  await member.hears(said("outdated"));
  await world.idle();
  expect(world.offersOf(member.phone)).toEqual([]);

  await member.tapsOld(second.confirm);
  await member.hears(said("offer.sent"));
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

test("after five minutes without a message the form is dropped, preserved fields stay, and the member gets a reply", async () => {
  await world.open({ env: { STATE_TTL_SECONDS: "600" } });
  const member = world.member();
  await register(member);
  await fillOffer(member);
  const before = await record();

  world.clock.aheadMs = 301_000;
  await member.says("20");
  await member.hears(said("session.over"));
  await member.hears(said("home.menu"));
  const after = await record();
  expect(after.session_id).not.toBe(before.session_id);
  expect(after.profile.member).toEqual(before.profile.member);
  expect(after.current_account).toEqual(before.current_account);
  expect(after._version).toBeGreaterThan(before._version);
  expect(world.offersOf(member.phone)).toEqual([]);
});

test("a forged session token costs the session and all that was preserved", async () => {
  const { telemetryEvents } = await world.open();
  const member = world.member();
  await register(member);
  const [key = ""] = await world.redis.keys("user:*.100000000000001");
  const state = JSON.parse((await world.redis.get(key)) ?? "");
  const forged = { ...state.current_account, accountHandle: "somebody_else" };
  await world.redis.set(
    key,
    JSON.stringify({ ...state, jwt_token: `${state.jwt_token}x`, current_account: forged }),
  );
  await member.taps("refresh");
  await member.hears(said("session.over"));
  const home = await member.hears(said("home.menu"));
  expect(home.text).toContain("@tariro_moyo");
  expect(home.text).not.toContain("somebody_else");
  expect(telemetryEvents).toContainEqual(
    expect.objectContaining({ operation: "login", outcome: "done" }),
  );
});

test("a tap from before says that the session has ended; hi is simply a new one", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  const old = member.choice("offer");
  await expireSessions();
  await member.tapsOld(old);
  await member.hears(said("session.over"));
  await member.hears(said("home.menu"));

  await expireSessions();
  const replies = member.received().length;
  await member.says("hi");
  await member.hears(said("home.greeting"));
  const texts = member
    .received()
    .slice(replies)
    .map(({ text }) => text);
  expect(texts.join()).not.toContain(said("session.over"));
});

test("a member who shares no number learns why no account can be opened", async () => {
  await world.open();
  const member = world.member("ZW.13491208655302741918");
  await member.says("hi");
  await member.hears(said("login.anonymous"));
  await member.says("My number is 263770000001");
  await world.idle();
  const logins = world.credexCore.ledger.book.members.filter(
    ({ phone }) => phone === "263770000001",
  );
  expect(logins).toHaveLength(1);
  expect(member.received().some(({ text }) => text.includes("bob_bakery"))).toBe(false);
});

/** What Redis does five minutes after the last commit. */
async function expireSessions() {
  await world.idle();
  const keys = await world.redis.keys("user:*");
  if (keys.length > 0) await world.redis.del(keys);
}

async function walkToConfirm(member: ReturnType<World["member"]>) {
  await member.says("hi");
  await member.hears(said("home.menu"));
  await fillOffer(member);
  const { _version: version, session_id: sessionId } = await record();
  return { confirm: member.choice("confirm"), version, sessionId };
}

async function record() {
  const [key = ""] = await world.redis.keys("user:*.100000000000001");
  return JSON.parse((await world.redis.get(key)) ?? "");
}
