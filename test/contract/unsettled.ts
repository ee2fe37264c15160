import { expect, test, vi } from "vitest";
import type { Lease } from "../../src/conversation/ports/outbox.ts";
import { calls, claim, due, LONG, lane, leave } from "./lanes.ts";
import { call, type Open, type Opened, turn } from "./store.ts";

/** What every outbox must do with a money call that got no answer. */
export function unsettledContract(open: Open): void {
  const unsettled = (fence: string): Lease => ({ ...calls(fence), lane: "unsettled" });
  const lose = async (opened: Opened, reconcileAfterMs: number) => {
    await leave(opened, [call("a"), call("b")]);
    await claim(opened, calls("1"));
    const marked = { lease: calls("1"), token: "a", leaseMs: LONG, note: ["C-1"] };
    await opened.outbox.markSent(marked);
    const settles = { kind: "call" as const, lease: calls("1"), token: "a", reconcileAfterMs };
    expect(await opened.store.commit(turn({ settles }))).toBe("committed");
  };

  test("is reconciled after a while, with its note, and delays no other call", async () => {
    const opened = await open();
    const startedAt = await opened.now();
    await lose(opened, 60);
    expect(await due(opened)).toContainEqual(lane("calls"));
    expect(await claim(opened, calls("2"))).toMatchObject({ effect: call("b") });
    await vi.waitFor(async () => {
      expect(await due(opened)).toEqual([lane("unsettled")]);
    }, 60_000);
    expect((await opened.now()) - startedAt).toBeGreaterThanOrEqual(60);
    expect(await claim(opened, unsettled("3"))).toMatchObject({
      ...{ effect: call("a"), note: ["C-1"], sent: true, attempts: 0, failures: {}, claims: 1 },
    });
  });

  test("is not claimed before", async () => {
    const opened = await open();
    await lose(opened, LONG);
    expect(await claim(opened, unsettled("1"))).toBeUndefined();
  });

  test("lets no other money call of its conversation leave until it is settled", async () => {
    const opened = await open();
    const { outbox, store } = opened;
    await lose(opened, 0);
    await claim(opened, calls("2"));
    const second = { lease: calls("2"), token: "b", leaseMs: LONG, note: [] };
    expect(await outbox.markSent(second)).toBe("unsettled");
    expect(await claim(opened, calls("2"))).toMatchObject({ effect: call("b"), sent: false });
    await leave(opened, [call("c")], "c2");
    const elsewhere = { ...calls("3"), conversationId: "c2" };
    await claim(opened, elsewhere);
    const third = { lease: elsewhere, token: "c", leaseMs: LONG, note: [] };
    expect(await outbox.markSent(third)).toBe("sent");

    await vi.waitFor(async () => {
      expect(await claim(opened, unsettled("4"))).toMatchObject({ effect: call("a") });
    }, 60_000);
    const settles = { kind: "call" as const, lease: unsettled("4"), token: "a" };
    expect(await store.commit(turn({ settles }))).toBe("committed");
    expect(await store.commit(turn({ settles }))).toBe("lost");
    expect(await claim(opened, unsettled("5"))).toBeUndefined();
    expect(await outbox.markSent(second)).toBe("sent");
  });

  test("is settled by nobody who has lost its lane", async () => {
    const opened = await open();
    await lose(opened, 0);
    await vi.waitFor(async () => {
      expect(await claim(opened, unsettled("1"))).toBeDefined();
    }, 60_000);
    for (const lease of [unsettled("2"), calls("1")]) {
      const settles = { kind: "call" as const, lease, token: "a" };
      expect(await opened.store.commit(turn({ settles }))).toBe("lost");
    }
  });
}
