import { expect, test } from "vitest";
import type { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import type { State } from "../../src/redis/state-json.ts";
import {
  type AtomicStateFixture,
  keysAt,
  metadata,
  newKey,
  ttl,
} from "../support/atomic-state-fixture.ts";

export function atomicCleanupContract(fixture: AtomicStateFixture): void {
  const { redis, manager, rivals, store, dump, overtake } = fixture;
  const preserved = { jwt_token: "t", profile: { member: {} }, current_account: { id: 1 } };

  test("keeps token, profile and account, drops the rest, and increases the version", async () => {
    const key = await store({ ...preserved, session_id: "a", form: { amount: 5 } }, metadata);
    const state = { ...preserved, _version: 2, _last_updated: "2025-01-02T03:04:05.000Z" };
    expect(await manager.atomicCleanup(key, { ttl: 60 })).toEqual({ ok: true, state });
    expect(await manager.atomicGet(key)).toEqual({ ok: true, state, metadata: {} });
    expect(await redis.ttl(key)).toBeLessThanOrEqual(60);
    expect(await redis.exists(...keysAt(key))).toBe(1);
  });

  test("keeps exactly the given fields", async () => {
    const key = await store({ ...preserved, credex_token: "c" });
    const cleaned = await manager.atomicCleanup(key, {
      preserveFields: ["credex_token", "absent"],
    });
    const { _version, _last_updated, ...kept } = (cleaned.ok && cleaned.state) || {};
    expect(kept).toEqual({ credex_token: "c" });
  });

  test("succeeds where nothing is, and makes nothing", async () => {
    const key = newKey();
    expect(await manager.atomicCleanup(key)).toEqual({ ok: true, state: undefined });
    expect(await redis.exists(...keysAt(key))).toBe(0);
  });

  test("does not clean what is newer than what was read", async () => {
    const key = await store({ count: 1 }, metadata);
    const read = await manager.atomicGet(key);
    await overtake(key);
    const before = await dump(key);
    const expected = read.ok ? read.state : undefined;
    const refused = await manager.atomicCleanup(key, { expected });
    expect(refused).toMatchObject({ ok: false, reason: "conflict" });
    expect(await dump(key)).toEqual(before);
  });

  test("cleans what was read, if nothing is newer", async () => {
    const key = await store({ count: 1 }, metadata);
    const read = await manager.atomicGet(key);
    const cleaned = await manager.atomicCleanup(key, { ...(read.ok && { expected: read.state }) });
    expect(cleaned).toMatchObject({ ok: true, state: { _version: 2 } });
  });

  test("is done, as updates at the same time are, exactly as often as it reports", async () => {
    const key = await store({ profile: 0 });
    const add = (now: State = {}) => ({ profile: Number(now.profile) + 1 });
    const reports = { updated: 0, cleaned: 0 };
    const rival = async (manager: AtomicStateManager) => {
      for (let n = 0; n < 50; n += 1) {
        const updated = await manager.atomicUpdate(key, add, { ttl });
        const cleaned = await manager.atomicCleanup(key);
        if (updated.ok) reports.updated += 1;
        if (cleaned.ok) reports.cleaned += 1;
      }
    };
    await Promise.all(rivals.map(rival));
    const { updated, cleaned } = reports;
    const state = { profile: updated, _version: 1 + updated + cleaned };
    expect(await manager.atomicGet(key)).toMatchObject({ state });
  });
}
