import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRedisState, type State } from "../../scripts/dev/world/state.ts";
import type { AttemptOutcome, Outbox } from "../../src/conversation/ports/outbox.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createOutbox } from "../../src/redis/outbox.ts";
import { createStore } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { reply, turn } from "../contract/store.ts";
import { ownDatabase } from "../support/database.ts";

const url = ownDatabase();
const redis = connect(url);
const clock = Date.now;
const lease = { conversationId: "c1", lane: "replies" as const, fence: "1" };
let outbox: Outbox;
let state: State;

describe("a reply", () => {
  beforeEach(async () => {
    await ready(redis, 5_000);
    await redis.flushdb();
    outbox = createOutbox({ redis, clock });
    const states = new AtomicStateManager({ redis, clock });
    const store = createStore({
      redis,
      states,
      recordFields: contract.recordFields,
      ttlSeconds: 300,
      clock,
    });
    await store.commit(turn({ effects: [reply("s1:1:0")] }));
    state = openRedisState(url);
  });
  afterEach(() => state.close());
  afterAll(() => redis.disconnect());

  test("is waited for when it was found due and is not begun, and when it is begun, until it is settled", async () => {
    await outbox.due({ kind: "replies", limit: 10, leaseMs: 5_000 });
    const settled = state.settle();
    expect(await waits(settled)).toBe(true);
    await outbox.claim({ ...lease, leaseMs: 60_000 });
    expect(await waits(settled)).toBe(true);
    await end({ kind: "done" });
    expect(await ends(settled)).toBe(true);
  });

  test("a pending retry is not waited for before it is due", async () => {
    await outbox.claim({ ...lease, leaseMs: 60_000 });
    await end({ kind: "retry", delayMs: 20_000 });
    expect(await ends(state.settle())).toBe(true);
    expect(await state.nextMs()).toBeGreaterThan(15_000);
    await state.age(20_000);
    expect(await waits(state.settle())).toBe(true);
  });
});

const end = (outcome: AttemptOutcome) => outbox.settle({ lease, token: "s1:1:0", outcome });

/** Whether it is over after a few looks, or on a busy machine at the latest before it gives up. */
const ends = (settling: Promise<void>) => within(4_000, settling);
const waits = async (settling: Promise<void>) => !(await within(500, settling));

function within(ms: number, settling: Promise<void>): Promise<boolean> {
  return Promise.race([settling.then(() => true), sleep(ms, false)]);
}
