import { expect, test } from "vitest";
import type { LiveRecord, LiveRecords } from "../../src/redis/operator/live-records.ts";
import { call, type Opened, record, reply, turn } from "./store.ts";

/** Every record of every partition, with the calls that have no outcome. */
export function liveRecordsContract(
  open: () => Promise<Pick<Opened, "store" | "outbox"> & { records: LiveRecords }>,
): void {
  const found = async (records: LiveRecords) => {
    const all: LiveRecord[] = [];
    for await (const one of records.scan()) all.push(one);
    return all.sort((one, other) => one.conversationId.localeCompare(other.conversationId));
  };

  test("every record is read once, and nothing else", async () => {
    const { store, records } = await open();
    // More than Redis returns of one look, with metadata, lanes and journals beside them.
    const ids = Array.from({ length: 1_200 }, (_, at) => `c${1_000 + at}.1`);
    const session = record(1, { locale: "sn" });
    for (const conversationId of ids)
      await store.commit(turn({ conversationId, record: session, effects: [reply("r")] }));
    expect(await found(records)).toEqual(
      ids.map((conversationId) => ({ conversationId, record: session })),
    );
  });

  test("calls without an outcome are read by lane, and replies are none", async () => {
    const { store, outbox, records } = await open();
    const conversationId = "c1.1";
    const effects = [reply("r"), call("one"), call("two")];
    await store.commit(turn({ conversationId, record: record(1), effects }));
    const lease = { conversationId, lane: "calls" as const, fence: "f" };
    await outbox.claim({ ...lease, leaseMs: 60_000 });
    await outbox.markSent({ lease, token: "one", leaseMs: 60_000, note: null });
    await store.commit(
      turn({
        conversationId,
        loaded: await store.load(conversationId),
        record: record(2),
        settles: { kind: "call", lease, token: "one", reconcileAfterMs: 60_000 },
      }),
    );
    const { kind: _, ...one } = call("one");
    expect(await records.callsOf(conversationId)).toEqual({
      calls: [{ ...one, token: "two" }],
      unsettled: [one],
    });
    expect(await records.callsOf("c2.1")).toEqual({ calls: [], unsettled: [] });
  });
}
