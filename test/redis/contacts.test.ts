import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import type { Contacts, Identity } from "../../src/engine/ports.ts";
import { createMemoryContacts } from "../../src/memory/memory-contacts.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createContacts } from "../../src/redis/contacts.ts";
import { contactsContract } from "../contract/contacts.ts";
import { startProxy } from "../support/proxy.ts";
import { startRedis } from "../support/redis-server.ts";

const redis = connect(`${inject("redisUrl")}/12`);
const contacts = createContacts({ redis, locale: "sn" });

beforeAll(async () => {
  await ready(redis, 5_000);
});
afterAll(() => redis.disconnect());

describe("contacts in Redis", () =>
  contactsContract(async () => {
    await redis.flushdb();
    return contacts;
  }));

test("makes one contact of a member who comes on 2 connections 50 times at once", async () => {
  await redis.flushdb();
  const other = redis.duplicate();
  onTestFinished(() => other.disconnect());
  await ready(other, 5_000);
  const rivals = [contacts, createContacts({ redis: other, locale: "sn" })];
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

const key = <Name extends string>(...names: Name[]) => fc.constantFrom(undefined, ...names);
const identity: fc.Arbitrary<Identity> = fc
  .record({
    phone: key("1", "2", "3"),
    userId: key("A", "B", "C", "D"),
    previousUserId: key("A", "B", "C", "D"),
  })
  .filter(({ phone, userId }) => phone !== undefined || userId !== undefined);

test("makes the same contacts of any sequence of members as memory does", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(identity, { maxLength: 15 }), async (identities) => {
      run += 1;
      const own = (name: string | undefined) => name && `${run}-${name}`;
      const steps = identities.map(({ phone, userId, previousUserId }) => ({
        phone: own(phone),
        userId: own(userId),
        previousUserId: own(previousUserId),
      }));
      const inMemory = createMemoryContacts({ locale: "sn" });
      expect(await partition(contacts, steps)).toEqual(await partition(inMemory, steps));
    }),
    { numRuns: 300 },
  );
});

test("makes one contact when the answer is lost, and says nothing of the member", async () => {
  const server = await startRedis();
  onTestFinished(server.stop);
  const proxy = await startProxy(server.port);
  onTestFinished(proxy.close);
  const far = connect(`redis://127.0.0.1:${proxy.port}`);
  onTestFinished(() => far.disconnect());
  await ready(far, 5_000);
  const { resolve } = createContacts({ redis: far, locale: "sn" });
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

/** For each step, and then for each key by itself, the first step that led to the same contact. */
async function partition(of: Contacts, steps: Identity[]): Promise<number[]> {
  const users = steps.flatMap(({ userId, previousUserId }) => [userId, previousUserId]);
  const keys = [
    ...steps.flatMap(({ phone }) => (phone ? [{ phone }] : [])),
    ...users.flatMap((userId) => (userId ? [{ userId }] : [])),
  ];
  const ids: string[] = [];
  for (const each of [...steps, ...keys]) ids.push((await of.resolve(each)).id);
  return ids.map((id) => ids.indexOf(id));
}
