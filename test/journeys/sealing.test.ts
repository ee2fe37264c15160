import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { runOpsWith } from "../support/ops.ts";
import { said } from "../support/titles.ts";
import { fillOffer, reaches, register } from "./walks.ts";

/** Encryption at rest, on a real Redis. */

const key = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const [first, second] = [key("k1"), key("k2")];

let world: World;
let redisUrl: string;
beforeEach(async () => {
  redisUrl = ownDatabase();
  world = await openWorld(redisUrl);
});
afterEach(() => world.close());

test("a scan of Redis finds nothing that a member wrote or read, in a record, reply, call, dead letter or parked event", async () => {
  await world.open({ env: { DATA_KEYS: first } });
  const member = world.member("263779998887");
  await register(member, "Zvikomborero", "Chikafu");
  await fillOffer(member, "17.31");
  // A money call whose answer is missing, a dead reply, and a reply that waits for its next attempt.
  world.credexCore.faults.next({ kind: "cut", applied: true }, "createCredex");
  await member.taps("confirm");
  await member.hears(said("offer.unknown"));
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026 });
  await member.says("help");
  await vi.waitFor(async () => expect(await world.redis.zcard("dead")).toBe(1), 60_000);
  world.cloudApi.failUntilRecovered({ kind: "error", httpStatus: 500, code: 131016 });
  await member.says("a secret sentence");
  await vi.waitFor(
    async () =>
      expect(await kindsOfKeys()).toEqual(
        expect.arrayContaining(["replies", "unsettled", "dead", "user"]),
      ),
    60_000,
  );

  // A record that cannot be read parks the event.
  const [state = ""] = await world.redis.keys("user:*.100000000000001");
  const record = JSON.parse((await world.redis.get(state)) ?? "{}");
  await world.redis.set(state, "{}");
  await member.says("another secret");
  expect(await world.redis.llen("parked")).toBe(1);

  const found = await scan();
  expect(found.length).toBeGreaterThan(10);
  const secrets = [
    "Zvikomborero",
    "Chikafu",
    "17.31",
    "bob_bakery",
    "Bob Bakery",
    "a secret sentence",
    "another secret",
    "make offers",
    "263779998887",
  ];
  const named = found.filter(({ key, text }) =>
    secrets.some((secret) => text.includes(secret) && !isDirectory(key)),
  );
  expect(named).toEqual([]);
  // What scripts read is there, and the names are the specification's.
  expect(Object.keys(record)).toEqual([
    ...["_version", "session_id", "_nonce", "_last_updated", "_sealed"],
  ]);
});

test("without data keys a record has the shape of the specification", async () => {
  await world.open();
  await register(world.member());
  const [state = ""] = await world.redis.keys("user:*.100000000000001");
  const record = JSON.parse((await world.redis.get(state)) ?? "{}");
  expect(record).toMatchObject({ jwt_token: expect.any(String), profile: expect.any(Object) });
  expect(record).not.toHaveProperty("_sealed");
  // The scan of the test before would see it.
  expect((await scan()).some(({ text }) => text.includes("Tariro"))).toBe(true);
});

test("keys are introduced and rotated while a member fills in a form, and nothing is lost", async () => {
  const member = world.member();
  // Each server decrypts with a key before one encrypts with it.
  const steps = [
    undefined,
    `off,${first}`,
    first,
    `${first},${second}`,
    `${second},${first}`,
    second,
  ];
  const walk = [
    () => register(member),
    () => member.taps("offer").then(() => member.hears(said("offer.amount.ask"))),
    () => member.says("20").then(() => member.hears(said("offer.recipient.ask"))),
    () => member.says("bob_bakery").then(() => reaches(member, "offer.confirm.ask")),
    () => member.taps("confirm").then(() => member.hears(said("offer.sent"))),
    () => member.says("menu").then(() => member.hears(said("home.menu"))),
  ];
  for (const [at, DATA_KEYS] of steps.entries()) {
    const opened = await world.open({ env: { ...(DATA_KEYS && { DATA_KEYS }) } });
    await walk[at]?.();
    await world.idle();
    await opened.close();
  }
  expect(world.offersOf(member.phone)).toHaveLength(1);
  expect(await world.redis.zcard("dead")).toBe(0);
  const [state = ""] = await world.redis.keys("user:*.100000000000001");
  expect(await world.redis.get(state)).toContain('"_sealed":"k2.');
});

test("with another key of the same id webhooks are refused with the reason, and nothing is lost", async () => {
  const member = world.member();
  const right = await world.open({ env: { DATA_KEYS: first } });
  await register(member);
  world.cloudApi.failUntilRecovered({ kind: "error", httpStatus: 500, code: 131016 });
  await member.says("help");
  await right.close();
  const before = await stored();

  world.cloudApi.recover();
  const { telemetryEvents, close } = await world.open({ env: { DATA_KEYS: key("k1") } });
  await expect(member.says("menu")).rejects.toThrow("answered with 503");
  await vi.waitFor(
    () =>
      expect(telemetryEvents.filter(({ kind }) => kind === "failure")).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ where: "webhook", code: "DATAKEY" }),
          expect.objectContaining({ where: "dispatcher", code: "DATAKEY" }),
        ]),
      ),
    60_000,
  );
  await close();
  expect(await stored()).toEqual(before);

  await world.open({ env: { DATA_KEYS: first } });
  await member.hears(said("help"));
  await member.says("menu");
  await member.hears(said("home.menu"));
});

test("operators' commands open what is sealed with the keys, and drop it without them", async () => {
  await world.open({ env: { DATA_KEYS: first } });
  const member = world.member();
  await register(member);
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026, times: 2 });
  await member.says("help");
  await vi.waitFor(async () => expect(await world.redis.zcard("dead")).toBe(1), 60_000);
  const ops = (env: { [name: string]: string }, ...args: string[]) =>
    runOpsWith({ REDIS_STATE_URL: redisUrl, ...env }, ...args);
  expect(await ops({ DATA_KEYS: first }, "dead", "list")).toMatch(
    /131026 {2}replies {2}\S+ {2}help$/m,
  );
  expect(await ops({}, "dead", "list")).toMatch(/131026 {2}replies/);
  await expect(ops({}, "why", member.phone)).rejects.toThrow(
    "needs data key k1: add it to DATA_KEYS",
  );
  await expect(ops({ DATA_KEYS: "k1:short" }, "state")).rejects.toThrow("DATA_KEYS is not usable");
  expect(await ops({}, "dead", "drop", "--all")).toContain("1");
  expect(await world.redis.zcard("dead")).toBe(0);
});

/** Numbers identify contacts: these keys are found by them. */
function isDirectory(key: string): boolean {
  return key.startsWith("alias:phone:") || key.startsWith("flood:");
}

async function kindsOfKeys(): Promise<string[]> {
  return (await world.redis.keys("*")).map((key) => key.split(":")[0] ?? "");
}

/** Every key with everything that it holds. */
async function scan(): Promise<{ key: string; text: string }[]> {
  const { redis } = world;
  const readers: { [type: string]: (key: string) => Promise<unknown> } = {
    string: (key) => redis.get(key),
    list: (key) => redis.lrange(key, 0, -1),
    hash: (key) => redis.hgetall(key),
    zset: (key) => redis.zrange(key, "0", "-1"),
    set: (key) => redis.smembers(key),
  };
  const keys = await redis.keys("*");
  return Promise.all(
    keys.map(async (key) => {
      const held = await readers[await redis.type(key)]?.(key);
      return { key, text: `${key} ${JSON.stringify(held)}` };
    }),
  );
}

/** What must not change: records and effects, without leases and due times. */
async function stored(): Promise<{ key: string; text: string }[]> {
  const kinds = /^(user|replies|calls|unsettled|dead|parked|corrupt)\b/;
  const found = (await scan()).filter(({ key }) => kinds.test(key));
  return found.sort((one, other) => one.key.localeCompare(other.key));
}
