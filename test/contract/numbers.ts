import { expect, test } from "vitest";
import type { Count } from "../../src/conversation/model/count.ts";
import type { Clock } from "../../src/conversation/ports/clock.ts";
import type { Numbers } from "../../src/conversation/ports/numbers.ts";
import type { Outbox } from "../../src/conversation/ports/outbox.ts";
import type { Store } from "../../src/conversation/ports/store.ts";
import { loaded, record, reply, turn } from "./store.ts";

export type OpenNumbers = (options: { clock: Clock }) => Promise<{
  store: Store;
  outbox: Outbox;
  numbers: Numbers;
}>;

const origin = { release: "release-of-16-c.", locale: "en" };
const asked: Count = { kind: "bubble", ...origin, form: "ready.offering" };
const moved: Count = {
  kind: "turn",
  ...origin,
  from: "ready.home",
  way: "choice.offer",
  to: "ready.offering/filling.amount",
};

/** What every store of counts must do. */
export function numbersContract(open: OpenNumbers): void {
  const noon = Date.UTC(2026, 10, 28, 10);
  const clock = () => noon;

  test("add up what commits count", async () => {
    const { store, numbers } = await open({ clock });
    const counts = [
      { count: moved, times: 1 },
      { count: asked, times: 2 },
    ];
    await store.commit(turn({ record: record(1), counts }));
    await store.commit(turn({ conversationId: "c2", record: record(1), counts }));
    await store.commit(turn({ conversationId: "c3", record: record(1) }));
    const day = await numbers.read("2026-11-28");
    expect(day).toMatchObject({ day: "2026-11-28", other: 0 });
    expect(day.counts).toHaveLength(2);
    expect(day.counts).toContainEqual({ count: moved, times: 2 });
    expect(day.counts).toContainEqual({ count: asked, times: 4 });
  });

  test("are those of a day in Harare", async () => {
    let now = Date.UTC(2026, 10, 28, 21, 59, 59, 999);
    const { store, numbers } = await open({ clock: () => now });
    const counts = [{ count: asked, times: 1 }];
    await store.commit(turn({ record: record(1), counts }));
    now += 1;
    await store.commit(turn({ loaded: loaded(1), record: record(2), counts }));
    const days = await Promise.all(["2026-11-28", "2026-11-29", "2026-11-30"].map(numbers.read));
    expect(days.map(({ counts }) => counts)).toEqual([counts, counts, []]);
  });

  test("count nothing of a commit that is refused", async () => {
    const { store, numbers } = await open({ clock });
    const counts = [{ count: asked, times: 1 }];
    const seen = { id: "m1", at: noon };
    const first = turn({ record: record(1), seen, counts });
    const rival = { ...first, seen: { id: "m2", at: noon } };
    const results = await Promise.all([first, rival, first].map(store.commit));
    expect(results.filter((result) => result === "committed")).toHaveLength(1);
    const { counts: counted } = await numbers.read("2026-11-28");
    expect(counted).toEqual(counts);
  });

  test("count a reply that is given up, and none that is sent or tried again", async () => {
    const { store, outbox, numbers } = await open({ clock });
    const effects = ["s1:1:0", "s1:1:1", "s1:1:2"].map(reply);
    await store.commit(turn({ record: record(1), effects }));
    const lease = { conversationId: "c1", lane: "replies" as const, fence: "1" };
    const dead: Count = { kind: "dead", ...origin, key: "offer.sent" };
    const settle = async (token: string, outcome: Parameters<Outbox["settle"]>[0]["outcome"]) => {
      await outbox.claim({ ...lease, leaseMs: 60_000 });
      const counts = outcome.kind === "dead" ? [{ count: dead, times: 1 }] : [];
      return outbox.settle({ lease, token, outcome, counts });
    };
    expect(await settle("s1:1:0", { kind: "dead", code: "131026" })).toBe("more");
    expect(await settle("s1:1:0", { kind: "dead", code: "131026" })).toBe("lost");
    expect(await settle("s1:1:1", { kind: "done" })).toBe("more");
    expect(await settle("s1:1:2", { kind: "retry", delayMs: 1 })).toBe("more");
    const { counts } = await numbers.read("2026-11-28");
    expect(counts).toEqual([{ count: dead, times: 1 }]);
  });
}
