import { describe, expect, test, vi } from "vitest";
import { done, makeOffer, offersIn, openWorld, refused, UNKNOWN } from "./support.ts";

describe("money", () => {
  test.each([
    [{ kind: "error", applied: false }, 0],
    [{ kind: "error", applied: true }, 1],
    [{ kind: "cut", applied: false }, 0],
    [{ kind: "cut", applied: true }, 1],
    [{ kind: "hang", applied: false }, 0],
    [{ kind: "hang", applied: true }, 1],
    [{ kind: "answer late", delayMs: 1_000 }, 1],
  ] as const)("%o: unknown, sent once, %i offers", async (fault, offers) => {
    const world = await openWorld({ timeoutMs: 500 });
    world.faults.untilReset(fault, "createCredex");
    const performed = await world.perform({ call: makeOffer(world) });
    expect(performed).toMatchObject({ outcome: UNKNOWN });
    expect(world.asked).toEqual(["login", "getLedger", "createCredex"]);
    expect(offersIn(world)).toHaveLength(offers);
    expect(world.telemetryEvents).toMatchObject([
      { kind: "failure", where: "credex createCredex" },
    ]);
  });

  test("what is applied late is unknown first, and then there", async () => {
    const world = await openWorld({ timeoutMs: 500 });
    world.faults.next({ kind: "apply late", delayMs: 1_000 }, "createCredex");
    expect(await world.perform({ call: makeOffer(world) })).toMatchObject({ outcome: UNKNOWN });
    expect(offersIn(world)).toEqual([]);
    await vi.waitFor(() => expect(offersIn(world)).toHaveLength(1), { timeout: 60_000 });
  });

  test("the same call again finds what its first sending did", async () => {
    const world = await openWorld();
    const call = makeOffer(world);
    world.faults.next({ kind: "cut", applied: true }, "createCredex");
    expect(await world.perform({ call })).toMatchObject({ outcome: UNKNOWN });
    const [offer] = offersIn(world);
    const again = await world.perform({ call });
    expect(again).toMatchObject({ outcome: done({ credexID: offer?.credexID }) });
    expect(offersIn(world)).toHaveLength(1);
  });

  test("a refusal is one", async () => {
    const world = await openWorld();
    world.faults.next({ kind: "refuse" }, "createCredex");
    expect(await world.perform({ call: makeOffer(world) })).toMatchObject({
      outcome: { kind: "refused", code: "refused", reason: "Refused on purpose" },
    });
  });

  test("somebody else's account is not allowed", async () => {
    const world = await openWorld();
    const call = { ...makeOffer(world), address: { businessNumberId: "1", phone: "263770000002" } };
    expect(await world.perform({ call })).toMatchObject({
      outcome: { kind: "refused", code: "not_allowed", reason: "Not your account" },
    });
  });

  test.each(["0.00", "-1", "1e3", "12345678901234567.89"])(
    "%s, which no JSON number says exactly or no member can mean, never leaves",
    async (value) => {
      const world = await openWorld();
      const performed = await world.perform({ call: makeOffer(world, value) });
      expect(performed).toMatchObject({ outcome: refused("invalid_input") });
      expect(world.asked).toEqual([]);
      expect(world.telemetryEvents).toMatchObject([{ kind: "failure", code: "invalid_input" }]);
    },
  );
});
