import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createPool } from "../../src/conversation/dispatch/pool.ts";
import type { Engine } from "../../src/conversation/engine.ts";
import type { SendOutcome } from "../../src/conversation/ports/channel.ts";
import { type Lane, WORK_KINDS, type WorkKind } from "../../src/conversation/ports/outbox.ts";
import { BUSY_SHARE, POOL_LIMITS } from "../../src/policy.ts";
import { turn } from "../contract/store.ts";
import { call, createDispatcherWorld, reply } from "../support/dispatcher-world.ts";
import { createGate } from "../support/gate.ts";

const accepted: SendOutcome = { kind: "accepted", messageId: "1" };
const read = async () => {};
const { reserved } = POOL_LIMITS.replies;
/** What a pass finds may not use the places that are reserved for new work. */
const placesOf = (kind: WorkKind) => POOL_LIMITS[kind].inFlight - POOL_LIMITS[kind].reserved;

describe.each(WORK_KINDS)("the pool of %s", (kind) => {
  test("has so many places, and leaves what finds none to a later pass", async () => {
    const world = openPools({ slow: [kind] });
    const { worker, begun, gate } = world;
    const places = placesOf(kind);
    const ticks = await fill(world, { kind, more: 3 });
    expect(await worker.tick()).toBe(0);
    expect(stateOf(worker, kind)).toMatchObject({ inFlight: places });
    gate.open();
    await Promise.all(ticks);
    expect(await worker.tick()).toBe(3);
    expect(begun[kind]).toBe(places + 3);
  });

  test("is full, and every other kind of work continues", async () => {
    const world = openPools({ slow: [kind] });
    const { put, worker, begun, gate } = world;
    const ticks = await fill(world, { kind, more: 200 });
    const others = WORK_KINDS.filter((other) => other !== kind);
    for (const other of others) await put(other, "other");
    ticks.push(worker.tick());
    await vi.waitFor(() => {
      for (const other of others) {
        expect(begun[other]).toBeGreaterThan(0);
        expect(stateOf(worker, other)).toMatchObject({ inFlight: 0, lateMs: 0 });
      }
    }, 60_000);
    expect(stateOf(worker, kind)).toMatchObject({ inFlight: placesOf(kind) });
    gate.open();
    await Promise.all(ticks);
  });

  test("reports how late the oldest is that found no place", async () => {
    const world = openPools({ slow: [kind] });
    const { worker, gate, clock } = world;
    const ticks = await fill(world, { kind, more: 1 });
    clock.now += 4_000;
    await worker.tick();
    expect(stateOf(worker, kind)).toMatchObject({ lateMs: 4_000 });
    // New replies still have the places that are reserved for them.
    expect(worker.replyDelayMs()).toBe(0);
    gate.open();
    await Promise.all(ticks);
    await worker.tick();
    expect(stateOf(worker, kind)).toMatchObject({ inFlight: 0, lateMs: 0 });
  });
});

describe("a reply that was just committed", () => {
  const backlog = async () => {
    const world = openPools({ slow: ["replies"] });
    const { put, worker, clock } = world;
    const places = placesOf("replies");
    const ticks = await fill(world, { kind: "replies", more: 1 });
    clock.now += 4_000;
    await worker.tick();
    const nudge = async (conversationId: string) => {
      await put("replies", conversationId);
      worker.wake(conversationId, [reply("1")]);
    };
    return { ...world, ticks, places, nudge };
  };

  test("is sent at once while older ones find no place", async () => {
    const { nudge, begun, places, gate, ticks, sent } = await backlog();
    await nudge("live");
    await vi.waitFor(() => expect(sent).toContain("live"), 60_000);
    expect(begun.replies).toBe(places + 1);
    gate.open();
    await Promise.all(ticks);
  });

  test("waits behind the older ones when the reserved places are taken, and the pool is behind", async () => {
    const { nudge, begun, places, gate, ticks, worker } = await backlog();
    for (let at = 0; at < reserved; at++) {
      expect(worker.replyDelayMs()).toBe(0);
      await nudge(`slow.live${at}`);
    }
    await vi.waitFor(() => expect(begun.replies).toBe(places + reserved), 60_000);
    expect(worker.replyDelayMs()).toBe(4_000);
    await nudge("slow.one.more");
    expect(await worker.tick()).toBe(0);
    expect(stateOf(worker, "replies")).toMatchObject({ inFlight: POOL_LIMITS.replies.inFlight });
    gate.open();
    await Promise.all(ticks);
    expect(await worker.tick()).toBe(2);
    expect(worker.replyDelayMs()).toBe(0);
  });

  test("may take every place when nothing older waits, and leaves the next to a pass", async () => {
    const { put, worker, begun, gate } = openPools({ slow: ["replies"] });
    const { inFlight } = POOL_LIMITS.replies;
    for (let at = 0; at <= inFlight; at++) {
      await put("replies", `slow${at}`);
      worker.wake(`slow${at}`, [reply("1")]);
    }
    await vi.waitFor(() => expect(begun.replies).toBe(inFlight), 60_000);
    gate.open();
    await worker.stop();
    expect(begun.replies).toBe(inFlight);
  });
});

describe("a pool", () => {
  const due = (conversationId: string) =>
    ({ kind: "lane", conversationId, lane: "replies" }) as const;
  const limit = { inFlight: 4, reserved: 1, perPass: 4 };

  test("keeps new work to its reserved places while older work is due, although others are free", async () => {
    const gate = createGate();
    const begun: string[] = [];
    const pool = createPool({
      ...{ kind: "replies", limit, onError: () => {} },
      find: async () => ({ due: [], lateMs: 1_000 }),
      work: async ({ conversationId }) => {
        begun.push(conversationId);
        await gate.opened;
      },
    });
    await Promise.all(await pool.pass());
    for (const name of ["first", "second"]) pool.wake(due(name));
    expect(begun).toEqual(["first"]);
    expect(pool.reserve(due("third"))).toBeUndefined();
    expect(pool.delayMs()).toBe(1_000);
    gate.open();
    await pool.stop();
  });

  test("reports work that throws, frees its place, and works on the lane again", async () => {
    const errors: unknown[] = [];
    const failure = new Error("Not now");
    const pool = createPool({
      ...{ kind: "replies", limit, onError: (error) => errors.push(error) },
      find: async () => ({ due: [], lateMs: 0 }),
      work: () => Promise.reject(failure),
    });
    for (const times of [1, 2]) {
      pool.wake(due("c"));
      await vi.waitFor(() => expect(pool.state().inFlight).toBe(0), 60_000);
      expect(errors).toEqual(Array(times).fill(failure));
    }
    await pool.stop();
  });
});

describe("timers", () => {
  test("take a few places a pass, and one while the event loop is busy", async () => {
    const share = { busy: BUSY_SHARE };
    const { put, worker } = openPools({ busyShare: () => share.busy });
    for (let at = 0; at < 50; at++) await put("timers", `c${at}`);
    expect(await worker.tick()).toBe(POOL_LIMITS.timers.perPass);
    share.busy = BUSY_SHARE + 0.01;
    expect(await worker.tick()).toBe(1);
  });

  test("send their replies in their own places: those of members who write stay free", async () => {
    const { put, worker, begun, sent, gate } = openPools({ slow: ["replies"] });
    for (let at = 0; at < 50; at++) await put("timers", `slow${at}`);
    const ticks = [];
    while (begun.replies < placesOf("timers")) {
      const before = begun.replies;
      ticks.push(worker.tick());
      await vi.waitFor(() => expect(begun.replies).toBeGreaterThan(before), 60_000);
    }
    expect(stateOf(worker, "timers")).toMatchObject({ inFlight: POOL_LIMITS.timers.inFlight });
    expect(stateOf(worker, "replies")).toMatchObject({ inFlight: 0 });
    await put("replies", "live");
    worker.wake("live", [reply("1")]);
    await vi.waitFor(() => expect(sent).toEqual(["live"]), 60_000);
    gate.open();
    await Promise.all(ticks);
    await worker.stop();
  });
});

test("while work waits for a place, passes follow soon; else four a second", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { put, worker, begun } = openPools();
  for (let at = 0; at < 11; at++) await put("timers", `c${at}`);
  worker.start();
  await vi.advanceTimersByTimeAsync(0);
  const seen = [begun.timers];
  for (const afterMs of [49, 1, 50, 50]) {
    await vi.advanceTimersByTimeAsync(afterMs);
    seen.push(begun.timers);
  }
  expect(seen).toEqual([5, 5, 10, 11, 11]);
  await put("timers", "late");
  await vi.advanceTimersByTimeAsync(199);
  expect(begun.timers).toBe(11);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun.timers).toBe(12);
  await worker.stop();
});

/**
 * A dispatcher, and a count of what it has begun of each kind. Work of the `slow` kinds in conversations whose
 * names begin with "slow" ends when the gate opens. A timer's turn leaves one reply.
 */
function openPools(options: { slow?: WorkKind[]; busyShare?: () => number } = {}) {
  const { slow = [], busyShare = () => 0 } = options;
  const world = createDispatcherWorld();
  const { store, clock, sent } = world;
  const gate = createGate();
  const begun = { replies: 0, calls: 0, unsettled: 0, timers: 0 };
  const begin = async (kind: WorkKind, conversationId: string) => {
    begun[kind] += 1;
    if (slow.includes(kind) && conversationId.startsWith("slow")) await gate.opened;
  };
  const done = { kind: "outcome", outcome: { kind: "done", output: null } } as const;
  const engine: Engine = {
    async run({ conversationId, event, settles }) {
      if (event.kind === "timer") await begin("timers", conversationId);
      const effects = event.kind === "timer" ? [reply(conversationId)] : [];
      await store.commit(turn({ conversationId, settles, effects }));
      worker.wake(conversationId, effects);
      return { outcome: "committed", isWaiting: false };
    },
  };
  const worker = world.dispatcher({
    engine,
    busyShare,
    channel: {
      async send({ conversationId }) {
        await begin("replies", conversationId);
        sent.push(conversationId);
        return accepted;
      },
      read,
    },
    operations: {
      async perform({ call: { token } }) {
        await begin("calls", token);
        return done;
      },
      async find({ call: { token } }) {
        await begin("unsettled", token);
        return done;
      },
    },
  });
  const put = async (kind: WorkKind, conversationId: string) => {
    const commit = (fields: Partial<Parameters<typeof turn>[0]>) =>
      store.commit(turn({ conversationId, ...fields }));
    switch (kind) {
      case "replies":
        return commit({ effects: [reply("1")] });
      case "calls":
        return commit({ effects: [call("login", conversationId)] });
      case "timers":
        return commit({ effects: [{ kind: "timer", token: "t", delayMs: 0 }] });
      case "unsettled": {
        await commit({ effects: [call("createCredex", conversationId)] });
        const lease = { conversationId, lane: "calls" as Lane, fence: "before" };
        await store.claim({ ...lease, leaseMs: 60_000 });
        const settles = {
          kind: "call" as const,
          lease,
          token: conversationId,
          reconcileAfterMs: 0,
        };
        return commit({ settles });
      }
    }
  };
  return { put, worker, begun, gate, clock, sent };
}

/** Puts slow work for every place of a pool, and some `more`; passes until every place is taken. */
async function fill(
  { put, worker, begun }: ReturnType<typeof openPools>,
  { kind, more }: { kind: WorkKind; more: number },
): Promise<Promise<number>[]> {
  const places = placesOf(kind);
  for (let at = 0; at < places + more; at++) await put(kind, `slow${at}`);
  const ticks: Promise<number>[] = [];
  while (begun[kind] < places) {
    const wanted = Math.min(places, begun[kind] + POOL_LIMITS[kind].perPass);
    ticks.push(worker.tick());
    await vi.waitFor(() => expect(begun[kind]).toBe(wanted), 60_000);
  }
  return ticks;
}

function stateOf(worker: ReturnType<typeof openPools>["worker"], kind: WorkKind) {
  return worker.pools().find((pool) => pool.kind === kind);
}
