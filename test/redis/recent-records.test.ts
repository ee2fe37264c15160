import fc from "fast-check";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type ConversationRecord,
  createRecordSchemas,
  type SessionRecord,
} from "../../src/conversation/model/record.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createContacts } from "../../src/redis/contacts.ts";
import { createEntrance } from "../../src/redis/entrance.ts";
import { createRecentRecords, type RecentRecords } from "../../src/redis/recent-records.ts";
import { sealWith } from "../../src/redis/sealing.ts";
import { parse, serialize } from "../../src/redis/state-json.ts";
import { createStore } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { record, turn } from "../contract/store.ts";
import { ownDatabase } from "../support/database.ts";
import { freeze } from "../support/freeze.ts";

const { recordFields } = contract;
const schemas = createRecordSchemas(recordFields);
const url = ownDatabase();
const redis = connect(url);
const sealed = connect(url);
sealWith(sealed, { current: "k1", keys: new Map([["k1", Buffer.alloc(32, 1)]]) });

beforeAll(async () => {
  await ready(redis, 5_000);
  await ready(sealed, 5_000);
});
beforeEach(() => redis.flushdb());
afterAll(() => {
  redis.disconnect();
  sealed.disconnect();
});

describe("a store that remembers what it has committed", () => {
  test.each([
    ["plain", redis],
    ["sealed", sealed],
  ])("loads what a store without memory loads, to the byte (%s)", async (_, on) => {
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { minLength: 1, maxLength: 4 }), async (turns) => {
        await redis.flushdb();
        const remembering = storeOn(on, recentRecords());
        const plain = storeOn(on);
        for (const changed of turns) {
          const loaded = await remembering.load("c1");
          expect(loaded).toStrictEqual(await plain.load("c1"));
          const before = loaded.kind === "record" ? freeze(loaded.record) : undefined;
          const next = nextRecord(before, changed);
          expect(await remembering.commit(turn({ loaded, record: next }))).toBe("committed");
          if (on === redis) expect(await redis.get("user:c1")).toBe(await textOf(next));
        }
        const [remembered, stored] = [await remembering.load("c1"), await plain.load("c1")];
        expect(remembered).toStrictEqual(stored);
        expect(JSON.stringify(remembered)).toBe(JSON.stringify(stored));
      }),
      { numRuns: 60 },
    );
  });

  test("returns the same record again, and what another process has committed since", async () => {
    const [one, other] = [recentRecords(), recentRecords()].map((recent) =>
      storeOn(redis, recent),
    ) as [ReturnType<typeof storeOn>, ReturnType<typeof storeOn>];
    await one.commit(turn({ record: record(1) }));
    const first = await one.load("c1");
    expect(await one.load("c1")).toHaveProperty("record", recordOf(first));
    expect(recordOf(await one.load("c1"))).toBe(recordOf(first));
    for (const [version, store] of [other, one, other].entries()) {
      const loaded = await store.load("c1");
      const next = record(version + 2, { locale: `l${version}` });
      expect(await store.commit(turn({ loaded, record: next }))).toBe("committed");
    }
    expect(recordOf(await one.load("c1"))).toMatchObject({ _version: 4, locale: "l2" });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["is gone", () => redis.del("user:c1"), "none"],
    [
      "is of another type",
      async () => [await redis.del("user:c1"), await redis.sadd("user:c1", "a")],
      "corrupt",
    ],
    [
      "was replaced by an older copy",
      () => redis.set("user:c1", JSON.stringify(record(1))),
      "record",
    ],
  ])("remembers nothing of a record that %s", async (_, change, kind) => {
    const store = storeOn(redis, recentRecords());
    await store.commit(turn({ record: record(1) }));
    await store.commit(turn({ loaded: await store.load("c1"), record: record(2) }));
    await change();
    const loaded = await store.load("c1");
    expect(loaded.kind).toBe(kind);
    expect(recordOf(loaded)?._version).toBe(kind === "record" ? 1 : undefined);
  });
});

/** As an operator would by hand: the nonce stays. */
async function changeByHand(key: string): Promise<void> {
  const text = (await redis.get(key)) ?? "";
  await redis.set(key, text.replace('"locale":"en"', '"locale":"en-ZW"'));
}

test("a record that was changed by hand is read", async () => {
  const store = storeOn(redis, recentRecords());
  await store.commit(turn({ record: record(1, { locale: "en" }) }));
  await changeByHand("user:c1");
  expect(recordOf(await store.load("c1"))).toMatchObject({ locale: "en-ZW" });
});

describe("the entrance", () => {
  const at = Date.UTC(2025, 0, 2);
  const entering = (id: string) => ({
    ...{ identity: { phone: "1" }, businessNumberId: "n1", member: "1" },
    seen: { id, at },
  });

  test("takes the record that the store remembers, unless another process has changed it", async () => {
    const recent = recentRecords();
    const [store, other] = [storeOn(redis, recent), storeOn(redis)];
    const enter = createEntrance({
      ...{ redis, recordFields, recent, perMinute: 100 },
      isBlocked: () => false,
    });
    const contacts = createContacts({ redis, locale: "en", businessNumberIds: ["n1"] });
    const conversationId = `${(await contacts.resolve({ phone: "1" })).id}.n1`;
    await store.commit(turn({ conversationId, record: record(1) }));
    await enter(entering("m1"));
    const remembered = await store.load(conversationId);
    expect((await enter(entering("m2")))?.loaded).toHaveProperty("record");
    expect(recordOf((await enter(entering("m3")))?.loaded)).toBe(recordOf(remembered));
    await other.commit(turn({ conversationId, loaded: remembered, record: record(2) }));
    const entered = await enter(entering("m4"));
    expect(recordOf(entered?.loaded)?._version).toBe(2);
    const next = record(3, { locale: "en" });
    await store.commit(
      turn({ conversationId, loaded: entered?.loaded ?? { kind: "none" }, record: next }),
    );
    await changeByHand(`user:${conversationId}`);
    expect(recordOf((await enter(entering("m6")))?.loaded)?.locale).toBe("en-ZW");
    await redis.del(`user:${conversationId}`);
    expect((await enter(entering("m5")))?.loaded).toEqual({ kind: "none" });
  });
});

test("the records that were committed longest ago are forgotten first, with their members", () => {
  const recent = recentRecords(25);
  for (const key of ["a", "b", "c"]) {
    recent.remember(key, { ...committed(key), size: 10 });
    recent.link(`member of ${key}`, key);
  }
  expect(["a", "b", "c"].map((key) => recent.find(key)?.nonce)).toEqual([undefined, "b", "c"]);
  expect(recent.findOf("member of a")).toBeUndefined();
  expect(recent.findOf("member of b")).toMatchObject({ key: "b", nonce: "b" });
  recent.remember("b", { ...committed("later"), size: 10 });
  expect(recent.findOf("member of b")).toMatchObject({ key: "b", nonce: "later" });
  recent.remember("large", { ...committed("large"), size: 100 });
  expect(["b", "c", "large"].map((key) => recent.find(key)?.nonce)).toEqual([
    ...[undefined, undefined],
    "large",
  ]);
});

test("a record is forgotten with the first commit after its session", () => {
  let now = 0;
  const recent = recentRecords(100, () => now);
  for (const key of ["over", "in time", "new"]) {
    recent.remember(key, { ...committed(key), size: 10 });
    now += 300_000 / 2 + 1;
  }
  expect(["over", "in time", "new"].map((key) => recent.find(key)?.nonce)).toEqual([
    ...[undefined, "in time"],
    "new",
  ]);
});

/** What a turn makes of some fields; also values that JSON writes otherwise, or leaves out. */
const values = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(undefined, -0, Number.NaN, new Date(0), "x".repeat(300)),
);
const dictionary = fc.dictionary(fc.string({ maxLength: 5 }), values, { maxKeys: 4 });
const changes = fc.record(
  {
    snapshot: dictionary,
    profile: fc.record({ member: dictionary, accounts: fc.array(dictionary, { maxLength: 2 }) }),
    current_account: dictionary,
    question: fc.record({
      number: fc.nat(),
      choices: fc.constant([]),
      taken: fc.option(fc.string(), { nil: undefined }),
    }),
    answered: fc.option(fc.record({ greeting: fc.nat() }), { nil: undefined }),
    timers: fc.array(
      fc.record({
        ...{ token: fc.string(), from: fc.string(), path: fc.string(), sendId: fc.string() },
        event: fc.record({ zone: values, type: fc.string() }),
        dueAt: fc.nat(),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

/** The next record, as the engine leaves it: what has not changed is the very value that was loaded. */
function nextRecord(before: ConversationRecord | undefined, changed: object): SessionRecord {
  const { _version = 0, ...kept } = before ?? record(1);
  const next = { ...kept, ...changed, _version: before ? _version + 1 : 1 };
  return schemas.parseSession(next as SessionRecord, before);
}

/** What a store without memory writes, with the nonce of what is stored. */
async function textOf(next: SessionRecord): Promise<string> {
  const nonce = parse((await redis.get("user:c1")) ?? "")?.nonce ?? "";
  return serialize(next, { nonce, seal: (json) => json });
}

function recordOf(loaded: object | undefined): ConversationRecord | undefined {
  return loaded && "record" in loaded ? (loaded.record as ConversationRecord) : undefined;
}

function committed(nonce: string) {
  return { nonce, record: record(1), loaded: undefined, texts: new Map<string, string>() };
}

function recentRecords(maxSize = 1_000_000, clock = Date.now): RecentRecords {
  return createRecentRecords({ maxSize, keptMs: 300_000, clock, recordFields });
}

function parts(on: Redis) {
  const states = new AtomicStateManager({ redis: on });
  return { redis: on, states, recordFields, ttlSeconds: 300, clock: Date.now };
}

function storeOn(on: Redis, recent?: RecentRecords) {
  return createStore({ ...parts(on), recent });
}
