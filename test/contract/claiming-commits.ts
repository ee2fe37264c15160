import { expect, test, vi } from "vitest";
import type { LaneClaim } from "../../src/conversation/ports/store.ts";
import { calls, claim, due, LONG, lane, leave, replies, settle } from "./lanes.ts";
import { call, loaded, type Open, record, reply, turn } from "./store.ts";

const toReplies: LaneClaim = { fence: "1", leaseMs: { replies: LONG } };
const toBoth: LaneClaim = { fence: "1", leaseMs: { replies: LONG, calls: LONG } };

/** What a commit does that claims the lanes of its effects. */
export function claimingCommitsContract(open: Open): void {
  test("holds its lanes, whose heads count as claimed once", async () => {
    const opened = await open();
    const effects = [reply("a"), call("b"), reply("c")];
    expect(await opened.store.commit(turn({ effects, claim: toBoth }))).toBe("claimed");
    expect(await due(opened)).toEqual([]);
    expect(await claim(opened, replies("2"))).toBeUndefined();
    expect(await claim(opened, calls("2"))).toBeUndefined();
    expect(await claim(opened, replies("1"))).toMatchObject({ effect: reply("a"), claims: 2 });
    expect(await settle(opened, calls("1"), "b")).toBe("empty");
    expect(await settle(opened, replies("1"), "a")).toBe("more");
    expect(await claim(opened, replies("2"))).toMatchObject({ effect: reply("c"), claims: 1 });
  });

  test("leaves its lanes to another when the lease ends, and they are due then", async () => {
    const opened = await open();
    const startedAt = await opened.now();
    const short: LaneClaim = { fence: "1", leaseMs: { replies: 60 } };
    await opened.store.commit(turn({ effects: [reply("a")], claim: short }));
    await vi.waitFor(async () => {
      expect(await due(opened)).toEqual([lane("replies")]);
    }, 60_000);
    expect((await opened.now()) - startedAt).toBeGreaterThanOrEqual(60);
    expect(await claim(opened, replies("2"))).toMatchObject({ effect: reply("a"), claims: 2 });
    expect(await settle(opened, replies("1"), "a")).toBe("lost");
  });

  test("claims nothing if one of its lanes is not empty", async () => {
    const opened = await open();
    await leave(opened, [call("a")]);
    const commit = turn({ effects: [reply("b"), call("c")], claim: toBoth });
    expect(await opened.store.commit(commit)).toBe("committed");
    expect(await due(opened)).toEqual([lane("replies"), lane("calls")]);
    expect(await claim(opened, replies("2"))).toMatchObject({ effect: reply("b"), claims: 1 });
    expect(await claim(opened, calls("2"))).toMatchObject({ effect: call("a"), claims: 1 });
  });

  test("does not hurry a head that is to be retried", async () => {
    const opened = await open();
    await leave(opened, [reply("a")]);
    await claim(opened, replies("0"));
    await settle(opened, replies("0"), "a", { kind: "retry", delayMs: LONG });
    const commit = turn({ effects: [reply("b")], claim: toReplies });
    expect(await opened.store.commit(commit)).toBe("committed");
    expect(await due(opened)).toEqual([]);
    expect(await claim(opened, replies("1"))).toBeUndefined();
  });

  test("claims the lane that the call it settles leaves empty, and no other", async () => {
    for (const [more, outcome] of [
      [[], "claimed"],
      [[call("b")], "committed"],
    ] as const) {
      const opened = await open();
      await leave(opened, [call("a"), ...more]);
      await claim(opened, calls("0"));
      const settles = { kind: "call" as const, token: "a", lease: calls("0") };
      const next: LaneClaim = { fence: "1", leaseMs: { calls: LONG } };
      const commit = turn({ settles, effects: [call("c")], claim: next });
      expect(await opened.store.commit(commit)).toBe(outcome);
      const head = outcome === "claimed" ? [] : [lane("calls")];
      expect(await due(opened)).toEqual(head);
    }
  });

  test.each([
    ["conflict", { loaded: loaded(7), record: record(8) }],
    ["duplicate", { seen: { id: "m1", at: 0 } }],
  ] as const)("holds nothing after a %s", async (outcome, fields) => {
    const opened = await open();
    await opened.store.commit(turn({ seen: { id: "m1", at: 0 } }));
    const commit = turn({ ...fields, effects: [reply("a")], claim: toReplies });
    expect(await opened.store.commit(commit)).toBe(outcome);
    await leave(opened, [reply("b")]);
    expect(await claim(opened, replies("2"))).toMatchObject({ effect: reply("b") });
  });
}
