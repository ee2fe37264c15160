import { expect, test } from "vitest";
import type { SignedRelease } from "../../src/releases/release.ts";
import type { ReleaseStore } from "../../src/releases/release-store.ts";
import type { Rollout } from "../../src/releases/rollout.ts";

/** A release of one number, with content that is its own. */
export function releaseNumbered(number: number, id = idOf(number)): SignedRelease {
  const manifest = {
    id,
    number,
    engine: "one",
    author: "ann",
    publishedAt: 1_000 + number,
    message: `the ${number}th`,
    revision: "a".repeat(40),
    report: ["no problems"],
    bundleSha256: "b".repeat(64),
  };
  return { manifest: JSON.stringify(manifest), bundle: `bundle ${id}`, signature: "s" };
}

function idOf(number: number): string {
  return `release-${String(number).padStart(8, "0")}`;
}

/** What every store of releases must do. `open` gives an empty one that keeps so many releases. */
export function releaseStoreContract(open: (kept: number) => Promise<ReleaseStore>): void {
  const numbersOf = async (store: ReleaseStore) =>
    (await store.listReleases()).map(({ number }) => number);

  test("is empty at first", async () => {
    const store = await open(3);
    expect(await store.getRelease(idOf(1))).toBeUndefined();
    expect(await store.listReleases()).toEqual([]);
    expect(await store.loadRollout()).toBeUndefined();
    expect(await store.history()).toEqual([]);
  });

  test("returns a release byte by byte, and lists the manifests by number", async () => {
    const store = await open(3);
    const odd = { ...releaseNumbered(2), bundle: "“ñ”\u0000\\\n`" };
    expect(await store.putRelease(odd)).toBe("stored");
    expect(await store.putRelease(releaseNumbered(1))).toBe("stored");
    expect(await store.getRelease(idOf(2))).toEqual(odd);
    expect(await store.listReleases()).toEqual(
      [1, 2].map((number) => JSON.parse(releaseNumbered(number).manifest)),
    );
  });

  test("a release that is stored stays as it is", async () => {
    const store = await open(3);
    await store.putRelease(releaseNumbered(1));
    const other = { ...releaseNumbered(7, idOf(1)), bundle: "another" };
    expect(await store.putRelease(other)).toBe("stored");
    expect(await store.getRelease(idOf(1))).toEqual(releaseNumbered(1));
    expect(await numbersOf(store)).toEqual([1]);
  });

  test("replaces a damaged release where that is asked for, beside the others", async () => {
    const store = await open(3);
    await store.putRelease(releaseNumbered(1));
    await store.putRelease(releaseNumbered(2));
    const intact = { ...releaseNumbered(1), bundle: "another" };
    expect(await store.putRelease(intact, { replaces: true })).toBe("stored");
    expect(await store.getRelease(idOf(1))).toEqual(intact);
    const renumbered = releaseNumbered(2, idOf(1));
    expect(await store.putRelease(renumbered, { replaces: true })).toBe("number-taken");
    expect(await numbersOf(store)).toEqual([1, 2]);
  });

  test("of two publishers that choose the same number, one has to choose again", async () => {
    const store = await open(3);
    const outcomes = await Promise.all(
      ["one", "two"].map((name) => store.putRelease(releaseNumbered(1, `release-of-${name}-1`))),
    );
    expect(outcomes.sort()).toEqual(["number-taken", "stored"]);
    expect(await numbersOf(store)).toEqual([1]);
  });

  test("deletes the oldest beyond its limit, and keeps those that the rollout names", async () => {
    const store = await open(3);
    for (const number of [1, 2, 3]) await store.putRelease(releaseNumbered(number));
    const rollout: Rollout = { version: 1, current: idOf(1), previous: { release: idOf(2) } };
    await store.changeRollout({ expectedVersion: 0, rollout, by: "ann" });
    await store.putRelease(releaseNumbered(4));
    expect(await numbersOf(store)).toEqual([1, 2, 4]);
    expect(await store.getRelease(idOf(3))).toBeUndefined();
    expect(await store.getRelease(idOf(1))).toBeDefined();
  });

  test("changes the rollout of the expected version only, and keeps who changed it", async () => {
    const store = await open(3);
    const first: Rollout = { version: 1, current: idOf(1) };
    const second: Rollout = {
      version: 2,
      current: idOf(1),
      next: { release: idOf(2), to: 10, numbers: ["263771234567"] },
    };
    const change = (expectedVersion: number, rollout: Rollout, by: string) =>
      store.changeRollout({ expectedVersion, rollout, by });
    expect(await change(1, second, "early")).toBe(false);
    expect(await store.loadRollout()).toBeUndefined();
    expect(await change(0, first, "ann")).toBe(true);
    expect(await change(1, second, 'b"ob')).toBe(true);
    expect(await change(1, { version: 2, current: idOf(3) }, "late")).toBe(false);
    expect(await store.loadRollout()).toEqual(second);
    const history = await store.history();
    expect(history.map(({ rollout, by }) => ({ rollout, by }))).toEqual([
      { rollout: first, by: "ann" },
      // How many numbers a version listed, and not which.
      { rollout: { ...second, next: { release: idOf(2), to: 10, numbers: 1 } }, by: 'b"ob' },
    ]);
    for (const { at } of history) expect(Number.isSafeInteger(at)).toBe(true);
  });

  test("of concurrent changes of one version, one succeeds", async () => {
    const store = await open(3);
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map((number) =>
        store.changeRollout({
          expectedVersion: 0,
          rollout: { version: 1, current: idOf(number) },
          by: `${number}`,
        }),
      ),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await store.history()).toHaveLength(1);
  });
}
