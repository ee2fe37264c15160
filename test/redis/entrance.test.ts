import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { toConversationId } from "../../src/conversation/model/conversation-id.ts";
import type { Enter, EnteringMessage } from "../../src/conversation/ports/entrance.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createContacts } from "../../src/redis/contacts.ts";
import { createEntrance } from "../../src/redis/entrance.ts";
import { keyspace } from "../../src/redis/keyspace.ts";
import { createRateLimiter } from "../../src/redis/rate-limits.ts";
import { createStore } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { record, turn } from "../contract/store.ts";
import { ownDatabase } from "../support/database.ts";
import { startFarRedis } from "../support/far-redis.ts";

const OURS = "n1";
const LIMIT = 3;
const WINDOW_SECONDS = 60;
const AT = Date.UTC(2025, 0, 2, 3, 4, 5);
const redis = connect(ownDatabase());
const { contacts, store, rateLimiter, enter } = partsOn(redis);

beforeAll(async () => {
  await ready(redis, 5_000);
});
beforeEach(() => redis.flushdb());
afterAll(() => redis.disconnect());

const message = (fields: Partial<EnteringMessage> = {}): EnteringMessage => ({
  ...{ identity: { phone: "1" }, businessNumberId: OURS, lastInboundAt: AT, member: "1" },
  ...{ seen: { id: "m1", at: AT } },
  ...fields,
});
const conversationOf = (contactId: string) =>
  toConversationId({ contactId, businessNumberId: OURS });

describe("a message of a known member", () => {
  test.each([
    ["a phone number", { phone: "1" }],
    ["a user id", { userId: "U" }],
    ["both, and the hash of the identity key", { phone: "1", userId: "U", keyHash: "k" }],
  ])("finds by %s what the ports find one by one", async (_, identity) => {
    await contacts.resolve({ phone: "1", userId: "U", keyHash: "k" });
    await contacts.keepLocale({ identity: { phone: "1" }, locale: "sn" });
    const contact = await contacts.resolve(identity);
    const conversationId = conversationOf(contact.id);
    const notices = { notices: "off" as const, at: AT - 1 };
    await store.commit(turn({ conversationId, record: record(4), notices }));
    expect(await enter(message({ identity }))).toEqual({
      contact: await contacts.resolve(identity),
      isSeen: false,
      loaded: await store.load(conversationId),
    });
  });

  test("without a record has none to load", async () => {
    const contact = await contacts.resolve({ phone: "1" });
    expect(await enter(message())).toEqual({ contact, isSeen: false, loaded: { kind: "none" } });
  });

  test("of another business number belongs to another conversation", async () => {
    const { id } = await contacts.resolve({ phone: "1" });
    await store.commit(turn({ conversationId: conversationOf(id), record: record(1) }));
    const other = message({ businessNumberId: "n2" });
    expect(await enter(other)).toMatchObject({ loaded: { kind: "none" } });
  });

  test("that was seen is not counted, and is known as such", async () => {
    const { id } = await contacts.resolve({ phone: "1" });
    const { seen } = message();
    await store.commit(turn({ conversationId: conversationOf(id), record: record(1), seen }));
    for (let time = 0; time <= LIMIT; time++)
      expect(await enter(message())).toMatchObject({ isSeen: true });
    expect(await redis.exists(keyspace.flood("1"))).toBe(0);
  });

  test("is heard as by the contacts: to the minute, and not if the chat was only opened", async () => {
    const lastInbound = async () => (await contacts.find("1"))?.lastInbound?.at;
    await contacts.resolve({ phone: "1" });
    const lastInboundAt = [undefined, AT, AT + 59_999, AT - 1, AT + 60_000];
    const times = [];
    for (const [index, at] of lastInboundAt.entries()) {
      await enter(message({ lastInboundAt: at, member: `${index}` }));
      times.push(await lastInbound());
    }
    expect(times).toEqual([undefined, AT, AT, AT, AT + 60_000]);
  });

  test("is counted together with those that the rate limiter counts, and can be refunded", async () => {
    await contacts.resolve({ phone: "1" });
    expect(await enter(message())).toBeDefined();
    expect(await redis.ttl(keyspace.flood("1"))).toBeGreaterThan(WINDOW_SECONDS - 5);
    await rateLimiter.forget("1", "ok");
    for (let time = 0; time < LIMIT - 1; time++) expect(await enter(message())).toBeDefined();
    expect(await rateLimiter.count("1")).toBe("ok");
    expect(await rateLimiter.count("1")).toBe("first over limit");
  });
});

describe("the general way is left to", () => {
  const known = { phone: "1", userId: "U", keyHash: "k" };

  test.each<[string, EnteringMessage["identity"]]>([
    ["an unknown phone number", { phone: "2" }],
    ["an unknown user id", { userId: "V" }],
    ["a known number under an unknown user id", { phone: "1", userId: "V" }],
    ["a known user id under an unknown number", { phone: "2", userId: "U" }],
    ["the keys of two contacts", { phone: "3", userId: "U" }],
    ["another hash of the identity key", { ...known, keyHash: "other" }],
    ["a number that is replaced", { phone: "1", formerPhone: "2" }],
    ["a user id that is replaced", { ...known, previousUserId: "V" }],
    ["a reported change of the identity key", { ...known, keyChangedAt: 1 }],
    ["no key", {}],
  ])("%s, and nothing changes", async (_, identity) => {
    await contacts.resolve(known);
    await contacts.resolve({ phone: "3", userId: "W" });
    await expectNothing(message({ identity }));
  });

  test("a contact that was merged into another", async () => {
    const { id } = await contacts.resolve({ phone: "1" });
    await redis.hset(keyspace.contact(id), "moved_to", "other");
    await expectNothing(message());
  });

  test("a message beyond the limit, also while this process ignores the member", async () => {
    await contacts.resolve({ phone: "1" });
    const flooding = message({ member: "flooding" });
    for (let time = 0; time < LIMIT; time++) await enter(flooding);
    await expectNothing(flooding);
    for (let time = 0; time < 3; time++) await rateLimiter.count("flooding");
    await redis.del(keyspace.flood("flooding"));
    await expectNothing(flooding);
  });

  test.each(["contact", "flood", "seen", "alias:phone", "user"])(
    "a key %s of another type",
    async (prefix) => {
      const { id } = await contacts.resolve({ phone: "1" });
      const { seen } = message();
      await store.commit(turn({ conversationId: conversationOf(id), record: record(1), seen }));
      await enter(message({ seen: { id: "m2", at: AT } }));
      const keys = await redis.keys(`${prefix}:*`);
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys.filter((key) => key !== "seen:hours")) {
        await redis.del(key);
        await redis.zadd(key, 1, "a");
      }
      await expectNothing(message());
    },
  );

  test("a record that cannot be read, which only the store's load explains", async () => {
    const { id } = await contacts.resolve({ phone: "1" });
    for (const text of ["{", JSON.stringify({ ...record(1), snapshot: "secret" })]) {
      await redis.set(keyspace.state(conversationOf(id)), text);
      expect(await enter(message())).toMatchObject({ contact: { id }, loaded: undefined });
    }
  });
});

test("a message whose answer is cut is counted once", async () => {
  const { far, proxy } = await startFarRedis();
  const there = partsOn(far);
  await there.contacts.resolve({ phone: "1" });
  await there.enter(message());
  proxy.cutAnswerTo("evalsha");
  expect(await there.enter(message())).toMatchObject({ isSeen: false });
  expect(proxy.cuts()).toBe(1);
  expect(await far.get(keyspace.flood("1"))).toBe("2");
});

test("an unreachable Redis is reported as such", async () => {
  const { far, server } = await startFarRedis();
  const there = partsOn(far);
  await server.stop();
  await expect(there.enter(message())).rejects.toMatchObject({
    ...{ name: "StoreError", code: "unavailable" },
  });
});

/** The message does not enter, and no key changes. */
async function expectNothing(of: EnteringMessage): Promise<void> {
  const before = await dump();
  expect(await enter(of)).toBeUndefined();
  expect(await dump()).toEqual(before);
}

async function dump(): Promise<unknown[]> {
  const keys = (await redis.keys("*")).sort();
  return [keys, await Promise.all(keys.map((key) => redis.dumpBuffer(key)))];
}

function partsOn(on: typeof redis) {
  const { recordFields } = contract;
  const limiter = createRateLimiter({ redis: on, perMinute: LIMIT });
  const { isBlocked } = limiter;
  const enterOn: Enter = createEntrance({ redis: on, recordFields, isBlocked, perMinute: LIMIT });
  return {
    contacts: createContacts({ redis: on, locale: "en", businessNumberIds: [OURS] }),
    store: createStore({
      ...{ redis: on, recordFields, ttlSeconds: 300, clock: Date.now },
      states: new AtomicStateManager({ redis: on }),
    }),
    rateLimiter: limiter,
    enter: enterOn,
  };
}
