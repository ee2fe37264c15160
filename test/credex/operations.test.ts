import { describe, expect, test } from "vitest";
import { DUE_DATE } from "./books.ts";
import {
  done,
  makeCall,
  makeOffer,
  offersIn,
  openWorld,
  refused,
  STRANGER,
  tokenOf,
} from "./support.ts";

describe("each operation", () => {
  test("login brings the profile and a token", async () => {
    const world = await openWorld();
    const performed = await world.perform({ call: makeCall("login") });
    expect(performed).toEqual({
      kind: "outcome",
      credentials: { credex_token: expect.stringMatching(/^ey/) },
      outcome: {
        kind: "done",
        output: {
          profile: {
            member: {
              memberID: expect.any(String),
              firstname: "Bob",
              lastname: "Bakery",
              memberTier: 1,
              defaultDenom: "USD",
              remainingAvailableUSD: "50.00",
            },
            accounts: [
              {
                accountID: expect.any(String),
                accountName: "Bob Bakery",
                accountHandle: "bob_bakery",
                accountType: "PERSONAL",
                defaultDenom: "USD",
                isOwnedAccount: true,
                securedBalances: ["100.00 USD"],
                netAssets: "100.00 USD",
                pendingIn: [],
                pendingOut: [],
              },
            ],
          },
        },
      },
    });
  });

  test("login tells a stranger from a member", async () => {
    const world = await openWorld();
    const performed = await world.perform({ call: makeCall("login", {}, STRANGER) });
    expect(performed).toMatchObject({
      outcome: { kind: "refused", code: "member_not_found", reason: "Member not found" },
    });
  });

  test("onboardMember makes a member of the signed phone, once", async () => {
    const world = await openWorld();
    const input = { firstname: "Chipo", lastname: "Dube", defaultDenom: "USD" };
    const call = makeCall("onboardMember", input, STRANGER);
    const member = expect.objectContaining({ firstname: "Chipo" });
    expect(await world.perform({ call })).toMatchObject({
      outcome: done({ profile: expect.objectContaining({ member }) }),
      credentials: { credex_token: expect.stringMatching(/^ey/) },
    });
    expect(world.registry.memberByPhone(STRANGER).kind).toBe("ok");
    const again = await world.perform({ call: { ...call, token: "session:2:1" } });
    expect(again).toMatchObject({ outcome: refused("member_exists") });
  });

  test("getDashboard uses the token that it is given, and returns the fresh one", async () => {
    const world = await openWorld();
    const credexToken = await tokenOf(world);
    world.pass(60_000);
    const performed = await world.perform({ call: makeCall("getDashboard"), credexToken });
    expect(performed).toMatchObject({ outcome: done({ profile: expect.anything() }) });
    expect(world.asked).toEqual(["getMemberDashboardByPhone"]);
    expect(performed).not.toMatchObject({ credexToken });
    expect(performed).toMatchObject({
      credentials: { credex_token: expect.stringMatching(/^ey/) },
    });
  });

  test("getAccountByHandle finds an account by its handle in any case", async () => {
    const world = await openWorld();
    const call = makeCall("getAccountByHandle", { handle: "Thandi_Tailor" });
    expect(await world.perform({ call })).toMatchObject({
      outcome: {
        kind: "done",
        output: {
          accountID: expect.any(String),
          accountName: "Thandi Tailor",
          accountHandle: "thandi_tailor",
        },
      },
    });
  });

  test("getAccountByHandle tells that there is none", async () => {
    const world = await openWorld();
    const call = makeCall("getAccountByHandle", { handle: "nobody" });
    expect(await world.perform({ call })).toMatchObject({ outcome: refused("account_not_found") });
  });

  test("createCredex offers the exact amount, secured", async () => {
    const world = await openWorld();
    const performed = await world.perform({ call: makeOffer(world, "0.10") });
    const [offer, ...others] = offersIn(world);
    expect(others).toEqual([]);
    expect(offer).toMatchObject({ amount: "0.1", denomination: "USD", secured: true });
    expect(performed).toMatchObject({ outcome: done({ credexID: offer?.credexID }) });
  });

  test.each([
    ["150.00", "insufficient_balance", "Insufficient secured balance in USD"],
    ["60.00", "limit", "Daily limit: only 50.00 USD left"],
  ])("createCredex of %s is refused as %s", async (value, code, reason) => {
    const world = await openWorld();
    const performed = await world.perform({ call: makeOffer(world, value) });
    expect(performed).toMatchObject({ outcome: { kind: "refused", code, reason } });
    expect(offersIn(world)).toEqual([]);
  });

  test("createCredex of an unsecured offer says so, with its due date", async () => {
    const world = await openWorld();
    const performed = await world.perform({ call: makeOffer(world, "20.00", DUE_DATE) });
    const [offer] = offersIn(world);
    expect(offer).toMatchObject({ amount: "20", secured: false, dueDate: DUE_DATE });
    expect(performed).toMatchObject({ outcome: done({ credexID: offer?.credexID }) });
  });

  test("createCredex with a due date that is too late is refused in credex-core's words", async () => {
    const world = await openWorld();
    const performed = await world.perform({ call: makeOffer(world, "20.00", "2099-01-01") });
    const reason = "An unsecured credex is due in 1 to 52 weeks";
    expect(performed).toMatchObject({ outcome: { kind: "refused", reason } });
    expect(offersIn(world)).toEqual([]);
  });

  test.each(["31/12/2026", "", "2026-02-30"])(
    "createCredex with the due date %j is refused, and not sent as a secured one",
    async (dueDate) => {
      const world = await openWorld();
      const performed = await world.perform({ call: makeOffer(world, "20.00", dueDate) });
      expect(performed).toMatchObject({ outcome: { kind: "refused" } });
      expect(world.asked).toEqual([]);
    },
  );

  test("one that is not in the contract is refused and noted", async () => {
    const world = await openWorld();
    const performed = await world.perform({ call: makeCall("toString") });
    expect(performed).toMatchObject({ outcome: refused("unknown_operation") });
    expect(world.telemetryEvents).toMatchObject([{ kind: "failure", code: "unknown_operation" }]);
  });
});

describe("the caller", () => {
  test.each(["login", "getDashboard"])("%s needs a phone", async (operation) => {
    const world = await openWorld();
    const call = makeCall(operation);
    call.address.phone = undefined;
    expect(await world.perform({ call })).toMatchObject({ outcome: refused("no_phone") });
    expect(world.asked).toEqual([]);
  });

  test("onboardMember takes no phone from what was typed", async () => {
    const world = await openWorld();
    const input = { firstname: "Chipo", lastname: "Dube", defaultDenom: "USD", phone: STRANGER };
    const call = makeCall("onboardMember", input);
    call.address.phone = undefined;
    expect(await world.perform({ call })).toMatchObject({ outcome: refused("no_phone") });
  });

  test("login takes no phone from what was typed", async () => {
    const world = await openWorld();
    const performed = await world.perform({ call: makeCall("login", { phone: "263770000002" }) });
    const member = expect.objectContaining({ firstname: "Bob" });
    expect(performed).toMatchObject({
      outcome: done({ profile: expect.objectContaining({ member }) }),
    });
  });

  test("a member without a phone continues with a token, and not without", async () => {
    const world = await openWorld();
    const credexToken = await tokenOf(world);
    const call = makeCall("getAccountByHandle", { handle: "thandi_tailor" });
    call.address.phone = undefined;
    const found = done({ accountName: "Thandi Tailor" });
    expect(await world.perform({ call, credexToken })).toMatchObject({ outcome: found });
    expect(await world.perform({ call })).toMatchObject({ outcome: refused("no_phone") });
  });
});
