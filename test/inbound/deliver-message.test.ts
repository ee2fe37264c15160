import { expect, test, vi } from "vitest";
import type { TurnOutcome } from "../../src/conversation/engine.ts";
import type { MessageEvent } from "../../src/conversation/model/event.ts";
import { createDeliverMessage } from "../../src/inbound/deliver-message.ts";

const address = { businessNumberId: "1", phone: "263771234567" };
const event: MessageEvent = {
  ...{ kind: "message", id: "m1", at: 0, address, locale: "en" },
  content: { kind: "text", text: "hi" },
};

function deliver({
  outcome,
  isWaiting = false,
}: Partial<TurnOutcome> & Pick<TurnOutcome, "outcome">) {
  const read = vi.fn(async () => {});
  const engine = { run: async () => ({ outcome, isWaiting }) };
  const delivery = createDeliverMessage({ engine, channel: { read } })({
    ...{ conversationId: "c1", event, messageId: "wamid.1" },
  });
  return { delivery, read };
}

test.each([
  ["committed", "ok"],
  ["stale", "ok"],
  ["parked", "ok"],
  ["lost", "ok"],
  ["duplicate", "not run"],
  ["too old", "not run"],
  ["conflict", "failed"],
] as const)("a message that is %s is answered as %s", async (outcome, answer) => {
  expect(await deliver({ outcome }).delivery).toBe(answer);
});

test.each([true, false])(
  "a committed message is read; typing while it waits: %s",
  async (isWaiting) => {
    const { delivery, read } = deliver({ outcome: "committed", isWaiting });
    await delivery;
    expect(read.mock.calls).toEqual([[{ address, messageId: "wamid.1", typing: isWaiting }]]);
  },
);

test.each(["stale", "parked", "lost", "duplicate", "too old", "conflict"] as const)(
  "a message that is %s stays unread",
  async (outcome) => {
    const { delivery, read } = deliver({ outcome });
    await delivery;
    expect(read).not.toHaveBeenCalled();
  },
);

test("what the engine throws is the webhook's to report, and the message stays unread", async () => {
  const read = vi.fn(async () => {});
  const engine = { run: () => Promise.reject(new Error("away")) };
  const message = { conversationId: "c1", event, messageId: "wamid.1" };
  await expect(createDeliverMessage({ engine, channel: { read } })(message)).rejects.toThrow(
    "away",
  );
  expect(read).not.toHaveBeenCalled();
});
