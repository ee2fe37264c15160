import { describe, expect, test } from "vitest";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import { createAdmission } from "../../src/http/admission.ts";

describe("webhooks in progress", () => {
  test("are no more than so many, and each that is answered makes room", () => {
    const { admit } = open({ maxWebhooks: 2 });
    const leave = admit(1);
    expect(admit(1)).toBeDefined();
    expect(admit(1)).toBeUndefined();
    leave?.();
    expect(admit(1)).toBeDefined();
    expect(admit(1)).toBeUndefined();
  });

  test("hold no more than so many bytes", () => {
    const { admit, refusal } = open({ maxBytes: 10 });
    const leave = admit(8);
    expect(admit(3)).toBeUndefined();
    expect(admit(2)).toBeDefined();
    expect(refusal()).toBeUndefined();
    leave?.();
    expect(admit(8)).toBeDefined();
  });
});

test("/ready answers as the largest webhook would be answered", () => {
  const { admit, refusal, refusalOfLargest } = open({ maxBytes: 10, largestBytes: 3 });
  admit(7);
  expect(refusalOfLargest()).toBeUndefined();
  admit(1);
  expect(refusal(2)).toBeUndefined();
  expect(refusalOfLargest()).toBe("Too many webhooks in progress");
});

test("one source of webhooks takes no room of another, and the state of the store counts for both", async () => {
  const { admit, gate, fails } = open({ maxWebhooks: 1 });
  const other = gate({ maxWebhooks: 1, maxBytes: 10 });
  expect(admit(1)).toBeDefined();
  expect(other.admit(11)).toBeUndefined();
  expect(other.admit(10)).toBeDefined();
  expect(other.refusal()).toBe("Too many webhooks in progress");
  await fails(5);
  expect(gate({ maxWebhooks: 1, maxBytes: 10 }).refusal()).toBe("The store is failing");
});

test("a closed admission lets nothing in", () => {
  const { admit, refusal, close } = open();
  close();
  expect(admit(0)).toBeUndefined();
  expect(refusal()).toBe("The server is shutting down");
});

test("nothing is let in while the outbox has been behind for more than ten seconds", () => {
  const outbox = { replyDelayMs: 10_000 };
  const { admit, refusal } = open({ replyDelayMs: () => outbox.replyDelayMs });
  expect(admit(1)).toBeDefined();
  outbox.replyDelayMs = 10_001;
  expect(admit(1)).toBeUndefined();
  expect(refusal()).toBe("The outbox is behind");
  outbox.replyDelayMs = 0;
  expect(admit(1)).toBeDefined();
});

describe("a store that fails", () => {
  test("five times in a row keeps all out but one webhook a second, until a commit succeeds", async () => {
    const { admit, refusal, fails, commits, clock } = open();
    await fails(4);
    expect(admit(1)).toBeDefined();
    await fails(1);
    expect(admit(1)).toBeUndefined();
    expect(refusal()).toBe("The store is failing");

    clock.now += 1_000;
    expect(admit(1)).toBeDefined();
    expect(admit(1)).toBeUndefined();
    await fails(1);
    clock.now += 1_000;
    expect(refusal()).toBeUndefined();
    expect(admit(1)).toBeDefined();
    await commits();
    expect(admit(1)).toBeDefined();
    expect(admit(1)).toBeDefined();
  });

  test("is named by its own word", async () => {
    const { learn, admit, refusal } = open();
    const full = new StoreError("unavailable", "Redis refused", { reason: "OOM" });
    admit(1);
    for (let time = 1; time <= 5; time++)
      await learn("commit", () => Promise.reject(full)).catch(() => {});
    expect(refusal()).toBe("The store is failing (OOM)");
  });

  test("now and then keeps nobody out, and a lookup alone does not show that it is well", async () => {
    const { admit, fails, commits, learn } = open();
    await fails(4);
    await commits();
    await fails(4);
    expect(admit(1)).toBeDefined();
    await learn("lookup", async () => "a contact");
    await fails(1);
    expect(admit(1)).toBeUndefined();
  });

  test("is not one that holds what cannot be read, or an event that breaks a machine", async () => {
    const { admit, learn } = open();
    for (const error of [new StoreError("corrupt", "A list"), new Error("A guard failed")])
      for (let time = 1; time <= 10; time++)
        await expect(learn("commit", () => Promise.reject(error))).rejects.toBe(error);
    expect(admit(1)).toBeDefined();
    expect(admit(1)).toBeDefined();
  });
});

function open(options: Partial<Parameters<typeof createAdmission>[0]> = {}) {
  const clock = { now: 1_700_000_000_000 };
  const admission = createAdmission({ clock: () => clock.now, replyDelayMs: () => 0, ...options });
  return {
    ...admission,
    clock,
    commits: () => admission.learn("commit", async () => "committed"),
    async fails(times: number) {
      const away = new StoreError("unavailable", "Redis did not answer");
      for (let time = 1; time <= times; time++)
        await admission.learn("commit", () => Promise.reject(away)).catch(() => {});
    },
  };
}
