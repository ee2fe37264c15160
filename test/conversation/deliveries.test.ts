import { describe, expect, test, vi } from "vitest";
import type { SendOutcome } from "../../src/conversation/ports/channel.ts";
import { createDispatcherWorld, reply } from "../support/dispatcher-world.ts";
import { CONVERSATION } from "../support/engine-world.ts";
import { createGate } from "../support/gate.ts";

const read = async () => {};

describe("a reply whose sending got no answer", () => {
  const unclear: SendOutcome = {
    ...{ kind: "unclear", code: "no_answer", reason: "no_answer", tries: 3 },
  };
  const arrived = { conversationId: CONVERSATION, token: "1", status: "delivered" } as const;

  test("waits five seconds for a report that it arrived, and is sent again without one", async () => {
    const { put, dispatcher, answers, sent, clock } = createDispatcherWorld();
    answers.push(unclear);
    const worker = dispatcher();
    await put(reply("1"), reply("2"));
    await worker.tick();
    clock.now += 4_999;
    await worker.tick();
    expect(sent).toEqual(["1"]);
    clock.now += 1;
    await worker.tick();
    expect(sent).toEqual(["1", "1", "2"]);
  });

  test("is not sent again once it is reported, and the next one follows", async () => {
    const { put, dispatcher, answers, sent, store } = createDispatcherWorld();
    answers.push(unclear);
    const worker = dispatcher();
    await put(reply("1"), reply("2"));
    await worker.tick();
    expect(await store.report(arrived)).toBe("more");
    await worker.tick();
    expect(sent).toEqual(["1", "2"]);
  });

  test("is given up after its tries", async () => {
    const { put, dispatcher, answers, sent, clock, store } = createDispatcherWorld();
    answers.push(unclear, unclear, unclear);
    await put(reply("1"), reply("2"));
    const worker = dispatcher();
    for (let pass = 0; pass < 3; pass++) {
      await worker.tick();
      clock.now += 60_000;
    }
    expect(sent).toEqual(["1", "1", "1", "2"]);
    expect(await store.count()).toMatchObject({ due: 0, dead: 1 });
  });
});

describe("a lease that is lost in the middle", () => {
  test("by who was held up before sending: nothing is sent out of order", async () => {
    const { put, dispatcher, sent, clock, store } = createDispatcherWorld();
    const gate = createGate();
    const slow = dispatcher({
      outbox: {
        ...store,
        async claim(lease) {
          const work = await store.claim(lease);
          await gate.opened;
          return work;
        },
      },
    });
    await put(reply("1"), reply("2"));
    const ticking = slow.tick();
    await vi.waitFor(async () => expect((await store.count()).due).toBe(1), 60_000);
    clock.now += 13_001;
    await dispatcher().tick();
    gate.open();
    await ticking;
    expect(sent).toEqual(["1", "2"]);
  });

  test("by who was held up while sending: it settles nothing of another's", async () => {
    const { put, dispatcher, sent, clock, outcomes } = createDispatcherWorld();
    const gate = createGate();
    const begun = createGate();
    const slow = dispatcher({
      channel: {
        async send() {
          begun.open();
          await gate.opened;
          return { kind: "refused", code: "late" };
        },
        read,
      },
    });
    await put(reply("1"), reply("2"), reply("3"));
    const ticking = slow.tick();
    await begun.opened;
    clock.now += 13_001;
    await dispatcher().tick();
    await put(reply("4"));
    gate.open();
    await ticking;
    expect(sent).toEqual(["1", "2", "3"]);
    expect(outcomes).toHaveLength(4);
    await dispatcher().tick();
    expect(sent).toEqual(["1", "2", "3", "4"]);
  });
});

test("gives up an effect that kills its workers, and its conversation continues", async () => {
  const { put, dispatcher, sent, clock, store, telemetryEvents } = createDispatcherWorld();
  await put(reply("poison"), reply("2"));
  for (let life = 0; life < 8; life++) {
    void dispatcher({ channel: { send: () => new Promise(() => {}), read } }).tick();
    await vi.waitFor(async () => {
      const { due } = await store.due({ kind: "replies", limit: 9, leaseMs: 0 });
      expect(due).toEqual([]);
    }, 60_000);
    clock.now += 13_001;
  }
  await dispatcher().tick();
  expect(sent).toEqual(["2"]);
  expect(telemetryEvents).toContainEqual(
    expect.objectContaining({ outcome: "dead", code: "poison" }),
  );
  expect(await store.count()).toMatchObject({ due: 0, dead: 1 });
});
