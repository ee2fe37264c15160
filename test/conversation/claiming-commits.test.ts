import { describe, expect, test, vi } from "vitest";
import type { Outbox } from "../../src/conversation/ports/outbox.ts";
import { LEASE_MS, POOL_LIMITS } from "../../src/policy.ts";
import {
  call,
  createDispatcherWorld,
  type DispatcherWorld,
  reply,
} from "../support/dispatcher-world.ts";
import { CONVERSATION } from "../support/engine-world.ts";
import { createGate } from "../support/gate.ts";

/** Counts the claims that a dispatcher makes for a lane. */
function counting(world: DispatcherWorld): { claims: string[]; outbox: Outbox } {
  const claims: string[] = [];
  const { store } = world;
  const claim: Outbox["claim"] = (lease) => {
    claims.push(lease.lane);
    return store.claim(lease);
  };
  return { claims, outbox: { ...store, claim } };
}

describe("a commit that claims", () => {
  test("lets its first call and its first reply leave without another claim", async () => {
    const world = createDispatcherWorld();
    const { claims, outbox } = counting(world);
    const { worker, engine } = world.pair({ outbox });
    await world.says("hi", { engine });
    await vi.waitFor(
      async () => expect(await world.store.count()).toMatchObject({ due: 0 }),
      60_000,
    );
    await worker.stop();
    const replies = world.commits.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.kind === "reply" ? [effect.message.text] : [])),
    );
    expect(world.sent).toEqual(replies);
    expect(world.performed.map(({ operation }) => operation)).toEqual(["login"]);
    // After a call its worker looks for the next.
    expect(claims).toEqual(["calls"]);
  });

  test("is taken up by a worker of the lane that is just ending", async () => {
    const world = createDispatcherWorld();
    const { store } = world;
    let late: Promise<unknown> | undefined;
    const { worker, engine } = world.pair({
      outbox: {
        ...store,
        async settle(settling) {
          const settled = await store.settle(settling);
          // The lane is empty and free now, and its worker has not heard of it.
          late ??= settled === "empty" ? world.says("hm", { engine }) : undefined;
          await late;
          return settled;
        },
      },
    });
    await world.put(reply("1"));
    await worker.tick();
    await worker.stop();
    expect(late).toBeDefined();
    expect(world.sent.length).toBeGreaterThan(1);
    expect(await store.count()).toMatchObject({ dead: 0 });
    expect(await store.claim({ ...lane, fence: "other", leaseMs: 1 })).toBeUndefined();
  });

  test("that is not sent because its process ends is sent by another when the lease ends", async () => {
    const world = createDispatcherWorld();
    await comeHome(world);
    const sent = [...world.sent];
    const { engine, worker } = world.pair({ channel: { send: () => new Promise(() => {}), read } });
    await world.says("hm", { engine });
    expect(worker.pools()[0]).toMatchObject({ kind: "replies", inFlight: 1 });
    const other = world.dispatcher();
    await other.tick();
    world.clock.now += LEASE_MS.replies - 1;
    await other.tick();
    expect(world.sent).toEqual(sent);
    world.clock.now += 1;
    await other.tick();
    expect(world.sent).toHaveLength(sent.length + 1);
  });

  test("is held up for too long before it leaves, and is not sent beside another's", async () => {
    const world = createDispatcherWorld();
    await comeHome(world);
    const sent = [...world.sent];
    const { worker } = world.pair();
    const { store } = world;
    const slow = world.another({
      reserve: (...left) => worker.reserve(...left),
      store: {
        ...store,
        async commit(commit) {
          const committed = await store.commit(commit);
          world.clock.now += LEASE_MS.replies;
          return committed;
        },
      },
    });
    await world.says("hm", { engine: slow });
    await worker.stop();
    expect(world.sent).toEqual(sent);
    await world.dispatcher().tick();
    expect(world.sent).toHaveLength(sent.length + 1);
  });

  test("is made only if the dispatcher has a place, and is not stopped", async () => {
    const world = createDispatcherWorld();
    const worker = world.dispatcher();
    const reservations = Array.from({ length: POOL_LIMITS.replies.inFlight + 1 }, (_, at) =>
      worker.reserve(`c${at}`, [reply("1")]),
    );
    expect(reservations.filter((one) => one === undefined)).toHaveLength(1);
    for (const one of reservations) one?.release();
    expect(worker.reserve(CONVERSATION, [reply("1")])).toBeDefined();
    expect(worker.reserve(CONVERSATION, [{ kind: "cancel", token: "t" }])).toBeUndefined();
  });

  test("takes no place of a pool whose other lane has none", async () => {
    const world = createDispatcherWorld();
    const worker = world.dispatcher();
    const full = Array.from({ length: POOL_LIMITS.calls.inFlight }, (_, at) =>
      worker.reserve(`c${at}`, [call("login")]),
    );
    expect(worker.reserve(CONVERSATION, [reply("1"), call("login")])).toBeUndefined();
    const all = Array.from({ length: POOL_LIMITS.replies.inFlight }, (_, at) =>
      worker.reserve(`c${at}`, [reply("1")]),
    );
    expect(all.every((one) => one !== undefined)).toBe(true);
    for (const one of [...full, ...all]) one?.release();
    await worker.stop();
  });

  test("while the dispatcher stops is finished, and nothing else is begun", async () => {
    const world = createDispatcherWorld();
    await comeHome(world);
    const sent = [...world.sent];
    const [gate, reached] = [createGate(), createGate()];
    const { worker } = world.pair();
    const { store } = world;
    const engine = world.another({
      reserve: (...left) => worker.reserve(...left),
      store: {
        ...store,
        async commit(commit) {
          reached.open();
          await gate.opened;
          return store.commit(commit);
        },
      },
    });
    const turn = world.says("hm", { engine });
    await reached.opened;
    const stopping = worker.stop();
    expect(worker.reserve("c2", [reply("1")])).toBeUndefined();
    gate.open();
    await Promise.all([turn, stopping]);
    expect(world.sent).toHaveLength(sent.length + 1);
  });
});

describe("the replies of a timer", () => {
  test("are claimed by its commit and sent in its place", async () => {
    const world = createDispatcherWorld();
    await comeHome(world);
    const { worker, engine } = world.pair();
    for (const text of ["Offer", "20"]) await world.says(text, { engine });
    await worker.stop();
    await world.dispatcher().tick();
    world.clock.now += 30_000;
    const { claims, outbox } = counting(world);
    const pair = world.pair({ outbox });
    const others = Array.from({ length: POOL_LIMITS.replies.inFlight }, (_, at) =>
      pair.worker.reserve(`c${at}`, [reply("1")]),
    );
    expect(pair.worker.reserve("one more", [reply("1")])).toBeUndefined();
    await pair.worker.tick();
    expect(world.sent.filter((text) => text.startsWith("offer.remind"))).toHaveLength(1);
    expect(claims).toEqual([]);
    for (const other of others) other?.release();
  });
});

/** Opens a session, and waits until nothing is left to do. */
async function comeHome(world: DispatcherWorld): Promise<void> {
  const { worker, engine } = world.pair();
  await world.says("hi", { engine });
  await vi.waitFor(async () => expect(await world.store.count()).toMatchObject({ due: 0 }), 60_000);
  await worker.stop();
}

const lane = { conversationId: CONVERSATION, lane: "replies" } as const;
const read = async () => {};
