import { describe, expect, test, vi } from "vitest";
import { makeCall, makeOffer, offersIn, openWorld, refused, tokenOf, UNKNOWN } from "./support.ts";

describe("tokens", () => {
  test("one with less than ten seconds left is replaced by a login first", async () => {
    const world = await openWorld();
    const credexToken = await tokenOf(world);
    world.pass(291_000);
    const performed = await world.perform({ call: makeCall("getDashboard"), credexToken });
    expect(performed).toMatchObject({ outcome: { kind: "done" } });
    expect(world.asked).toEqual(["login", "getMemberDashboardByPhone"]);
  });

  test.each(["not a token", "e30.bm90IEpTT04.e30"])(
    "%s is tried, and given up at its 401",
    async (credexToken) => {
      const world = await openWorld();
      const performed = await world.perform({ call: makeCall("getDashboard"), credexToken });
      expect(performed).toMatchObject({ outcome: { kind: "done" } });
      expect(world.asked.slice(-2)).toEqual(["login", "getMemberDashboardByPhone"]);
    },
  );

  test("a money call at a 401 logs in and is sent again, once, each time after asking", async () => {
    const world = await openWorld();
    const credexToken = await tokenOf(world);
    world.faults.next({ kind: "unauthorized" }, "createCredex");
    const beforeSend = vi.fn(() => Promise.resolve("sent" as const));
    const performed = await world.perform({ call: makeOffer(world), credexToken, beforeSend });
    expect(performed).toMatchObject({ outcome: { kind: "done" } });
    expect(world.asked).toEqual(["getLedger", "createCredex", "login", "createCredex"]);
    expect(beforeSend).toHaveBeenCalledTimes(2);
    expect(offersIn(world)).toHaveLength(1);
  });

  test("a second 401 is final", async () => {
    const world = await openWorld();
    world.faults.untilReset({ kind: "unauthorized" }, "createCredex");
    expect(await world.perform({ call: makeOffer(world) })).toMatchObject({
      outcome: refused("not_allowed"),
    });
    const twice = ["createCredex", "login", "createCredex"];
    expect(world.asked).toEqual(["login", "getLedger", ...twice]);
    expect(world.telemetryEvents).toMatchObject([
      { where: "credex createCredex", code: "http_401" },
    ]);
  });

  test("what a login brought is kept even where the call then fails", async () => {
    const world = await openWorld();
    world.faults.next({ kind: "error", applied: false }, "createCredex");
    expect(await world.perform({ call: makeOffer(world) })).toMatchObject({
      outcome: UNKNOWN,
      credentials: { credex_token: expect.stringMatching(/^ey/) },
    });
  });

  test.each(["login", "getDashboard"])("%s takes no old one to the login", async (operation) => {
    const world = await openWorld();
    const credexToken = await tokenOf(world);
    world.pass(600_000);
    const performed = await world.perform({ call: makeCall(operation), credexToken });
    expect(performed).toMatchObject({ outcome: { kind: "done" } });
    expect(world.bearers[0]).toBeUndefined();
  });
});
