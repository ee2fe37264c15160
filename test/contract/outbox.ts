import { describe, expect, test, vi } from "vitest";
import { WORK_KINDS, type WorkKind } from "../../src/conversation/ports/outbox.ts";
import { calls, claim, due, LONG, lane, leave, replies, settle } from "./lanes.ts";
import { call, type Open, reply, turn } from "./store.ts";

const HOUR_MS = 3_600_000;

/** What every outbox must do. */
export function outboxContract(open: Open): void {
  describe("a lane", () => {
    test("gives its effects one after the other, in the order of their commits", async () => {
      const opened = await open();
      await leave(opened, [reply("a"), reply("b")]);
      await leave(opened, [reply("c")]);
      const results = [];
      for (const fence of ["1", "2", "3"]) {
        const work = await claim(opened, replies(fence));
        results.push([work?.effect, await settle(opened, replies(fence), work?.effect.token)]);
      }
      expect(results).toEqual([
        [reply("a"), "more"],
        [reply("b"), "more"],
        [reply("c"), "empty"],
      ]);
      expect(await opened.outbox.count()).toEqual({
        ...{ due: 0, dead: 0, parked: 0, isPaused: false },
        work: WORK_KINDS.map((kind) => ({ kind, pending: 0, due: 0, oldestMs: 0 })),
      });
      expect(await claim(opened, replies("4"))).toBeUndefined();
    });

    test("tells when its head was committed, and that nobody has tried it", async () => {
      const opened = await open({ clock: () => 1_234_567 });
      await leave(opened, [call("a")]);
      const work = await claim(opened, calls("1"));
      expect(work).toEqual({
        ...{ effect: call("a"), at: 1_234_567, sent: false },
        ...{ attempts: 0, failures: {}, claims: 1 },
      });
    });

    test("does not wait for another lane, nor for another conversation", async () => {
      const opened = await open();
      await leave(opened, [reply("a"), call("b")]);
      await leave(opened, [reply("c")], "c2");
      const elsewhere = { ...replies("3"), conversationId: "c2" };
      expect(await claim(opened, replies("1"))).toMatchObject({ effect: reply("a") });
      expect(await claim(opened, calls("2"))).toMatchObject({ effect: call("b") });
      expect(await claim(opened, elsewhere)).toMatchObject({ effect: reply("c") });
    });

    test("is given to one of many, and to that one again", async () => {
      const opened = await open();
      await leave(opened, [reply("a"), reply("b")]);
      const fences = Array.from({ length: 10 }, (_, index) => `${index}`);
      const works = await Promise.all(fences.map((fence) => claim(opened, replies(fence))));
      expect(works.filter((work) => work !== undefined)).toMatchObject([{ effect: reply("a") }]);
      const winner = replies(`${works.findIndex((work) => work !== undefined)}`);
      expect(await claim(opened, winner)).toMatchObject({ effect: reply("a") });
    });

    test("is free for another once its lease is over, and lost for who held it", async () => {
      const opened = await open();
      const { store, outbox, now } = opened;
      await leave(opened, [call("a"), call("b")]);
      const startedAt = await now();
      await outbox.claim({ ...calls("old"), leaseMs: 60 });
      await vi.waitFor(async () => {
        expect(await claim(opened, calls("new"))).toMatchObject({ effect: call("a") });
      }, 60_000);
      expect((await now()) - startedAt).toBeGreaterThanOrEqual(60);

      const settles = { kind: "call" as const, lease: calls("old"), token: "a" };
      expect(
        await outbox.markSent({ lease: calls("old"), token: "a", leaseMs: 60_000, note: [] }),
      ).toBe("lost");
      expect(await settle(opened, calls("old"), "a")).toBe("lost");
      expect(await store.commit(turn({ settles }))).toBe("lost");
      expect(await claim(opened, calls("new"))).toMatchObject({ effect: call("a"), sent: false });
    });

    test("is lost for a token that is not its head's", async () => {
      const opened = await open();
      const { store, outbox } = opened;
      await leave(opened, [call("a"), call("b")]);
      await claim(opened, calls("1"));
      const settles = { kind: "call" as const, lease: calls("1"), token: "b" };
      expect(
        await outbox.markSent({ lease: calls("1"), token: "b", leaseMs: 60_000, note: [] }),
      ).toBe("lost");
      expect(await settle(opened, calls("1"), "b")).toBe("lost");
      expect(await store.commit(turn({ settles }))).toBe("lost");
      expect(await claim(opened, calls("1"))).toMatchObject({ effect: call("a"), sent: false });
    });

    test("is held for as long as sending may take, from when its head leaves", async () => {
      const opened = await open();
      await leave(opened, [call("a"), call("b")]);
      await opened.outbox.claim({ ...calls("1"), leaseMs: 60_000 });
      const startedAt = await opened.now();
      await opened.outbox.markSent({ lease: calls("1"), token: "a", leaseMs: 60, note: [] });
      await vi.waitFor(async () => {
        const work = { effect: call("a"), sent: true };
        expect(await claim(opened, calls("2"))).toMatchObject(work);
      }, 60_000);
      expect((await opened.now()) - startedAt).toBeGreaterThanOrEqual(60);
    });

    test("remembers that its head was sent, whoever takes it over", async () => {
      const opened = await open();
      await leave(opened, [call("a"), call("b")]);
      await claim(opened, calls("1"));
      expect(
        await opened.outbox.markSent({ lease: calls("1"), token: "a", leaseMs: 60_000, note: [] }),
      ).toBe("sent");
      expect(await settle(opened, calls("1"), "a", { kind: "retry", delayMs: 0 })).toBe("more");
      await vi.waitFor(async () => {
        const work = { effect: call("a"), sent: true, attempts: 1 };
        expect(await claim(opened, calls("2"))).toMatchObject(work);
      }, 60_000);
    });

    test("keeps a head that is to be retried, and nothing hurries it", async () => {
      const opened = await open();
      await leave(opened, [reply("a")]);
      await claim(opened, replies("1"));
      expect(await settle(opened, replies("1"), "a", { kind: "retry", delayMs: LONG })).toBe(
        "more",
      );
      await leave(opened, [reply("b")]);
      expect(await due(opened)).toEqual([]);
      expect(await claim(opened, replies("1"))).toBeUndefined();
      expect(await settle(opened, replies("1"), "a")).toBe("lost");
    });

    test("gives its head again after the delay, and counts the attempts", async () => {
      const opened = await open();
      await leave(opened, [reply("a"), reply("b")]);
      for (const attempts of [1, 2]) {
        const startedAt = await opened.now();
        await claim(opened, replies("1"));
        await settle(opened, replies("1"), "a", { kind: "retry", delayMs: 60 });
        await vi.waitFor(async () => {
          expect(await due(opened)).toEqual([lane("replies")]);
        }, 60_000);
        expect((await opened.now()) - startedAt).toBeGreaterThanOrEqual(60);
        expect(await claim(opened, replies("1"))).toMatchObject({ effect: reply("a"), attempts });
      }
    });

    test("continues after a head that was given up, which is counted", async () => {
      const opened = await open();
      await leave(opened, [reply("a"), reply("b")]);
      await claim(opened, replies("1"));
      const outcome = { kind: "dead", code: "131 047" } as const;
      expect(await settle(opened, replies("1"), "a", outcome)).toBe("more");
      expect(await opened.outbox.count()).toMatchObject({ due: 1, dead: 1, parked: 0 });
      expect(await claim(opened, replies("2"))).toMatchObject({ effect: reply("b") });
    });

    test("loses exactly its head to the commit that settles it, once", async () => {
      const opened = await open();
      const { store } = opened;
      await leave(opened, [call("a"), call("b"), reply("c")]);
      await claim(opened, calls("1"));
      const settles = { kind: "call" as const, lease: calls("1"), token: "a" };
      expect(await store.commit(turn({ settles }))).toBe("committed");
      expect(await store.commit(turn({ settles }))).toBe("lost");
      expect(await due(opened)).toEqual(expect.arrayContaining([lane("calls"), lane("replies")]));
      expect(await claim(opened, calls("2"))).toMatchObject({ effect: call("b") });
      expect(await claim(opened, replies("3"))).toMatchObject({ effect: reply("c") });
    });
  });

  describe("a head", () => {
    test("counts how often it was claimed since its last attempt ended", async () => {
      const opened = await open();
      await leave(opened, [reply("a")]);
      for (const claims of [1, 2, 3])
        expect(await claim(opened, replies("1"))).toMatchObject({ claims, attempts: 0 });
      await settle(opened, replies("1"), "a", { kind: "retry", delayMs: 0 });
      await vi.waitFor(async () => {
        const work = await claim(opened, replies("2"));
        expect(work).toMatchObject({ claims: 1, attempts: 1 });
      }, 60_000);
    });

    test("keeps the failures of its last attempt through claims, and the next head has none", async () => {
      const opened = await open();
      await leave(opened, [reply("a"), reply("b")]);
      await claim(opened, replies("1"));
      for (const failures of [{ rate: 1 }, { rate: 1, 'a "gateway"': 2 }]) {
        await settle(opened, replies("1"), "a", { kind: "retry", delayMs: 0, failures });
        for (const claims of [1, 2])
          await vi.waitFor(async () => {
            const work = await claim(opened, replies("1"));
            expect(work).toMatchObject({ effect: reply("a"), failures, claims });
          }, 60_000);
      }
      await settle(opened, replies("1"), "a");
      expect(await claim(opened, replies("2"))).toMatchObject({ effect: reply("b"), failures: {} });
    });

    test("keeps the first note that was made when it was marked as sent", async () => {
      const opened = await open();
      await leave(opened, [call("a")]);
      await claim(opened, calls("1"));
      for (const note of [["C 1", 'é"'], ["C-2"]]) {
        const marked = { lease: calls("1"), token: "a", leaseMs: LONG, note };
        expect(await opened.outbox.markSent(marked)).toBe("sent");
      }
      expect(await claim(opened, calls("1"))).toMatchObject({ sent: true, note: ["C 1", 'é"'] });
    });
  });

  describe("due", () => {
    test("finds a lane at once, and not again before it was pushed ahead", async () => {
      const opened = await open();
      await leave(opened, [reply("a"), reply("b")]);
      const startedAt = await opened.now();
      expect(await due(opened, { leaseMs: 60 })).toEqual([lane("replies")]);
      await vi.waitFor(async () => {
        expect(await due(opened)).toEqual([lane("replies")]);
      }, 60_000);
      expect((await opened.now()) - startedAt).toBeGreaterThanOrEqual(60);
      expect(await due(opened)).toEqual([]);
    });

    test("does not find a lane that somebody works on, also if more comes into it", async () => {
      const opened = await open();
      await leave(opened, [reply("a")]);
      await claim(opened, replies("1"));
      await leave(opened, [reply("b")]);
      expect(await due(opened)).toEqual([]);
    });

    test("finds a timer after its delay, until a commit settles it", async () => {
      const opened = await open();
      const startedAt = await opened.now();
      await leave(opened, [{ kind: "timer", token: "t1", delayMs: 60 }]);
      const found = [{ kind: "timer", conversationId: "c1", token: "t1" }];
      await vi.waitFor(async () => {
        expect(await due(opened, { leaseMs: 0 })).toEqual(found);
      }, 60_000);
      expect((await opened.now()) - startedAt).toBeGreaterThanOrEqual(60);
      await vi.waitFor(async () => expect(await due(opened)).toEqual(found), 60_000);
      await opened.store.commit(turn({ settles: { kind: "timer", token: "t1" } }));
      expect(await opened.outbox.count()).toMatchObject({ due: 0 });
    });

    test("counts each kind of work, what of it is due, and since when", async () => {
      const opened = await open();
      await leave(opened, [
        reply("a"),
        reply("b"),
        call("c"),
        { kind: "timer", token: "t1", delayMs: 60_000 },
      ]);
      await claim(opened, calls("1"));
      const startedAt = await opened.now();
      await vi.waitFor(async () => {
        expect((await opened.now()) - startedAt).toBeGreaterThan(20);
      }, 60_000);
      const { due, work } = await opened.outbox.count();
      const [waiting, inProgress, unsettled, timers] = work;
      expect(due).toBe(3);
      expect(waiting).toMatchObject({ kind: "replies", pending: 1, due: 1 });
      expect(waiting?.oldestMs).toBeGreaterThan(20);
      expect(inProgress).toEqual({ kind: "calls", pending: 1, due: 0, oldestMs: 0 });
      expect(unsettled).toEqual({ kind: "unsettled", pending: 0, due: 0, oldestMs: 0 });
      expect(timers).toEqual({ kind: "timers", pending: 1, due: 0, oldestMs: 0 });
    });

    test("never finds a timer that was taken back", async () => {
      const opened = await open();
      const timers = ["t1", "t2"].map((token) => ({ kind: "timer" as const, token, delayMs: 0 }));
      await leave(opened, timers);
      await leave(opened, [{ kind: "cancel", token: "t1" }]);
      await vi.waitFor(async () => {
        expect(await due(opened)).toEqual([{ kind: "timer", conversationId: "c1", token: "t2" }]);
      }, 60_000);
      expect(await opened.outbox.count()).toMatchObject({ due: 1 });
    });

    test("finds as many as were asked for, what is due longest first", async () => {
      const opened = await open();
      const startedAt = await opened.now();
      const delays = [40, 0, 20];
      const timers = delays.map((delayMs) => ({
        kind: "timer" as const,
        token: `t${delayMs}`,
        delayMs,
      }));
      await leave(opened, timers);
      await vi.waitFor(async () => {
        expect((await opened.now()) - startedAt).toBeGreaterThan(500);
      }, 60_000);
      const first = await due(opened, { limit: 2 });
      const rest = await due(opened, { limit: 2 });
      expect([first, rest]).toMatchObject([
        [{ token: "t0" }, { token: "t20" }],
        [{ token: "t40" }],
      ]);
    });
  });

  describe("due, of each kind of work apart", () => {
    const timers = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        ...{ kind: "timer" as const, token: `t${at}`, delayMs: 0 },
      }));

    test("finds replies and calls that are due after many timers", async () => {
      const opened = await open();
      await leave(opened, timers(50));
      await leave(opened, [reply("a"), call("b")]);
      const find = (kind: WorkKind) => opened.outbox.due({ kind, limit: 1, leaseMs: LONG });
      expect(await find("replies")).toEqual({ due: [lane("replies")], lateMs: 0 });
      expect(await find("calls")).toEqual({ due: [lane("calls")], lateMs: 0 });
      expect(await find("unsettled")).toEqual({ due: [], lateMs: 0 });
      await vi.waitFor(async () => {
        const found = await find("timers");
        expect(found.due).toMatchObject([{ kind: "timer" }]);
        expect(found.lateMs).toBeGreaterThan(0);
      }, 60_000);
    });

    test("reports for how long the oldest that was not taken has been due", async () => {
      const opened = await open();
      const startedAt = await opened.now();
      await leave(opened, [reply("a")]);
      await leave(opened, [reply("b")], "c2");
      const leftAt = await opened.now();
      const find = (limit: number) => opened.outbox.due({ kind: "replies", limit, leaseMs: LONG });
      await vi.waitFor(async () => {
        expect((await opened.now()) - leftAt).toBeGreaterThan(200);
      }, 60_000);
      for (const [limit, found] of [
        [0, 0],
        [1, 1],
      ] as const) {
        const { due, lateMs } = await find(limit);
        expect(due).toHaveLength(found);
        expect(lateMs).toBeGreaterThan(200);
        expect(lateMs).toBeLessThanOrEqual((await opened.now()) - startedAt);
      }
      expect(await find(1)).toMatchObject({ due: [{ conversationId: "c2" }], lateMs: 0 });
    });

    test("finds a lane with a pending retry in its own kind only", async () => {
      const opened = await open();
      await leave(opened, [call("a")]);
      await claim(opened, calls("1"));
      await settle(opened, calls("1"), "a", { kind: "retry", delayMs: 0 });
      const find = (kind: WorkKind) => opened.outbox.due({ kind, limit: 9, leaseMs: 0 });
      await vi.waitFor(async () => {
        expect((await find("calls")).due).toEqual([lane("calls")]);
      }, 60_000);
      for (const kind of ["replies", "unsettled", "timers"] as const)
        expect((await find(kind)).due).toEqual([]);
    });
  });

  describe("sweep", () => {
    const hour = 480_000;

    test.each([
      ["on the hour", hour * HOUR_MS, 2, ["committed", "committed", "duplicate", "duplicate"]],
      ["just before", hour * HOUR_MS - 1, 1, ["committed", "duplicate", "duplicate", "duplicate"]],
    ])("drops the marks of hours that are all too old, %s", async (_, now, dropped, results) => {
      const { store, outbox } = await open({ clock: () => now });
      const starts = [hour - 50, hour - 49, hour - 48, hour].map((each) => each * HOUR_MS);
      const messages = starts.map((start) => turn({ seen: { id: "m", at: start + HOUR_MS - 1 } }));
      for (const message of messages) await store.commit(message);
      expect(await outbox.sweep({ olderThanMs: 48 * HOUR_MS })).toBe(dropped);
      expect(await outbox.sweep({ olderThanMs: 48 * HOUR_MS })).toBe(0);
      const again = [];
      for (const message of messages) again.push(await store.commit(message));
      expect(again).toEqual(results);
    });
  });
}
