import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isEnded,
  type Publication,
  publish,
  type Rollout,
  releaseFor,
  revert,
} from "../../src/releases/rollout.ts";

const contacts = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ contactId: `c${number}`, phone: undefined }));
const at = (to: number, release = "r2"): Rollout => ({
  version: 1,
  current: "r1",
  next: { release, to, numbers: [] },
});
const contact = fc.record({
  contactId: fc.string({ minLength: 1 }),
  phone: fc.constantFrom(undefined, "263771234567", "263772345678"),
});
const share = fc.integer({ min: 1, max: 99 });

describe("the release that a contact meets", () => {
  test("is the same at every look", () => {
    fc.assert(
      fc.property(contact, share, (contact, to) => {
        expect(releaseFor(at(to), contact)).toBe(releaseFor(at(to), contact));
      }),
    );
  });

  test("stays the next one when its share grows", () => {
    fc.assert(
      fc.property(contact, share, share, (contact, one, other) => {
        const [smaller, larger] = [Math.min(one, other), Math.max(one, other)];
        fc.pre(releaseFor(at(smaller), contact) === "r2");
        expect(releaseFor(at(larger), contact)).toBe("r2");
      }),
    );
  });

  test.each([1, 10, 50, 99])("is the next one for %i percent of the contacts", (to) => {
    const met = contacts(20_000).filter((contact) => releaseFor(at(to), contact) === "r2");
    expect(Math.abs(met.length / 200 - to)).toBeLessThan(1.5);
  });

  test("is not the next one for the same contacts at each release", () => {
    const metBoth = contacts(20_000).filter(
      (contact) =>
        releaseFor(at(10, "r2"), contact) === "r2" && releaseFor(at(10, "r3"), contact) === "r3",
    );
    expect(metBoth.length / 200).toBeGreaterThan(0.5);
    expect(metBoth.length / 200).toBeLessThan(1.5);
  });

  test("is the next one for the listed numbers, and as a draft for nobody else", () => {
    const numbers = ["263771234567"];
    const draft = publish({ version: 1, current: "r1" }, { release: "r2", to: "draft", numbers });
    fc.assert(
      fc.property(contact, (contact) => {
        const isListed = contact.phone === numbers[0];
        expect(releaseFor(draft, contact)).toBe(isListed ? "r2" : "r1");
        const widened = publish(draft, { release: "r2", to: 1 });
        if (isListed) expect(releaseFor(widened, contact)).toBe("r2");
      }),
    );
  });
});

describe("a publication", () => {
  test("to all makes the release current for everybody, and names the one before", () => {
    const rollout = publish(at(30), { release: "r2", to: "all" });
    expect(rollout).toEqual({ version: 2, current: "r2", previous: { release: "r1" } });
    fc.assert(fc.property(contact, (contact) => releaseFor(rollout, contact) === "r2"));
  });

  test("of what is current already keeps the release to return to", () => {
    const rollout = publish(publish(at(30), { release: "r2", to: "all" }), {
      release: "r2",
      to: "all",
    });
    expect(rollout).toMatchObject({ version: 3, previous: { release: "r1" } });
  });

  test("is the first one of a store: all others meet what their server was built with", () => {
    const rollout = publish(undefined, { release: "r1", to: "draft", numbers: ["1"] });
    expect(rollout.version).toBe(1);
    expect(releaseFor(rollout, { contactId: "c", phone: "1" })).toBe("r1");
    expect(releaseFor(rollout, { contactId: "c", phone: "2" })).toBeUndefined();
  });

  test("of another release does not reach the numbers of the one before", () => {
    const first = publish(undefined, { release: "r1", to: "draft", numbers: ["1"] });
    expect(publish(first, { release: "r2", to: "draft" }).next?.numbers).toEqual([]);
  });

  test.each([0, 100, 2.5, -1, Number.NaN])("is refused for %d percent", (to) => {
    expect(() => publish(undefined, { release: "r1", to })).toThrow(RangeError);
  });
});

describe("a revert", () => {
  test("of a release that some meet leaves everybody with the current one", () => {
    const reverted = revert(at(99));
    expect(reverted).toEqual({ version: 2, current: "r1" });
  });

  test("of a release that all meet returns to the one before, even to what servers were built with", () => {
    const second = publish(at(30), { release: "r2", to: "all" });
    expect(revert(second)).toMatchObject({ version: 3, current: "r1" });
    const first = publish(undefined, { release: "r1", to: "all" });
    expect(revert(first)).toEqual({ version: 2 });
  });

  test("has nothing to return to after a revert", () => {
    const first = publish(undefined, { release: "r1", to: "all" });
    const reverted = revert(first);
    expect(reverted && revert(reverted)).toBeUndefined();
  });

  test("is a new version, whatever was published before", () => {
    const change = fc.oneof(
      fc.constant("revert" as const),
      fc.record({
        release: fc.constantFrom("r1", "r2", "r3"),
        to: fc.oneof(fc.constantFrom("draft" as const, "all" as const), share),
      }),
    );
    const changed = (before: Rollout | undefined, next: "revert" | Publication) =>
      next === "revert" ? before && revert(before) : publish(before, next);
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const versions = [0];
        let rollout: Rollout | undefined;
        for (const next of changes) {
          rollout = changed(rollout, next) ?? rollout;
          versions.push(rollout?.version ?? 0);
        }
        expect(versions).toEqual(versions.toSorted((one, other) => one - other));
        expect(new Set(versions).size).toBe((rollout?.version ?? 0) + 1);
      }),
    );
  });
});

describe("a release that ends at once", () => {
  const first = publish(undefined, { release: "r1", to: "all" });
  const second = publish(first, { release: "r2", to: "all", isNow: true });
  const ended = (rollout: Rollout | undefined) =>
    ["r0", "r1", "r2", "r3"].filter((id) => isEnded(rollout, id));

  test("is each one but the release that is published, and those published beside it", () => {
    expect(ended(first)).toEqual([]);
    expect(ended(second)).toEqual(["r0", "r1", "r3"]);
    const tenth = publish(second, { release: "r3", to: 10 });
    expect(ended(tenth)).toEqual(["r0", "r1"]);
    expect(ended(revert(tenth))).toEqual(["r0", "r1", "r3"]);
  });

  test("ends nothing any more once another release is current", () => {
    expect(ended(publish(second, { release: "r3", to: "all" }))).toEqual([]);
    expect(ended(revert(second))).toEqual([]);
  });

  test("is also what a revert withdraws, if it is to end at once", () => {
    expect(ended(revert(publish(first, { release: "r2", to: 10 }), { isNow: true }))).toEqual([
      "r0",
      "r2",
      "r3",
    ]);
    const back = revert(second, { isNow: true });
    expect(back?.current).toBe("r1");
    expect(ended(back)).toEqual(["r0", "r2", "r3"]);
  });
});
