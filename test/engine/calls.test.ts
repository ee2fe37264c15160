import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Operations } from "../../src/engine/ports.ts";
import { StoreError } from "../../src/engine/ports.ts";
import { call, createDispatcherWorld, reply } from "../support/dispatcher-world.ts";
import { CONVERSATION } from "../support/engine-world.ts";
import { createGate } from "../support/gate.ts";

/** Longer than a lease on calls. */
const TAKEOVER_MS = 45_001;

const setFakeTimers = () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
};

describe("a money call", () => {
  test("is marked as sent before it leaves, and its outcome is told", async () => {
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

  test("that was sent and is taken over is unknown, is never sent again, and is told once", async () => {
    const { put, dispatcher, perform, performed, clock, commits, sent } = createDispatcherWorld();
    const gate = createGate();
    const operations: Operations = async (request) => {
      const answer = await perform(request);
      await gate.opened;
      return answer;
    };
    await put(call("createCredex"));
    const first = dispatcher({ operations }).tick();
    await vi.waitFor(() => expect(performed).toHaveLength(1));
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
    const { put, dispatcher, perform, performed, clock, sent } = createDispatcherWorld();
    const gate = createGate();
    const answers: string[] = [];
    const asked = createGate();
    const operations: Operations = async (request) => {
      asked.open();
      await gate.opened;
      const answer = await perform(request);
      answers.push(answer.kind);
      return answer;
    };
    await put(call("createCredex"));
    const first = dispatcher({ operations }).tick();
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

  test("goes on to the next call of its lane when it is told", async () => {
    const { put, dispatcher, performed } = createDispatcherWorld();
    await put(call("createCredex", "s:1:0"), call("createCredex", "s:1:1"));
    await dispatcher().tick();
    expect(performed.map(({ token }) => token)).toEqual(["s:1:0", "s:1:1"]);
  });
});

test("a read is performed again by whoever takes it over, and the first answer is lost", async () => {
  const { says, dispatcher, perform, performed, clock, record } = createDispatcherWorld();
  const gate = createGate();
  const operations: Operations = async (request) => {
    const answer = await perform(request);
    await gate.opened;
    return answer;
  };
  await says("hi");
  const first = dispatcher({ operations }).tick();
  await vi.waitFor(() => expect(performed).toHaveLength(1));
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
  const { says, dispatcher, record } = createDispatcherWorld();
  const tokens: (string | undefined)[] = [];
  const operations: Operations = async ({ credexToken }) => {
    tokens.push(credexToken);
    return { kind: "outcome", outcome: { kind: "away" }, credexToken: "fresh" };
  };
  const worker = dispatcher({ operations });
  await says("hi");
  await worker.tick();
  expect((await record()).credex_token).toBe("fresh");
  await says("home");
  await worker.tick();
  expect(tokens).toEqual([undefined, "fresh"]);
});

describe("an answer in hand", () => {
  test("waits for a store that is away, and its call is not made again", async () => {
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
  ])("is let go when the store stays %s, and the other lanes go on", async (_, take) => {
    setFakeTimers();
    const { put, dispatcher, sent } = createDispatcherWorld();
    let tries = 0;
    const worker = dispatcher({
      engine: {
        take() {
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
  const { put, dispatcher, sent } = createDispatcherWorld();
  const gate = createGate();
  const operations: Operations = async () => {
    await gate.opened;
    return { kind: "lost" };
  };
  const worker = dispatcher({ operations });
  await put(call("login"), reply("1"));
  worker.nudge(CONVERSATION, [call("login"), reply("1")]);
  await vi.waitFor(() => expect(sent).toEqual(["1"]));
  gate.open();
  await worker.stop();
});
