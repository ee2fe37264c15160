import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Channel, SendOutcome } from "../../src/conversation/ports/channel.ts";
import { createDispatcherWorld, reply } from "../support/dispatcher-world.ts";
import { CONVERSATION } from "../support/engine-world.ts";
import { createGate } from "../support/gate.ts";

const retry = { kind: "retry", code: "busy", reason: "rate", tries: 20 } satisfies SendOutcome;
const accepted: SendOutcome = { kind: "accepted", messageId: "1" };
const read = async () => {};

const setFakeTimers = () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
};

describe("a lane", () => {
  test("is emptied in order, in one pass", async () => {
    const { put, dispatcher, sent, store } = createDispatcherWorld();
    await put(reply("1"), reply("2"));
    await put(reply("3"));
    expect(await dispatcher().tick()).toBe(1);
    expect(sent).toEqual(["1", "2", "3"]);
    expect(await store.count()).toMatchObject({ due: 0, dead: 0, parked: 0 });
  });

  test("waits for its head to be retried, whatever comes after it", async () => {
    const { put, dispatcher, sent, answers, clock } = createDispatcherWorld();
    const worker = dispatcher();
    answers.push(retry);
    await put(reply("1"), reply("2"));
    await worker.tick();
    await put(reply("3"));
    worker.wake(CONVERSATION, [reply("3")]);
    clock.now += 999;
    expect(await worker.tick()).toBe(0);
    expect(sent).toEqual(["1"]);
    clock.now += 1;
    await worker.tick();
    expect(sent).toEqual(["1", "1", "2", "3"]);
  });

  test.each([
    [0, [500, 1_000, 2_000]],
    [0.5, [1_000, 2_000, 4_000]],
    [0.999, [1_499, 2_998, 5_996]],
  ])("waits twice as long after each attempt, spread by chance (%d)", async (chance, delays) => {
    const { put, dispatcher, answers, clock, outcomes } = createDispatcherWorld();
    const worker = dispatcher({ random: () => chance });
    answers.push(...Array.from({ length: 12 }, () => retry));
    await put(reply("1"));
    for (let attempt = 0; attempt < 12; attempt++) {
      await worker.tick();
      clock.now += 10 * 60_000;
    }
    expect(outcomes.slice(0, 3)).toMatchObject(
      delays.map((delayMs) => ({ kind: "retry", delayMs })),
    );
    const longestMs = Math.round(5 * 60_000 * (0.5 + chance));
    expect(outcomes.at(-1)).toMatchObject({ kind: "retry", delayMs: longestMs });
  });

  test("waits as long as the channel said", async () => {
    const { put, dispatcher, answers, outcomes } = createDispatcherWorld();
    answers.push({ ...retry, delayMs: 7 });
    await put(reply("1"));
    await dispatcher().tick();
    expect(outcomes).toMatchObject([{ kind: "retry", delayMs: 7 }]);
  });

  test("gives its head up after the tries that the channel allows, and continues", async () => {
    const { put, dispatcher, sent, answers, clock, store, telemetryEvents } =
      createDispatcherWorld();
    const worker = dispatcher();
    answers.push(...Array.from({ length: 3 }, () => ({ ...retry, tries: 3 })));
    await put(reply("1"), reply("2"));
    for (let pass = 0; pass < 3; pass++) {
      await worker.tick();
      clock.now += 60_000;
    }
    expect(sent).toEqual(["1", "1", "1", "2"]);
    expect(await store.count()).toMatchObject({ due: 0, dead: 1 });
    expect(telemetryEvents).toContainEqual({
      kind: "delivery",
      conversationId: CONVERSATION,
      effect: "1",
      outcome: "dead",
      code: "busy",
    });
  });

  describe("whose head fails for several reasons", () => {
    const gateway = { kind: "unclear", code: "http_502", reason: "gateway", tries: 4 } as const;
    const unknown = { ...retry, code: "131000", reason: "unknown", tries: 2 };
    const stopped = { ...retry, code: "190", reason: "stopped", tries: 288 };

    async function meet(...scripted: SendOutcome[]) {
      const world = createDispatcherWorld();
      const worker = world.dispatcher();
      world.answers.push(...scripted);
      await world.put(reply("1"));
      for (let attempt = 0; attempt < scripted.length; attempt++) {
        await worker.tick();
        world.clock.now += 10 * 60_000;
      }
      await worker.tick();
      return { ...world, counts: await world.store.count() };
    }

    test.each<[string, SendOutcome[]]>([
      ["rate limits, then a gateway", [retry, retry, retry, gateway, gateway, gateway]],
      ["a gateway, then an unknown error", [gateway, gateway, gateway, unknown]],
      ["a blocked account, then all others", [...Array(20).fill(stopped), unknown, gateway, retry]],
      ["in turn", Array(3).fill([gateway, retry, retry, stopped]).flat()],
    ])("is sent once they have passed: %s", async (_, scripted) => {
      const { sent, counts } = await meet(...scripted);
      expect(sent).toHaveLength(scripted.length + 1);
      expect(counts).toMatchObject({ due: 0, dead: 0 });
    });

    test("gives it up when one of them has used up its own tries", async () => {
      const { sent, counts } = await meet(
        gateway,
        retry,
        gateway,
        stopped,
        gateway,
        retry,
        gateway,
      );
      expect(sent).toHaveLength(7);
      expect(counts).toMatchObject({ due: 0, dead: 1 });
    });

    test("waits for each as long as it has lasted itself", async () => {
      const { outcomes } = await meet(retry, retry, retry, gateway, retry);
      expect(outcomes.map((outcome) => outcome.kind === "retry" && outcome.delayMs)).toEqual([
        ...[1_000, 2_000, 4_000, 5_000, 8_000],
        false,
      ]);
    });
  });

  test.each<[string, () => Promise<SendOutcome>, string]>([
    ["refuses", async () => ({ kind: "refused", code: "gone" }), "gone"],
    ["throws a coded error", () => Promise.reject(Object.assign(new Error(), { code: "E" })), "E"],
    ["throws", () => Promise.reject(new Error("secret words")), "error"],
    [
      "throws on the spot",
      () => {
        throw new Error("secret words");
      },
      "error",
    ],
  ])("continues when the channel %s", async (_, answer, code) => {
    const { put, dispatcher, sent, store, telemetryEvents } = createDispatcherWorld();
    const send: Channel["send"] = ({ reply: { message } }) => {
      if (message.text === "1") return answer();
      sent.push(message.text);
      return Promise.resolve(accepted);
    };
    await put(reply("1"), reply("2"));
    await dispatcher({ channel: { send, read } }).tick();
    expect(sent).toEqual(["2"]);
    expect(await store.count()).toMatchObject({ due: 0, dead: 1 });
    expect(telemetryEvents[0]).toMatchObject({ outcome: "dead", code });
    expect(JSON.stringify(telemetryEvents)).not.toContain("secret");
  });

  test("is worked on by one dispatcher at a time", async () => {
    const { put, dispatcher, sent, clock } = createDispatcherWorld();
    const gate = createGate();
    const slow = dispatcher({
      channel: {
        async send({ reply: { message } }) {
          await gate.opened;
          sent.push(message.text);
          return accepted;
        },
        read,
      },
    });
    await put(reply("1"), reply("2"));
    const ticking = slow.tick();
    clock.now += 6_000;
    await dispatcher().tick();
    gate.open();
    await ticking;
    expect(sent).toEqual(["1", "2"]);
  });
});

describe("a nudge", () => {
  test("and a pass at once do one piece of work once", async () => {
    const { put, dispatcher, sent } = createDispatcherWorld();
    const worker = dispatcher();
    await put(reply("1"), reply("2"));
    worker.wake(CONVERSATION, [reply("1")]);
    worker.wake(CONVERSATION, [reply("2")]);
    await Promise.all([worker.tick(), worker.tick()]);
    await vi.waitFor(() => expect(sent).toHaveLength(2), 60_000);
    await worker.stop();
    expect(sent).toEqual(["1", "2"]);
  });

  test("that comes while the lane's worker is just ending is not missed", async () => {
    const { put, dispatcher, sent, store } = createDispatcherWorld();
    let late: string | undefined = "late";
    const worker = dispatcher({
      outbox: {
        ...store,
        async settle(settling) {
          const settled = await store.settle(settling);
          if (late) await put(reply(late));
          if (late) worker.wake(CONVERSATION, [reply(late)]);
          late = undefined;
          return settled;
        },
      },
    });
    await put(reply("1"));
    worker.wake(CONVERSATION, [reply("1")]);
    await vi.waitFor(() => expect(sent).toEqual(["1", "late"]), 60_000);
    await worker.stop();
  });
});

describe("a timer", () => {
  test("fires once, with two dispatchers and both late", async () => {
    const { says, dispatcher, sent, clock } = createDispatcherWorld();
    const [first, second] = [dispatcher(), dispatcher()];
    await says("hi");
    await first.tick();
    await says("Offer");
    await says("20");
    clock.now += 30_000;
    await Promise.all([first.tick(), second.tick()]);
    clock.now += 10_000;
    await Promise.all([first.tick(), second.tick()]);
    await first.tick();
    expect(sent.filter((text) => text.startsWith("offer.remind"))).toHaveLength(1);
  });

  test("that its finder has not fired is found again by another", async () => {
    const { says, dispatcher, sent, clock, store } = createDispatcherWorld();
    await says("hi");
    await dispatcher().tick();
    await says("Offer");
    await says("20");
    clock.now += 30_000;
    await store.due({ kind: "timers", limit: 9, leaseMs: 5_000 });
    clock.now += 5_000;
    await dispatcher().tick();
    await dispatcher().tick();
    expect(sent.filter((text) => text.startsWith("offer.remind"))).toHaveLength(1);
  });
});

describe("the loop", () => {
  test("passes again and again, and a pass that fails is noted and does not end it", async () => {
    setFakeTimers();
    const { put, dispatcher, store, sent, telemetryEvents } = createDispatcherWorld();
    let passes = 0;
    const worker = dispatcher({
      outbox: {
        ...store,
        due(options) {
          if (options.kind !== "replies") return store.due(options);
          passes += 1;
          return passes === 1 ? Promise.reject(new Error("secret words")) : store.due(options);
        },
      },
    });
    worker.start();
    worker.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(telemetryEvents).toMatchObject([{ kind: "failure", where: "dispatcher" }]);
    expect(JSON.stringify(telemetryEvents)).not.toContain("secret");
    await put(reply("1"));
    await vi.advanceTimersByTimeAsync(250);
    expect(sent).toEqual(["1"]);
    expect(passes).toBe(2);
    await worker.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("finishes work in progress when it is stopped, and starts nothing more", async () => {
    setFakeTimers();
    const { put, dispatcher, sent, store } = createDispatcherWorld();
    const gate = createGate();
    const worker = dispatcher({
      channel: {
        async send({ reply: { message } }) {
          await gate.opened;
          sent.push(message.text);
          return accepted;
        },
        read,
      },
    });
    await put(reply("1"), reply("2"));
    worker.start();
    await vi.advanceTimersByTimeAsync(0);
    worker.wake(CONVERSATION, [reply("2")]);
    await vi.advanceTimersByTimeAsync(0);
    let isStopped = false;
    const stopping = worker.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(isStopped).toBe(false);
    gate.open();
    await stopping;
    worker.wake(CONVERSATION, [reply("2")]);
    expect(await worker.tick()).toBe(0);
    expect(sent).toEqual(["1"]);
    const left = await store.due({ kind: "replies", limit: 9, leaseMs: 1 });
    expect(left.due).toMatchObject([{ lane: "replies" }]);
  });
});
