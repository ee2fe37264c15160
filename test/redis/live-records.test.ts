import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createLiveRecords } from "../../src/redis/operator/live-records.ts";
import { createOutbox } from "../../src/redis/outbox.ts";
import { type DataKeys, sealWith } from "../../src/redis/sealing.ts";
import { createStore } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { liveRecordsContract } from "../contract/live-records.ts";
import { call, record, turn } from "../contract/store.ts";
import { ownDatabase } from "../support/database.ts";

const dataKeys: DataKeys = { current: "k1", keys: new Map([["k1", randomBytes(32)]]) };
const plain = connect(ownDatabase(0));
const sealed = connect(ownDatabase(1));
sealWith(sealed, dataKeys);
const withoutKey = connect(ownDatabase(1));
const connections = [plain, sealed, withoutKey];
beforeAll(() => Promise.all(connections.map((redis) => ready(redis, 5_000))));
beforeEach(() => Promise.all(connections.map((redis) => redis.flushdb())));
afterAll(() => connections.map((redis) => redis.disconnect()));

const { recordFields } = contract;
const openOn = (redis: typeof plain) => ({
  store: createStore({
    ...{ redis, recordFields, ttlSeconds: 300, clock: Date.now },
    states: new AtomicStateManager({ redis }),
  }),
  outbox: createOutbox({ redis, clock: Date.now }),
  records: createLiveRecords({ redis, recordFields }),
});

describe("records in Redis", () => liveRecordsContract(async () => openOn(plain)));
describe("sealed records", () => liveRecordsContract(async () => openOn(sealed)));

test("a corrupt record is found, and hides no other", async () => {
  const { store, records } = openOn(plain);
  await store.commit(turn({ conversationId: "c1.1", record: record(1) }));
  await plain.set("user:c2.1", "{");
  await plain.lpush("user:c3.1", "a list");
  await plain.lpush("calls:c1.1", "no entry");
  const corrupt = new Set<string>();
  for await (const { conversationId, record } of records.scan())
    if (record === undefined) corrupt.add(conversationId);
  expect(corrupt).toEqual(new Set(["c2.1", "c3.1"]));
  expect(await records.callsOf("c1.1")).toEqual({ calls: [], unsettled: [] });
});

test("without the data key a record is not skipped, but reported", async () => {
  const effects = [call("one")];
  const { store } = openOn(sealed);
  await store.commit(turn({ conversationId: "c1.1", record: record(1), effects }));
  const { records } = openOn(withoutKey);
  await expect(records.scan().next()).rejects.toThrow("needs data key k1: add it to DATA_KEYS");
  await expect(records.callsOf("c1.1")).rejects.toThrow("needs data key k1");
});
