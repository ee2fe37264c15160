import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { toConversationId } from "../../src/conversation/model/conversation-id.ts";
import type { Contacts, Identity } from "../../src/conversation/ports/contacts.ts";
import type { Store } from "../../src/conversation/ports/store.ts";
import { type RedisCluster, startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { createMemoryContacts } from "../../src/memory/memory-contacts.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { ready } from "../../src/redis/connection.ts";
import { createContacts } from "../../src/redis/contacts.ts";
import { withoutTag } from "../../src/redis/keyspace.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { partitionsOf, primariesOf, type RedisClient } from "../../src/redis/redis-client.ts";
import { createStore } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { loaded, record, reply, turn } from "../contract/store.ts";
import { ownDatabase } from "../support/database.ts";

const BUSINESS_NUMBER_ID = "n1";
const settings = { locale: "sn", businessNumberIds: [BUSINESS_NUMBER_ID] };

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

let sequences = 0;
/** The same identities under keys of their own. */
function apart(identities: Identity[]): Identity[] {
  const sequence = ++sequences;
  const own = (key: string | undefined) => key && `${sequence}-${key}`;
  return identities.map((keys) => ({
    ...keys,
    phone: own(keys.phone),
    formerPhone: own(keys.formerPhone),
    userId: own(keys.userId),
    previousUserId: own(keys.previousUserId),
  }));
}

/** How many cases of each kind. A step on a cluster takes more round trips. */
const SINGLE_RUNS = { model: 200, race: 150, handovers: 30 };
const CLUSTER_RUNS = { model: 60, race: 60, handovers: 30 };

let cluster: RedisCluster | undefined;
afterAll(() => cluster?.stop());

describe.each([
  { on: "a single Redis", urlOf: async () => ownDatabase(), runs: SINGLE_RUNS },
  {
    on: "a cluster",
    async urlOf() {
      cluster = await startRedisCluster({ withReplicas: false });
      return cluster.url;
    },
    runs: CLUSTER_RUNS,
  },
])("on $on", ({ urlOf, runs }) => {
  let redis: RedisClient;
  let other: RedisClient;
  let rivals: [Contacts, Contacts];
  let store: Store;
  const stateOf = (conversationId: string) =>
    partitionsOf(redis).of(conversationId).state(conversationId);

  beforeAll(async () => {
    const url = await urlOf();
    [redis, other] = [openRedis(url), openRedis(url)];
    rivals = [
      createContacts({ redis, ...settings }),
      createContacts({ redis: other, ...settings }),
    ];
    store = createStore({
      redis,
      states: new AtomicStateManager({ redis }),
      recordFields: contract.recordFields,
      ttlSeconds: 300,
      clock: Date.now,
    });
    expect(await Promise.all([ready(redis, 5_000), ready(other, 5_000)])).toEqual([true, true]);
  });
  beforeEach(() => Promise.all(primariesOf(redis).map((node) => node.flushdb())));
  afterAll(() => {
    redis.disconnect();
    other.disconnect();
  });

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
          contacts: rivals[0],
          openSession: async (id) => void (await redis.set(stateOf(id), "{}")),
          isOpen: async (id) => (await redis.exists(stateOf(id))) === 1,
        });
        expect(inRedis).toEqual(inMemory);
      }),
      { numRuns: runs.model },
    );
  });

  test("leads all user ids that replace each other to one contact, in whatever order two processes hear of it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(told, { minLength: 2, maxLength: 25 }), async (identities) => {
        const steps = apart(identities);
        await Promise.all(steps.map((step, index) => rivals[index % 2]?.resolve(step)));
        expect(await tombstoneCycles(redis)).toEqual([]);
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
      { numRuns: runs.race },
    );
  });

  test("commits no turn of a number's former owner once another process knows the new owner", async () => {
    for (let member = 0; member < runs.handovers; member++) {
      const [phone, userId] = [`handed-over-${member}`, `former-${member}`];
      const former = await rivals[0].resolve({ phone, userId });
      const conversationId = toConversationId({
        contactId: former.id,
        businessNumberId: BUSINESS_NUMBER_ID,
      });
      await store.commit(turn({ conversationId, record: record(1) }));
      let isHandedOver = false;
      const [committed, owner] = await Promise.all([
        commitUntilRefused(conversationId, () => isHandedOver),
        rivals[1].resolve({ phone, userId: `new-${member}` }).finally(() => {
          isHandedOver = true;
        }),
      ]);
      expect(owner.id).not.toBe(former.id);
      expect(await rivals[0].resolve({ phone })).toEqual(owner);
      expect(await store.load(conversationId)).toEqual({ kind: "none" });
      // What was committed before stays: the outbox sends it to the address of its own turn.
      const lane = partitionsOf(redis).of(conversationId).lane("replies", conversationId);
      expect(await redis.llen(lane)).toBe(committed);
    }
  });

  /** Commits turn after turn until one is refused. Returns how many were committed. */
  async function commitUntilRefused(
    conversationId: string,
    isHandedOver: () => boolean,
  ): Promise<number> {
    for (let version = 1; ; version++) {
      const isLate = isHandedOver();
      const effects = [reply(`s1:${version + 1}:0`)];
      const outcome = await store.commit(
        turn({ conversationId, loaded: loaded(version), record: record(version + 1), effects }),
      );
      if (outcome !== "committed") {
        expect(outcome).toBe("conflict");
        return version - 1;
      }
      expect(isLate, "a turn that began after the handover").toBe(false);
    }
  }
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
async function tombstoneCycles(redis: RedisClient): Promise<string[]> {
  const found = await Promise.all(primariesOf(redis).map((node) => node.keys("*contact:*")));
  const targets = new Map<string, string>();
  for (const key of found.flat()) {
    const target = await redis.hget(key, "moved_to");
    if (target !== null) targets.set(withoutTag(key), `contact:${target}`);
  }
  return [...targets.keys()].filter((start) => {
    let at = targets.get(start);
    for (let hops = 0; at !== undefined && hops < targets.size; hops++) at = targets.get(at);
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
