import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Outcome } from "../../src/conversation/model/event.ts";
import { fieldsOf } from "../../src/conversation/model/record-fields.ts";
import type { Operations } from "../../src/conversation/ports/operations.ts";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import { DONE } from "../support/dialogue.ts";
import {
  call,
  createDispatcherWorld,
  type DispatcherWorld,
  reply,
} from "../support/dispatcher-world.ts";
import { CONVERSATION } from "../support/engine-world.ts";
import { createGate } from "../support/gate.ts";

/** Longer than a lease on calls. */
const TAKEOVER_MS = 45_001;

const setFakeTimers = () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
};

describe("a call that kills its workers", () => {
  test.each([
    ["a money call", "createCredex", "expired"],
    ["a read", "getDashboard", "unknown"],
  ])("ends for its member, and is not made again: %s", async (_, operation, outcome) => {
    const { put, dispatcher, operations, performed, clock, store, telemetryEvents } =
      createDispatcherWorld();
    const perform = () => new Promise<never>(() => {});
    await put(call(operation));
    for (let life = 0; life < 8; life++) {
      void dispatcher({ operations: { ...operations, perform } }).tick();
      await vi.waitFor(async () => {
        const { due } = await store.due({ kind: "calls", limit: 9, leaseMs: 0 });
        expect(due).toEqual([]);
      }, 60_000);
      clock.now += TAKEOVER_MS;
    }
    const worker = dispatcher();
    await worker.tick();
    await worker.tick();
    expect(performed).toEqual([]);
    expect(telemetryEvents).toContainEqual(
      expect.objectContaining({ kind: "call", operation, outcome }),
    );
    expect(await store.count()).toMatchObject({ due: 0, dead: 0 });
  });
});

describe("a money call", () => {
  test("is marked as sent before it leaves, and its outcome is reported", async () => {
    const { put, dispatcher, store, performed, said } = createDispatcherWorld();
    let marks = 0;
    const worker = dispatcher({
      outbox: {
        ...store,
        async markSent(options) {
          expect(performed).toEqual([]);
          marks += 1;
          return store.markSent(options);
        },
      },
    });
    await put(call("createCredex"));
    await worker.tick();
    expect(marks).toBe(1);
    expect(performed).toHaveLength(1);
    expect(said()).toEqual(["late"]);
  });

  test("that was sent and is taken over is unknown, is never sent again, and is reported once", async () => {
    const { put, dispatcher, operations, performed, clock, commits, sent } =
      createDispatcherWorld();
    const gate = createGate();
    const performing: Operations["perform"] = async (request) => {
      const answer = await operations.perform(request);
      await gate.opened;
      return answer;
    };
    await put(call("createCredex"));
    const first = dispatcher({ operations: { ...operations, perform: performing } }).tick();
    await vi.waitFor(() => expect(performed).toHaveLength(1), 60_000);
    clock.now += TAKEOVER_MS;
    const second = dispatcher();
    await second.tick();
    gate.open();
    await first;
    await second.tick();
    expect(performed).toHaveLength(1);
    expect(sent).toEqual(["late unknown"]);
    expect(commits.filter(({ settles }) => settles)).toHaveLength(1);
  });

  test("that has not left within a minute does not leave any more", async () => {
    const { put, dispatcher, performed, clock, sent } = createDispatcherWorld();
    const worker = dispatcher();
    await put(call("createCredex"));
    clock.now += 60_001;
    await worker.tick();
    await worker.tick();
    expect(performed).toEqual([]);
    expect(sent).toEqual(["late expired"]);
  });

  test("that was taken over before it left leaves by its new worker only", async () => {
    const { put, dispatcher, operations, performed, clock, sent } = createDispatcherWorld();
    const gate = createGate();
    const answers: string[] = [];
    const asked = createGate();
    const performing: Operations["perform"] = async (request) => {
      asked.open();
      await gate.opened;
      const answer = await operations.perform(request);
      answers.push(answer.kind);
      return answer;
    };
    await put(call("createCredex"));
    const first = dispatcher({ operations: { ...operations, perform: performing } }).tick();
    await asked.opened;
    clock.now += TAKEOVER_MS;
    const second = dispatcher();
    await second.tick();
    gate.open();
    await first;
    await second.tick();
    expect(answers).toEqual(["lost"]);
    expect(performed).toHaveLength(1);
    expect(sent).toEqual(["late done"]);
  });

  test("continues with the next call of its lane when it is reported", async () => {
    const { put, dispatcher, performed } = createDispatcherWorld();
    await put(call("createCredex", "s:1:0"), call("createCredex", "s:1:1"));
    await dispatcher().tick();
    expect(performed.map(({ token }) => token)).toEqual(["s:1:0", "s:1:1"]);
  });
});

describe("a read", () => {
  test.each([
    [20_000, ["login"]],
    [20_001, []],
  ])("that has waited %d ms for a place leaves: %j", async (waitedMs, left) => {
    const { put, dispatcher, performed, clock, telemetryEvents, store } = createDispatcherWorld();
    await put(call("login"));
    clock.now += waitedMs;
    await dispatcher().tick();
    expect(performed.map(({ operation }) => operation)).toEqual(left);
    const outcome = left.length > 0 ? "done" : "away";
    expect(telemetryEvents).toContainEqual(expect.objectContaining({ kind: "call", outcome }));
    expect(await store.count()).toMatchObject({ due: 0, dead: 0 });
  });

  test("that was claimed before may have left, so it leaves again, however late", async () => {
    const { put, dispatcher, performed, clock, store } = createDispatcherWorld();
    await put(call("login"));
    const lease = { conversationId: CONVERSATION, lane: "calls" as const, fence: "gone" };
    await store.claim({ ...lease, leaseMs: 25_000 });
    clock.now += 60_000;
    await dispatcher().tick();
    expect(performed).toHaveLength(1);
  });
});

describe("a money call that got no answer", () => {
  const unknown = { kind: "outcome", outcome: { kind: "unknown" } } as const;
  /** Operations whose money calls get no answer, and that find what `found` says. */
  const lossy = ({ operations }: DispatcherWorld, found: () => Outcome): Operations => ({
    async perform(request) {
      const performed = await operations.perform(request);
      const isDone = performed.kind === "outcome" && performed.outcome.kind === "done";
      return isDone && request.call.atMostOnce ? unknown : performed;
    },
    find: async () => ({ kind: "outcome", outcome: found() }),
  });

  test("is reported as unknown, reconciled with its note, and reported when it is found", async () => {
    const world = createDispatcherWorld();
    const { put, dispatcher, performed, clock, sent } = world;
    const notes: unknown[] = [];
    const worker = dispatcher({
      operations: {
        ...lossy(world, () => DONE),
        async find({ call, note }) {
          notes.push([call.token, note]);
          return { kind: "outcome", outcome: DONE };
        },
      },
    });
    await put(call("createCredex"));
    await worker.tick();
    await worker.tick();
    expect(sent).toEqual(["late unknown"]);
    clock.now += 5_000;
    await worker.tick();
    await worker.tick();
    expect(sent).toEqual(["late unknown", "late done"]);
    expect(notes).toEqual([["s:1:0", ["before"]]]);
    clock.now += 600_000;
    await worker.tick();
    expect(sent).toHaveLength(2);
    expect(performed).toHaveLength(1);
  });

  test("is reconciled at growing intervals, and in the end reported as not found", async () => {
    const world = createDispatcherWorld();
    const { put, dispatcher, clock, sent, store } = world;
    const looks: number[] = [];
    const startedAt = clock.now;
    const worker = dispatcher({
      operations: lossy(world, () => {
        looks.push((clock.now - startedAt) / 1_000);
        return { kind: "unknown" };
      }),
    });
    await put(call("createCredex"));
    for (let second = 0; second <= 400; second++) {
      await worker.tick();
      clock.now += 1_000;
    }
    expect(looks).toEqual([5, 15, 35, 75, 155, 315]);
    expect(sent).toEqual(["late unknown", "late unconfirmed"]);
    expect(await store.count()).toMatchObject({ due: 0, dead: 0 });
  });

  test("keeps the next money call from leaving, which is reported; reads continue", async () => {
    const world = createDispatcherWorld();
    const { put, dispatcher, performed, sent, clock } = world;
    let outcome: Outcome = { kind: "unknown" };
    const worker = dispatcher({ operations: lossy(world, () => outcome) });
    await put(call("createCredex"), call("login", "s:1:1"), call("createCredex", "s:1:2"));
    await worker.tick();
    await worker.tick();
    expect(performed.map(({ token }) => token)).toEqual(["s:1:0", "s:1:1"]);
    expect(sent).toEqual(["late unknown", "late unsettled"]);
    outcome = DONE;
    clock.now += 5_000;
    await worker.tick();
    await put(call("createCredex", "s:1:3"));
    await worker.tick();
    expect(performed.map(({ token }) => token)).toEqual(["s:1:0", "s:1:1", "s:1:3"]);
  });

  test("is reconciled by another process when the first one dies", async () => {
    const world = createDispatcherWorld();
    const { put, dispatcher, clock, sent } = world;
    const dying = dispatcher({
      operations: { ...lossy(world, () => DONE), find: () => new Promise(() => {}) },
    });
    await put(call("createCredex"));
    await dying.tick();
    clock.now += 5_000;
    void dying.tick();
    await Promise.resolve();
    clock.now += TAKEOVER_MS;
    const worker = dispatcher({ operations: lossy(world, () => DONE) });
    await vi.waitFor(async () => {
      await worker.tick();
      expect(sent).toEqual(["late unknown", "late done"]);
    }, 60_000);
  });

  test("is reconciled also after the process that sent it was killed", async () => {
    const world = createDispatcherWorld();
    const { put, dispatcher, operations, performed, clock, sent } = world;
    const dying = dispatcher({
      operations: {
        ...operations,
        async perform(request) {
          await operations.perform(request);
          return new Promise(() => {});
        },
      },
    });
    await put(call("createCredex"));
    void dying.tick();
    await vi.waitFor(() => expect(performed).toHaveLength(1), 60_000);
    clock.now += TAKEOVER_MS;
    const worker = dispatcher({ operations: lossy(world, () => DONE) });
    for (let second = 0; second < 10; second++) {
      await worker.tick();
      clock.now += 1_000;
    }
    expect(sent).toEqual(["late unknown", "late done"]);
    expect(performed).toHaveLength(1);
  });
});

test("a read is performed again by whoever takes it over, and the first answer is lost", async () => {
  const { says, dispatcher, operations, performed, clock, record } = createDispatcherWorld();
  const gate = createGate();
  const performing: Operations["perform"] = async (request) => {
    const answer = await operations.perform(request);
    await gate.opened;
    return answer;
  };
  await says("hi");
  const first = dispatcher({ operations: { ...operations, perform: performing } }).tick();
  await vi.waitFor(() => expect(performed).toHaveLength(1), 60_000);
  clock.now += TAKEOVER_MS;
  await dispatcher().tick();
  expect(performed.map(({ operation }) => operation)).toEqual(["login", "login"]);
  const { _version, snapshot } = await record();
  expect(snapshot.value).toBe("home");
  gate.open();
  await first;
  expect((await record())._version).toBe(_version);
});

test("a call has the credex-core token that the record holds when it leaves", async () => {
  const { says, dispatcher, operations, record } = createDispatcherWorld();
  const tokens: (string | undefined)[] = [];
  const performing: Operations["perform"] = async ({ credentials }) => {
    tokens.push(credentials.credex_token);
    return { kind: "outcome", outcome: { kind: "away" }, credentials: { credex_token: "fresh" } };
  };
  const worker = dispatcher({ operations: { ...operations, perform: performing } });
  await says("hi");
  await worker.tick();
  expect(fieldsOf(await record()).credex_token).toBe("fresh");
  await says("home");
  await worker.tick();
  expect(tokens).toEqual([undefined, "fresh"]);
});

describe("an answer in progress", () => {
  test("waits for an unreachable store, and its call is not made again", async () => {
    setFakeTimers();
    const { says, another, store, dispatcher, performed, record } = createDispatcherWorld();
    let tries = 0;
    const engine = another({
      store: {
        ...store,
        commit: (commit) =>
          tries++ < 5
            ? Promise.reject(new StoreError("unavailable", "away"))
            : store.commit(commit),
      },
    });
    await says("hi");
    const ticking = dispatcher({ engine }).tick();
    await vi.advanceTimersByTimeAsync(2_500);
    await ticking;
    expect(tries).toBe(6);
    expect(performed).toHaveLength(1);
    expect((await record()).snapshot.value).toBe("home");
  });

  test.each([
    ["away", () => Promise.reject(new StoreError("unavailable", "away"))],
    ["busy", async () => ({ outcome: "conflict" as const, isWaiting: false })],
  ])("is given up when the store stays %s, and the other lanes continue", async (_, take) => {
    setFakeTimers();
    const { put, dispatcher, sent } = createDispatcherWorld();
    let tries = 0;
    const worker = dispatcher({
      engine: {
        run() {
          tries += 1;
          return take();
        },
      },
    });
    await put(call("login"), reply("1"));
    const ticking = worker.tick();
    await vi.advanceTimersByTimeAsync(60 * 500);
    await ticking;
    expect(tries).toBe(60);
    expect(sent).toEqual(["1"]);
    await worker.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("replies do not wait for a call", async () => {
  const { put, dispatcher, operations, sent } = createDispatcherWorld();
  const gate = createGate();
  const performing: Operations["perform"] = async () => {
    await gate.opened;
    return { kind: "lost" };
  };
  const worker = dispatcher({ operations: { ...operations, perform: performing } });
  await put(call("login"), reply("1"));
  worker.wake(CONVERSATION, [call("login"), reply("1")]);
  await vi.waitFor(() => expect(sent).toEqual(["1"]), 60_000);
  gate.open();
  await worker.stop();
});
