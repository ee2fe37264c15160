import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createContacts } from "../../src/redis/contacts.ts";
import { createOutbox } from "../../src/redis/outbox.ts";
import { createStore } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { BUSINESS_NUMBER_IDS, contactSessionsContract } from "../contract/contact-sessions.ts";
import { contactsContract, jointConsentContract, type OpenContacts } from "../contract/contacts.ts";
import { record, turn } from "../contract/store.ts";
import { ownDatabase } from "../support/database.ts";
import { startFarRedis } from "../support/far-redis.ts";

const redis = connect(ownDatabase());
const settings = { locale: "sn", businessNumberIds: BUSINESS_NUMBER_IDS };
const contacts = createContacts({ redis, ...settings });
const states = new AtomicStateManager({ redis });
const store = createStore({
  redis,
  states,
  recordFields: contract.recordFields,
  ttlSeconds: 300,
  clock: Date.now,
});

beforeAll(async () => {
  await ready(redis, 5_000);
});
afterAll(() => redis.disconnect());

const open: OpenContacts = async () => {
  await redis.flushdb();
  return { contacts, store, outbox: createOutbox({ redis, clock: Date.now }) };
};

describe("contacts in Redis", () => {
  contactsContract(open);
  jointConsentContract(open);
});
describe("sessions of contacts in Redis", () => contactSessionsContract(open));

test("ends a session with its metadata", async () => {
  await redis.flushdb();
  const { id } = await contacts.resolve({ phone: "1", userId: "A" });
  const metadata = { stage: "menu", option: "offer", direction: "IN" } as const;
  await store.commit(turn({ conversationId: `${id}.n1`, record: record(1), metadata }));
  expect(await redis.keys("user:*")).toHaveLength(4);
  await contacts.resolve({ phone: "1", userId: "B" });
  expect(await redis.keys("user:*")).toEqual([]);
});

test("makes one contact of a member who comes on 2 connections 50 times at once", async () => {
  await redis.flushdb();
  const other = redis.duplicate();
  onTestFinished(() => other.disconnect());
  await ready(other, 5_000);
  const rivals = [contacts, createContacts({ redis: other, ...settings })];
  const identities = [{ phone: "1", userId: "A" }, { userId: "A" }];
  const found = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      rivals[index % 2]?.resolve(identities[Math.floor(index / 2) % 2] ?? {}),
    ),
  );
  expect(new Set(found.map((contact) => contact?.id)).size).toBe(1);
  expect(await redis.keys("contact:*")).toHaveLength(1);
});

test("leaves a tombstone that points on where a contact was merged", async () => {
  await redis.flushdb();
  const first = await contacts.resolve({ userId: "A" });
  const second = await contacts.resolve({ phone: "2", userId: "B" });
  await contacts.resolve({ userId: "B", previousUserId: "A" });
  expect(await redis.hget(`contact:${second.id}`, "moved_to")).toBe(first.id);
  expect(await redis.get("alias:phone:2")).toBe(second.id);
  expect(await contacts.resolve({ phone: "2" })).toEqual(first);
  expect(await redis.get("alias:phone:2")).toBe(second.id);
});

test("makes one contact when the answer is lost, and says nothing of the member", async () => {
  const { far, proxy, server } = await startFarRedis();
  const { resolve } = createContacts({ redis: far, ...settings });
  await resolve({ phone: "263770000001" });

  proxy.cutAnswerTo("evalsha");
  const found = await resolve({ phone: "263770000002" });
  expect(proxy.cuts()).toBe(1);
  expect(await resolve({ phone: "263770000002" })).toEqual(found);
  expect(await far.keys("contact:*")).toHaveLength(2);

  await server.stop();
  const startedAt = performance.now();
  const error: unknown = await resolve({ phone: "263770000003" }).catch((cause: unknown) => cause);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(error).toMatchObject({ name: "StoreError", code: "unavailable" });
  expect(inspect(error, { depth: 9 })).not.toContain("263770000003");
});
