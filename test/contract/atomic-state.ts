import { describe, expect, test } from "vitest";
import type { State } from "../../src/redis/state-json.ts";
import { keysAt, metadata, newKey, ttl, useAtomicState } from "../support/atomic-state-fixture.ts";
import { atomicCleanupContract } from "./atomic-cleanup.ts";
import { atomicGetContract } from "./atomic-get.ts";
import { atomicTroubleContract } from "./atomic-trouble.ts";

/** What every lock of the AtomicStateManager must do, on a real Redis. */
export function atomicStateContract(lock: "lua" | "watch"): void {
  const fixture = useAtomicState(lock);
  describe("atomicGet", () => atomicGetContract(fixture));
  describe("atomicCleanup", () => atomicCleanupContract(fixture));
  describe("trouble", () => atomicTroubleContract(fixture));
  const { redis, manager, store, dump, overtake } = fixture;

  describe("atomicUpdate with a whole state", () => {
    test("writes the first version, with its time and its TTL", async () => {
      const key = newKey();
      const updated = await manager.atomicUpdate(key, { profile: "p" }, { ttl });
      const state = { profile: "p", _version: 1, _last_updated: "2025-01-02T03:04:05.000Z" };
      expect(updated).toEqual({ ok: true, state });
      expect(await manager.atomicGet(key)).toEqual({ ok: true, state, metadata: {} });
      expect(await redis.ttl(key)).toBeGreaterThan(ttl - 5);
      expect(await redis.ttl(key)).toBeLessThanOrEqual(ttl);
    });

    test("counts every commit", async () => {
      const key = await store({ step: 1 });
      const second = await manager.atomicUpdate(key, { step: 2, _version: 1 }, { ttl });
      const third = await manager.atomicUpdate(key, { step: 3, _version: 2 }, { ttl });
      expect(second).toMatchObject({ ok: true, state: { _version: 2 } });
      expect(third).toMatchObject({ ok: true, state: { step: 3, _version: 3 } });
    });

    test.each([
      ["a stale version", { _version: 1 }, "at version 1, and is at version 2"],
      ["a version of the future", { _version: 3 }, "at version 3, and is at version 2"],
      ["no version where a state is stored", {}, "not to exist, and is at version 2"],
      ["the same version of another session", { _version: 2, session_id: "b" }, "another session"],
    ])("refuses %s and changes nothing", async (_, given, why) => {
      const key = await store({ session_id: "a" }, metadata);
      await manager.atomicUpdate(key, { session_id: "a", _version: 1 }, { ttl, ...metadata });
      const before = await dump(key);
      const refused = await manager.atomicUpdate(key, { ...given, x: 1 }, { ttl: 9, stage: null });
      expect(refused).toMatchObject({ ok: false, reason: "conflict" });
      expect(refused).toHaveProperty("message", expect.stringContaining(why));
      expect(await dump(key)).toEqual(before);
    });

    test("refuses a version where nothing is stored", async () => {
      const key = newKey();
      const refused = await manager.atomicUpdate(key, { _version: 1 }, { ttl, ...metadata });
      expect(refused).toMatchObject({ ok: false, reason: "conflict" });
      expect(await redis.exists(...keysAt(key))).toBe(0);
    });

    test("opens a session in a state that had none, and ends it", async () => {
      const key = await store({});
      const opened = await manager.atomicUpdate(key, { _version: 1, session_id: "a" }, { ttl });
      const ended = await manager.atomicUpdate(key, { _version: 2 }, { ttl });
      expect([opened.ok, ended.ok]).toEqual([true, true]);
    });

    test("compares session ids that JSON must escape", async () => {
      const key = await store({ session_id: 'a"\\é😀' });
      const other = await manager.atomicUpdate(key, { _version: 1, session_id: 'a"' }, { ttl });
      const same = await manager.atomicUpdate(key, { _version: 1, session_id: 'a"\\é😀' }, { ttl });
      expect([other.ok, same.ok]).toEqual([false, true]);
    });

    test("keeps fields of any name and value", async () => {
      const odd = { 7: "a number comes first", text: "\ud83d \u0000 \u2028", "": [null] };
      const key = await store({ ...odd, _nonce: "another's" });
      const updated = await manager.atomicUpdate(key, { ...odd, _version: 1 }, { ttl });
      expect(updated).toMatchObject({ ok: true, state: { _version: 2 } });
      expect(await manager.atomicGet(key)).toMatchObject({ ok: true, state: odd });
    });

    test("continues from a state that another program has written", async () => {
      const key = newKey();
      const state = { profile: {}, _last_updated: "2025-01-01T00:00:00", _version: 41 };
      await redis.set(key, JSON.stringify(state));
      const stale = await manager.atomicUpdate(key, { ...state, _version: 40 }, { ttl });
      const updated = await manager.atomicUpdate(key, state, { ttl });
      expect(stale).toMatchObject({ ok: false, reason: "conflict" });
      expect(updated).toMatchObject({ ok: true, state: { _version: 42 } });
    });

    test.each([0, -1, 1.5, Number.NaN, 2 ** 31])("throws at a TTL of %d", async (wrong) => {
      const key = await store({});
      const update = manager.atomicUpdate(key, { _version: 1 }, { ttl: wrong });
      await expect(update).rejects.toThrow(RangeError);
      await expect(manager.atomicCleanup(key, { ttl: wrong })).rejects.toThrow(RangeError);
    });
  });

  describe("atomicUpdate with a function", () => {
    test("is asked for the first state of nothing, and for the next of the one before", async () => {
      const key = newKey();
      const first = await manager.atomicUpdate(key, (now) => ({ before: now ?? "nothing" }), {
        ttl,
      });
      const second = await manager.atomicUpdate(key, (now) => ({ before: now?.before }), { ttl });
      expect(first).toMatchObject({ ok: true, state: { before: "nothing", _version: 1 } });
      expect(second).toMatchObject({ ok: true, state: { before: "nothing", _version: 2 } });
    });

    test("is asked again when another came first, and sees what that wrote", async () => {
      const key = await store({ count: 0 });
      let asked = 0;
      const increment = async (now: State = {}) => {
        asked += 1;
        if (asked < 3) await overtake(key);
        return { count: Number(now.count) + 1 };
      };
      const updated = await manager.atomicUpdate(key, increment, { ttl });
      expect(updated).toMatchObject({ ok: true, state: { count: 201, _version: 4 } });
      expect(asked).toBe(3);
    });

    test("gives up after three attempts, and changes nothing", async () => {
      const key = await store({ count: 0 });
      let asked = 0;
      const tooSlow = async () => {
        asked += 1;
        await overtake(key);
        return {};
      };
      const refused = await manager.atomicUpdate(key, tooSlow, { ttl });
      expect(refused).toMatchObject({ ok: false, reason: "conflict" });
      expect(asked).toBe(3);
      expect(await manager.atomicGet(key)).toMatchObject({ state: { count: 300, _version: 4 } });
    });

    test("is made exactly as often as reported when many run in one process", async () => {
      const key = await store({ count: 0 });
      const increment = (now: State = {}) => ({ count: Number(now.count) + 1 });
      const updates = Array.from({ length: 20 }, () =>
        manager.atomicUpdate(key, increment, { ttl }),
      );
      const count = (await Promise.all(updates)).filter(({ ok }) => ok).length;
      expect(await manager.atomicGet(key)).toMatchObject({ state: { count, _version: 1 + count } });
    });

    test("may begin another session, and change in place what it was given", async () => {
      const key = await store({ session_id: "a" });
      const inPlace = (now: object = {}) => Object.assign(now, { session_id: "b", _version: 77 });
      const updated = await manager.atomicUpdate(key, inPlace, { ttl });
      expect(updated).toMatchObject({ ok: true, state: { session_id: "b", _version: 2 } });
    });

    test("throws what the function throws, and changes nothing", async () => {
      const key = await store({ count: 1 }, metadata);
      const before = await dump(key);
      const failure = new Error("The caller's own");
      const update = manager.atomicUpdate(key, () => Promise.reject(failure), { ttl });
      await expect(update).rejects.toBe(failure);
      expect(await dump(key)).toEqual(before);
    });
  });

  describe("metadata", () => {
    test("writes, keeps and deletes each field independently", async () => {
      const key = await store({}, metadata);
      await manager.atomicUpdate(key, { _version: 1 }, { ttl, stage: "offer", option: null });
      const got = await manager.atomicGet(key);
      expect(got).toHaveProperty("metadata", { stage: "offer", direction: "IN" });
    });

    test("is written as it is, whatever it says", async () => {
      const odd = { stage: "keep", option: "delete", direction: "" };
      const key = await store({}, odd);
      expect(await manager.atomicGet(key)).toHaveProperty("metadata", odd);
    });

    test("expires together with the state, also what was kept", async () => {
      const key = await store({}, metadata);
      await manager.atomicUpdate(key, { _version: 1 }, { ttl: 900, stage: "offer" });
      const [state = 0, ...others] = await Promise.all(
        keysAt(key).map((k) => redis.pexpiretime(k)),
      );
      expect(await redis.ttl(key)).toBeGreaterThan(890);
      for (const other of others) expect(Math.abs(other - state)).toBeLessThan(50);
    });
  });
}
