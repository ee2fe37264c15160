import { expect, test, vi } from "vitest";
import type { CallEffect, ReplyEffect } from "../../src/conversation/model/effect.ts";
import type { JournalEntry } from "../../src/conversation/model/journal-entry.ts";
import type { ConversationRecord, SessionRecord } from "../../src/conversation/model/record.ts";
import { fieldsOf } from "../../src/conversation/model/record-fields.ts";
import type { Clock } from "../../src/conversation/ports/clock.ts";
import type { Journal } from "../../src/conversation/ports/journal.ts";
import type { Lease, Outbox } from "../../src/conversation/ports/outbox.ts";
import type { Commit, LoadedRecord, Store } from "../../src/conversation/ports/store.ts";

/** Opens an empty store. `clock` is the process's own, by which neither leases nor due times go. */
export type Open = (options?: { ttlSeconds?: number; clock?: Clock }) => Promise<Opened>;

export interface Opened {
  store: Store;
  outbox: Outbox;
  journal: Journal;
  /** The store's own clock, by which leases and due times go. */
  now(): Promise<number>;
}

/** What every store must do. */
export function storeContract(open: Open): void {
  const seen = { id: "m1", at: Date.UTC(2025, 0, 2, 3, 4, 5) };
  const timer = { kind: "timer" as const, token: "s1:1:9", delayMs: 60_000 };

  test("knows nothing of a conversation that never was", async () => {
    const { store } = await open();
    expect(await store.load("c1")).toEqual({ kind: "none" });
  });

  test("loads what was committed, and of each conversation its own", async () => {
    const { store } = await open();
    const other = record(1, { session_id: 's"2\\é', locale: "sn" });
    expect(await store.commit(turn({ record: record(1) }))).toBe("committed");
    expect(await store.commit(turn({ conversationId: "c2", record: other }))).toBe("committed");
    expect(await store.load("c1")).toEqual(loaded(1));
    expect(await store.load("c2")).toEqual({ kind: "record", record: other });
  });

  test("increases the version that was loaded", async () => {
    const { store } = await open();
    await store.commit(turn({ record: record(1) }));
    const next = turn({ loaded: await store.load("c1"), record: record(2) });
    expect(await store.commit(next)).toBe("committed");
    expect(await store.load("c1")).toEqual(loaded(2));
  });

  test("forgets a record when its TTL is over, and not before", async () => {
    const { store, now } = await open({ ttlSeconds: 1 });
    const startedAt = await now();
    await store.commit(turn({ record: record(1) }));
    await vi.waitFor(async () => {
      expect(await store.load("c1")).toEqual({ kind: "none" });
    }, 60_000);
    expect((await now()) - startedAt).toBeGreaterThanOrEqual(1_000);
  });

  test.each<[string, ConversationRecord | undefined, LoadedRecord]>([
    ["an older version", record(2), loaded(1)],
    ["a version of the future", record(2), loaded(3)],
    ["the same version of another session", record(2), loaded(2, { session_id: "s0" })],
    ["nothing where a record is", record(2), { kind: "none" }],
    ["a record where nothing is", undefined, loaded(2)],
  ])("refuses a commit that has loaded %s, and keeps nothing of it", async (_, stored, then) => {
    const { store, outbox } = await open();
    await store.commit(turn({ record: stored, effects: [timer] }));
    const before = [await store.load("c1"), await outbox.count()];
    const parked = { event: {}, cause: "Error" };
    const settles = { kind: "timer" as const, token: timer.token };
    const effects = [reply("s1:3:0"), call("s1:3:1"), { ...timer, token: "s1:3:2" }];
    const late = turn({ loaded: then, record: record(3), seen, settles, effects, parked });
    expect(await store.commit(late)).toBe("conflict");
    expect([await store.load("c1"), await outbox.count()]).toEqual(before);
    expect(await store.commit({ ...late, loaded: await store.load("c1") })).toBe("committed");
  });

  test("knows a message that was seen, whatever else is known of its conversation", async () => {
    const { store } = await open();
    expect(await store.wasSeen("c1", seen)).toBe(false);
    await store.commit(turn({ seen }));
    expect(await store.wasSeen("c1", seen)).toBe(true);
    expect(await store.wasSeen("c1", { ...seen, id: "m2" })).toBe(false);
  });

  test("takes one of many commits that have loaded the same version", async () => {
    const { store } = await open();
    const rivals = Array.from({ length: 20 }, (_, index) =>
      store.commit(turn({ record: record(1, { session_id: `s${index}` }) })),
    );
    const results = await Promise.all(rivals);
    expect(results.filter((result) => result === "committed")).toHaveLength(1);
    const winner = `s${results.indexOf("committed")}`;
    expect(await store.load("c1")).toEqual(loaded(1, { session_id: winner }));
  });

  test("takes a message once, in whatever state it comes again", async () => {
    const { store, outbox } = await open();
    await store.commit(turn({ record: record(1), seen }));
    const again = { record: record(2), seen, effects: [reply("s1:2:0")] };
    expect(await store.commit(turn({ ...again, loaded: loaded(1) }))).toBe("duplicate");
    expect(await store.commit(turn(again))).toBe("duplicate");
    expect(await store.load("c1")).toEqual(loaded(1));
    expect(await outbox.count()).toMatchObject({ due: 0, dead: 0, parked: 0 });
  });

  test("marks a message by its own hour: the same id of another hour is another message", async () => {
    const { store } = await open();
    const hour = Date.UTC(2025, 0, 2, 3);
    const take = (at: number) => store.commit(turn({ seen: { id: "m1", at } }));
    expect(await take(hour)).toBe("committed");
    expect(await take(hour + 3_599_999)).toBe("duplicate");
    expect(await take(hour + 3_600_000)).toBe("committed");
    expect(await take(hour - 1)).toBe("committed");
    expect(await take(hour - 3_600_000)).toBe("duplicate");
  });

  test("does all the rest of a commit that has no record", async () => {
    const { store, outbox } = await open();
    await store.commit(turn({ record: record(1), effects: [timer] }));
    const settles = { kind: "timer" as const, token: timer.token };
    const stale = turn({ loaded: loaded(1), seen, settles, effects: [reply("s1:1:0")] });
    expect(await store.commit(stale)).toBe("committed");
    expect(await store.load("c1")).toEqual(loaded(1));
    expect(await store.commit(stale)).toBe("duplicate");
    const due = [{ kind: "lane", conversationId: "c1", lane: "replies" }];
    const found = await outbox.due({ kind: "replies", limit: 9, leaseMs: 60_000 });
    expect(found.due).toEqual(due);
    expect(await outbox.count()).toMatchObject({ due: 1, dead: 0, parked: 0 });
  });

  test("keeps the event that could not be taken", async () => {
    const { store, outbox } = await open();
    await store.commit(turn({ seen, parked: { event: { kind: "message" }, cause: "Error" } }));
    expect(await outbox.count()).toMatchObject({ parked: 1 });
  });

  test("refuses the result of a call that another has taken over", async () => {
    const { store, outbox } = await open();
    await store.commit(turn({ record: record(1), effects: [call("s1:1:0")] }));
    const lease: Lease = { conversationId: "c1", lane: "calls", fence: "mine" };
    await outbox.claim({ ...lease, leaseMs: 60_000 });
    const settles = { kind: "call" as const, token: "s1:1:0", lease: { ...lease, fence: "other" } };
    const result = turn({ loaded: loaded(1), record: record(2), effects: [timer], settles });
    expect(await store.commit(result)).toBe("lost");
    expect(await store.load("c1")).toEqual(loaded(1));
    expect(await outbox.count()).toMatchObject({ due: 1 });
    expect(await outbox.markSent({ lease, token: "s1:1:0", leaseMs: 60_000, note: [] })).toBe(
      "sent",
    );
  });

  test("loads what breaks the schema as corrupt, and replaces it while it is the same", async () => {
    const { store } = await open();
    const broken: ConversationRecord = JSON.parse(
      JSON.stringify({ ...record(1), snapshot: "secret" }),
    );
    await store.commit(turn({ record: broken }));
    const first = await store.load("c1");
    expect(first).toMatchObject({
      kind: "corrupt",
      cause: { name: "StoreError", code: "corrupt" },
    });
    expect(await store.commit(turn({ loaded: first, record: record(1) }))).toBe("committed");
    expect(await store.load("c1")).toEqual(loaded(1));
    expect(await store.commit(turn({ loaded: first, record: record(1) }))).toBe("conflict");
  });

  test.each([
    ["profile", { member: "Tariro" }],
    ["current_account", "a1"],
    ["credex_token", 1],
  ])("loads a %s that breaks the application's schema as corrupt", async (field, value) => {
    const { store } = await open();
    await store.commit(turn({ record: record(1, { [field]: value }) }));
    expect(await store.load("c1")).toMatchObject({ kind: "corrupt" });
  });

  test("cleans all but what is preserved, and what is committed still happens", async () => {
    const { store, outbox } = await open();
    await store.commit(turn({ record: record(4), loaded: { kind: "none" }, effects: [call("t")] }));
    const preserve = ["jwt_token", "current_account"] as const;
    expect(await store.cleanup({ conversationId: "c1", version: 4, preserve })).toBe("cleaned");
    const { jwt_token, current_account } = fieldsOf(record(4));
    const cleaned = await store.load("c1");
    const _last_updated = expect.any(String);
    const left = { jwt_token, current_account, _version: 5, _last_updated };
    expect(cleaned).toEqual({ kind: "record", record: left });
    const next = turn({ loaded: cleaned, record: record(6, { session_id: "s2" }) });
    expect(await store.commit(next)).toBe("committed");
    const lease: Lease = { conversationId: "c1", lane: "calls", fence: "mine" };
    expect(await outbox.claim({ ...lease, leaseMs: 60_000 })).toMatchObject({ effect: call("t") });
  });

  test("cleans nothing but the version that was loaded", async () => {
    const { store } = await open();
    const cleanup = { conversationId: "c1", version: 1, preserve: [] };
    expect(await store.cleanup(cleanup)).toBe("conflict");
    expect(await store.load("c1")).toEqual({ kind: "none" });
    await store.commit(turn({ record: record(2) }));
    expect(await store.cleanup(cleanup)).toBe("conflict");
    expect(await store.load("c1")).toEqual(loaded(2));
  });
}

/** What a journal says of a commit that says nothing else. */
export const line: JournalEntry = {
  ...{ kind: "turn", event: "timer", id: "t", what: "", outcome: "stale", effects: [] },
};

const address = { businessNumberId: "n1", phone: "263770000000" };

/** A commit of the conversation c1 that has loaded nothing and does nothing. */
/** Of a store that is not divided: its conversations share their deduplication marks. */
export function sharedMarksContract(open: Open): void {
  test("takes a message once, in whatever conversation it comes again", async () => {
    const { store } = await open();
    const seen = { id: "m1", at: Date.now() };
    await store.commit(turn({ record: record(1), seen }));
    const again = turn({ conversationId: "c2", record: record(2), seen });
    expect(await store.commit(again)).toBe("duplicate");
    expect(await store.load("c2")).toEqual({ kind: "none" });
  });
}

export function turn(fields: Partial<Commit>): Commit {
  const metadata = fields.record && { stage: "menu", direction: "IN" as const };
  const known = { conversationId: "c1", loaded: { kind: "none" } as const, effects: [], line };
  return { ...known, metadata, ...fields };
}

export function record(version: number, fields: Partial<SessionRecord> = {}): SessionRecord {
  const kept = {
    profile: { member: { firstname: "Tariro \u{1f600}" }, accounts: [] },
    current_account: { accountID: "a1" },
  };
  return {
    ...kept,
    session_id: "s1",
    jwt_token: "a.b.c",
    address,
    locale: "en",
    machine: { id: "root", hash: "h" },
    snapshot: { value: "menu", context: { text: 'a "b" \\ \n' } },
    timers: [],
    calls: [],
    question: { number: 0, choices: [] },
    _version: version,
    _last_updated: "2025-01-02T03:04:05.000Z",
    ...fields,
  };
}

export function loaded(version: number, fields: Partial<SessionRecord> = {}): LoadedRecord {
  return { kind: "record", record: record(version, fields) };
}

export function reply(token: string): ReplyEffect {
  return { kind: "reply", token, keys: ["menu"], address, message: { text: "1 2\n3 é" } };
}

export function call(token: string): CallEffect {
  const input = { amount: "1.00" };
  return {
    kind: "call",
    token,
    operation: "createCredex",
    input,
    atMostOnce: true,
    address,
    locale: "en",
  };
}
