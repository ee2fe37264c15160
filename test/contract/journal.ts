import { describe, expect, test, vi } from "vitest";
import type { DeliveryReport } from "../../src/conversation/ports/outbox.ts";
import { claim, due, LONG, lane, leave, replies, settle } from "./lanes.ts";
import { line, type Open, type Opened, record, reply, turn } from "./store.ts";

/** What every outbox must do with reports of replies, and every journal tell. */
export function journalContract(open: Open): void {
  describe("a report", () => {
    const report = ({ outbox }: Opened, fields: Partial<DeliveryReport> = {}) =>
      outbox.report({ conversationId: "c1", token: "a", status: "delivered", ...fields });

    test("settles a head whose outcome was unknown", async () => {
      const opened = await open();
      await leave(opened, [reply("a"), reply("b")]);
      await claim(opened, replies("1"));
      await settle(opened, replies("1"), "a", { kind: "retry", delayMs: LONG });
      expect(await report(opened, { status: "sent" })).toBe("more");
      expect(await due(opened)).toEqual([lane("replies")]);
      expect(await claim(opened, replies("2"))).toMatchObject({ effect: reply("b") });
      expect(await report(opened, { token: "b" })).toBe("empty");
      expect(await opened.outbox.count()).toMatchObject({ due: 0, dead: 0, parked: 0 });
    });

    test("comes before whoever sent the head can settle it, who has lost it then", async () => {
      const opened = await open();
      await leave(opened, [reply("a"), reply("b")]);
      await claim(opened, replies("1"));
      expect(await report(opened)).toBe("more");
      expect(await settle(opened, replies("1"), "a")).toBe("lost");
      expect(await claim(opened, replies("2"))).toMatchObject({ effect: reply("b") });
    });

    test("of a failure keeps the head among what was given up", async () => {
      const opened = await open();
      await leave(opened, [reply("a")]);
      await claim(opened, replies("1"));
      expect(await report(opened, { status: "failed", code: "131026" })).toBe("empty");
      expect(await opened.outbox.count()).toMatchObject({ due: 0, dead: 1, parked: 0 });
    });

    test.each<[string, Partial<DeliveryReport>]>([
      ["of a reply that is settled", { token: "before" }],
      ["of a reply that nobody has tried", { token: "a" }],
      ["of another conversation", { conversationId: "c2" }],
    ])("%s is noted, and changes nothing else", async (_, fields) => {
      const opened = await open();
      await leave(opened, [reply("a")]);
      expect(await report(opened, fields)).toBe("noted");
      expect(await claim(opened, replies("1"))).toMatchObject({ effect: reply("a") });
      expect(await opened.outbox.count()).toMatchObject({ dead: 0 });
    });
  });

  test("a report of a reply without a journal begins none", async () => {
    const opened = await open();
    const report = { conversationId: "c1", token: "a", status: "read" } as const;
    expect(await opened.outbox.report(report)).toBe("noted");
    expect(await opened.journal.read("c1")).toEqual([]);
  });

  describe("the journal", () => {
    const lines = async ({ journal }: Opened, conversationId = "c1") =>
      (await journal.read(conversationId)).map((entry) => entry.line);

    test("has a line for each commit that was made, and for no other", async () => {
      const opened = await open();
      const startedAt = await opened.now();
      const first = { ...line, id: "first" };
      expect(await opened.store.commit(turn({ line: first, record: record(1) }))).toBe("committed");
      expect(await opened.store.commit(turn({ record: record(2) }))).toBe("conflict");
      const [entry, ...others] = await opened.journal.read("c1");
      expect(entry).toEqual({ at: expect.any(Number), line: first });
      expect(entry?.at).toBeGreaterThanOrEqual(startedAt);
      expect(others).toEqual([]);
      expect(await lines(opened, "c2")).toEqual([]);
    });

    test("lists the outcome of a reply: accepted or given up, and its delivery reports", async () => {
      const opened = await open();
      await leave(opened, [reply("a"), reply("b"), reply("c")]);
      await claim(opened, replies("1"));
      await settle(opened, replies("1"), "a", { kind: "retry", delayMs: 0 });
      for (const [token, outcome] of [
        ["a", { kind: "done" }],
        ["b", { kind: "dead", code: "131047" }],
      ] as const) {
        await vi.waitFor(async () => {
          expect(await claim(opened, replies("1"))).toBeDefined();
        }, 60_000);
        await settle(opened, replies("1"), token, outcome);
      }
      const { outbox } = opened;
      for (const status of ["sent", "delivered", "failed"] as const)
        await outbox.report({ conversationId: "c1", token: "a", status, code: "1" });
      expect((await lines(opened)).slice(1)).toEqual([
        { kind: "delivery", token: "a", outcome: "accepted" },
        { kind: "delivery", token: "b", outcome: "dead", code: "131047" },
        { kind: "status", token: "a", status: "delivered", code: "1" },
        { kind: "status", token: "a", status: "failed", code: "1" },
      ]);
    });
  });
}
