import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { toConversationId } from "../../src/conversation/model/conversation-id.ts";
import type { Contacts, Identity } from "../../src/conversation/ports/contacts.ts";
import { createMemoryContacts } from "../../src/memory/memory-contacts.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createContacts } from "../../src/redis/contacts.ts";
import { ownDatabase } from "../support/database.ts";

const BUSINESS_NUMBER_ID = "n1";
const settings = { locale: "sn", businessNumberIds: [BUSINESS_NUMBER_ID] };
const redis = connect(ownDatabase());
const other = connect(ownDatabase());
const contacts = createContacts({ redis, ...settings });
const rivals = [contacts, createContacts({ redis: other, ...settings })];

beforeAll(async () => {
  await Promise.all([ready(redis, 5_000), ready(other, 5_000)]);
});
beforeEach(() => redis.flushdb());
afterAll(() => {
  redis.disconnect();
  other.disconnect();
});

const phone = fc.constantFrom(undefined, "1", "2", "3");
const userId = fc.constantFrom(undefined, "A", "B", "C", "D");
const keyHash = fc.constantFrom(undefined, undefined, "k1", "k2");
const keyChangedAt = fc.constantFrom(undefined, undefined, 1, 2);
const identity: fc.Arbitrary<Identity> = fc
  .record({ phone, formerPhone: phone, userId, previousUserId: userId, keyHash, keyChangedAt })
  .filter((keys) => keys.phone !== undefined || keys.userId !== undefined);
/** As webhooks bring them: what is replaced is replaced by something. */
const told = identity.map((keys) => ({
  ...keys,
  formerPhone: keys.phone && keys.formerPhone,
  previousUserId: keys.userId && keys.previousUserId,
}));

let runs = 0;
/** The same identities under keys of their own. */
function apart(identities: Identity[]): Identity[] {
  const run = ++runs;
  const own = (key: string | undefined) => key && `${run}-${key}`;
  return identities.map((keys) => ({
    ...keys,
    phone: own(keys.phone),
    formerPhone: own(keys.formerPhone),
    userId: own(keys.userId),
    previousUserId: own(keys.previousUserId),
  }));
}

test("makes the same contacts of any sequence of members as memory does, and ends the same sessions", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(identity, { maxLength: 15 }), async (identities) => {
      const steps = apart(identities);
      const open = new Set<string>();
      const inMemory = await play(steps, {
        contacts: createMemoryContacts({ ...settings, drop: (id) => open.delete(id) }),
        openSession: async (id) => void open.add(id),
        isOpen: async (id) => open.has(id),
      });
      const inRedis = await play(steps, {
        contacts,
        openSession: async (id) => void (await redis.set(`user:${id}`, "{}")),
        isOpen: async (id) => (await redis.exists(`user:${id}`)) === 1,
      });
      expect(inRedis).toEqual(inMemory);
    }),
    { numRuns: 200 },
  );
});

test("leads all user ids that replace each other to one contact, in whatever order two processes hear of it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(told, { minLength: 2, maxLength: 25 }), async (identities) => {
      const steps = apart(identities);
      await Promise.all(steps.map((step, index) => rivals[index % 2]?.resolve(step)));
      expect(await tombstoneCycles()).toEqual([]);
      for (const linked of linkedUserIds(steps)) {
        const asked = [...linked].flatMap((userId) =>
          rivals.map(({ resolve }) => resolve({ userId })),
        );
        const found = new Set((await Promise.all(asked)).map(({ id }) => id));
        expect(found.size, [...linked].join(" ")).toBe(1);
      }
      for (const { phone } of steps.filter((step) => step.phone)) {
        const found = await Promise.all(rivals.map(({ resolve }) => resolve({ phone })));
        expect(found[0]).toEqual(found[1]);
      }
    }),
    { numRuns: 150 },
  );
});

interface Stage {
  contacts: Contacts;
  openSession(conversationId: string): Promise<void>;
  isOpen(conversationId: string): Promise<boolean>;
}

/**
 * For each step, and then for each key alone, the first step that reached the same contact, and the
 * contacts whose session it ended. Everybody has a session again before the next.
 */
async function play(steps: Identity[], { contacts, openSession, isOpen }: Stage) {
  const keys = steps.flatMap(({ phone, formerPhone, userId, previousUserId }) => [
    ...[phone, formerPhone].flatMap((key) => (key ? [{ phone: key }] : [])),
    ...[userId, previousUserId].flatMap((key) => (key ? [{ userId: key }] : [])),
  ]);
  const known: string[] = [];
  const told: { led: number; ended: number[] }[] = [];
  for (const each of [...steps, ...keys]) {
    const { id } = await contacts.resolve(each);
    const ended: number[] = [];
    for (const [index, contactId] of known.entries()) {
      const conversationId = toConversationId({ contactId, businessNumberId: BUSINESS_NUMBER_ID });
      if (known.indexOf(contactId) === index && !(await isOpen(conversationId))) ended.push(index);
      await openSession(conversationId);
    }
    known.push(id);
    await openSession(toConversationId({ contactId: id, businessNumberId: BUSINESS_NUMBER_ID }));
    told.push({ led: known.indexOf(id), ended });
  }
  return told;
}

/** Contacts whose tombstones lead back to themselves. */
async function tombstoneCycles(): Promise<string[]> {
  const keys = await redis.keys("contact:*");
  const targets = new Map<string, string>();
  for (const key of keys) {
    const target = await redis.hget(key, "moved_to");
    if (target !== null) targets.set(key, `contact:${target}`);
  }
  return keys.filter((start) => {
    let at = targets.get(start);
    for (let hops = 0; at !== undefined && hops < keys.length; hops++) at = targets.get(at);
    return at !== undefined;
  });
}

/** User ids that must identify one contact, whatever came first. */
function linkedUserIds(steps: Identity[]): Set<Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { userId, previousUserId } of steps) {
    const named = [userId, previousUserId].filter((key) => key !== undefined);
    const group = new Set(named.flatMap((key) => [...(groups.get(key) ?? [key])]));
    for (const key of group) groups.set(key, group);
  }
  return new Set(groups.values());
}
