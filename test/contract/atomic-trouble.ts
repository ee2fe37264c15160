import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  type AtomicStateFixture,
  keysAt,
  metadata,
  newKey,
  ttl,
} from "../support/atomic-state-fixture.ts";

const LAST_UPDATED = "2025-01-02T03:04:05.000Z";

export function atomicTroubleContract(fixture: AtomicStateFixture): void {
  const { redis, manager, entries, store, dump, overtake } = fixture;

  test.each([
    "hello",
    "",
    "null",
    "[1]",
    '"text"',
    "{}",
    '{"profile":',
    `{"_version":0,"_last_updated":"${LAST_UPDATED}"}`,
    `{"_version":1.5,"_last_updated":"${LAST_UPDATED}"}`,
    `{"_version":"1","_last_updated":"${LAST_UPDATED}"}`,
    `{"_version":1,"_last_updated":"${LAST_UPDATED}","session_id":7}`,
    '{"_version":1}',
  ])("calls %s corrupt, says which key, and changes nothing", async (text) => {
    const key = newKey();
    await redis.set(key, text);
    const before = await dump(key);
    const results = [
      await manager.atomicGet(key),
      await manager.atomicGet(key, { includeMetadata: false }),
      await manager.atomicUpdate(key, { _version: 1 }, { ttl, ...metadata }),
      await manager.atomicUpdate(key, () => ({}), { ttl, ...metadata }),
      await manager.atomicCleanup(key),
    ];
    for (const result of results) {
      expect(result).toMatchObject({ ok: false, reason: "corrupt" });
      expect(result).toHaveProperty("message", expect.stringContaining(`${key} should contain`));
    }
    expect(await dump(key)).toEqual(before);
  });

  test.each([0, 1, 2, 3])("writes none of the keys if number %d is a list", async (index) => {
    const key = await store({ count: 1 }, metadata);
    const list = keysAt(key)[index] ?? "";
    await redis.del(list);
    await redis.rpush(list, "a");
    const before = await dump(key);
    const results = [
      await manager.atomicGet(key),
      await manager.atomicUpdate(key, { _version: 1 }, { ttl, ...metadata }),
      await manager.atomicUpdate(key, () => ({}), { ttl }),
      await manager.atomicCleanup(key),
    ];
    for (const result of results) {
      expect(result).toMatchObject({ ok: false, reason: "corrupt" });
      expect(result).toHaveProperty("message", expect.stringContaining(`${list} should contain`));
    }
    expect(await dump(key)).toEqual(before);
  });

  test("logs each conflict by a hash and versions, never by the key or the state", async () => {
    const key = await store({ session_id: "session", count: 1, jwt_token: "secret" }, metadata);
    await manager.atomicUpdate(
      key,
      async (now) => {
        await overtake(key);
        return { ...now };
      },
      { ttl, stage: "secret" },
    );
    await manager.atomicUpdate(key, { jwt_token: "secret" }, { ttl, stage: "secret" });
    const hash = createHash("sha256").update(key).digest("hex").slice(0, 16);
    const conflict = { operation: "update", key: hash, reason: "conflict" };
    expect(entries).toEqual([
      { ...conflict, attempt: 1, expected: 1, found: 2 },
      { ...conflict, attempt: 2, expected: 2, found: 3 },
      { ...conflict, attempt: 3, expected: 3, found: 4 },
      { ...conflict, attempt: 1, expected: 0, found: 4 },
    ]);
  });

  test("logs which part is corrupt", async () => {
    const key = await store({}, metadata);
    await redis.set(key, '{"jwt_token":"secret');
    await manager.atomicGet(key);
    await manager.atomicCleanup(key);
    expect(entries).toMatchObject([
      { operation: "get", reason: "corrupt", part: "state" },
      { operation: "cleanup", reason: "corrupt", part: "state" },
    ]);
    expect(JSON.stringify(entries)).not.toContain("secret");
  });
}
