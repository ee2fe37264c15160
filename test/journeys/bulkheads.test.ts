import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { WorkKind } from "../../src/conversation/ports/outbox.ts";
import type { Fault } from "../../src/fakes/credex-core/faults.ts";
import { cloneForms, leaveLogins, makeClonesDue } from "../../src/loopback/backlog.ts";
import type { Member } from "../../src/loopback/member.ts";
import { type OpenApp, openWorld, type World } from "../../src/loopback/world.ts";
import { POOL_LIMITS } from "../../src/policy.ts";
import { keyspace } from "../../src/redis/keyspace.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";
import { register } from "./walks.ts";

const REDIS_URL = ownDatabase();
/** Longer than the time after which late replies have webhooks refused. */
const LATE_MS = 11_000;
const slow: Fault = { kind: "answer late", delayMs: 3_000 };

let world: World;
let server: OpenApp;
let fault: Fault | undefined;
let bystanders: Member[];
beforeEach(async () => {
  fault = undefined;
  world = await openWorld(REDIS_URL, { chance: () => fault });
  server = await world.open();
  bystanders = Array.from({ length: 5 }, () => world.member());
  for (const member of bystanders) {
    await member.says("hi");
    await member.hears(said("welcome.ask"));
  }
});
afterEach(() => world.close());

/** Each webhook is taken, or the test fails; and each member is answered. */
async function askForHelp(): Promise<void> {
  await Promise.all(
    bystanders.map(async (member) => {
      const before = member.received().length;
      await member.says("help");
      await until(() => member.received().length > before);
    }),
  );
}

test("while credex-core answers after three seconds, members who need nothing of it are served as ever", async () => {
  fault = slow;
  const [member, count] = [world.member(), POOL_LIMITS.calls.inFlight * 3];
  await leaveLogins(REDIS_URL, { count });
  await until(() => stateOf("calls").inFlight === POOL_LIMITS.calls.inFlight);
  // As if the calls without a place had been waiting for long, by Redis's clock and by ours.
  await delay("calls");
  await until(() => stateOf("calls").lateMs > LATE_MS);
  await member.says("hi");

  await askForHelp();
  expect(server.app.dispatcher.replyDelayMs()).toBe(0);
  expect((await fetch(`${world.serverUrl}/ready`)).status).toBe(200);
  expect(member.received()).toEqual([]);
  expect(performed()).toBeLessThan(count);
  fault = undefined;
  await until(() => member.received().length > 0);
});

test("while hundreds of forms expire together, members who write are served as ever; then every form is closed", async () => {
  const holder = world.member();
  await register(holder);
  await holder.taps("offer");
  await holder.hears(said("offer.amount.ask"));
  const { phone } = holder;
  const phones = await cloneForms({ redisUrl: REDIS_URL, phone, count: 300 });
  for (const clone of phones) world.cloudApi.hear(clone);
  await makeClonesDue(REDIS_URL, { forMs: LATE_MS });
  world.clock.aheadMs += LATE_MS;
  await until(() => stateOf("timers").lateMs > LATE_MS);

  await askForHelp();
  expect(server.app.dispatcher.replyDelayMs()).toBe(0);
  const isClosed = (clone: string) => world.cloudApi.received(clone).length > 0;
  expect(phones.every(isClosed)).toBe(false);
  await until(() => phones.every(isClosed));
  await world.idle();
  for (const clone of phones) expect(world.cloudApi.received(clone)).toHaveLength(1);
});

/** Longer than it takes, so that a slow machine is no failure. */
function until(condition: () => boolean): Promise<boolean> {
  return vi.waitUntil(condition, { timeout: 60_000 });
}

/** How many logins have ended. */
function performed(): number {
  return server.telemetryEvents.filter(
    (telemetryEvent) => telemetryEvent.kind === "call" && telemetryEvent.operation === "login",
  ).length;
}

function stateOf(kind: WorkKind) {
  const found = server.app.dispatcher.pools().find((pool) => pool.kind === kind);
  if (!found) throw new Error(`There is no pool of ${kind}`);
  return found;
}

/** Whatever of the kind is due has been due for longer. */
async function delay(kind: WorkKind): Promise<void> {
  world.clock.aheadMs += LATE_MS;
  const names = await world.redis.zrangebyscore(keyspace.due(kind), "-inf", Date.now());
  for (const name of names) await world.redis.zincrby(keyspace.due(kind), -LATE_MS, name);
}
