import { expect, test } from "vitest";
import { type AtomicStateFixture, metadata, newKey, ttl } from "../support/atomic-state-fixture.ts";

export function atomicGetContract({ manager, store }: AtomicStateFixture): void {
  test("finds nothing where nothing is", async () => {
    const got = await manager.atomicGet(newKey());
    expect(got).toEqual({ ok: true, state: undefined, metadata: {} });
  });

  test("leaves the metadata out if it is not wanted", async () => {
    const key = await store({}, metadata);
    const got = await manager.atomicGet(key, { includeMetadata: false });
    expect(got).toMatchObject({ ok: true, state: { _version: 1 } });
    expect(got).not.toHaveProperty("metadata");
  });

  test("shows state and metadata of one instant while they are written", async () => {
    const key = newKey();
    let isWriting = true;
    const writing = (async () => {
      for (let n = 0; n < 200; n += 1) {
        const text = `${n}`;
        const all = { ttl, stage: text, option: text, direction: text };
        await manager.atomicUpdate(key, () => ({ text }), all);
      }
      isWriting = false;
    })();
    const seen = new Set<unknown>();
    while (isWriting) {
      const got = await manager.atomicGet(key);
      if (!got.ok || !got.state) continue;
      const { text } = got.state;
      expect(got.metadata).toEqual({ stage: text, option: text, direction: text });
      seen.add(text);
    }
    await writing;
    expect(seen.size).toBeGreaterThan(20);
  });
}
