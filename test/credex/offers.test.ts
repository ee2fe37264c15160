import { describe, expect, test } from "vitest";
import { BOB } from "./support.ts";
import { offerOf, openWithTwo } from "./visitor.ts";

const DAY_MS = 86_400_000;
const FAILED = "CREDEX_CREATE_FAILED";

describe("offers", () => {
  test("reserve, and move money when they are accepted", async () => {
    const { bob, thandi, offer } = await openWithTwo();
    const { action } = await offer();
    expect(await bob.account()).toMatchObject({
      balanceData: { securedNetBalancesByDenom: ["100.00 USD"] },
      pendingOutData: [{ credexID: action.id, formattedInitialAmount: "-30.00 USD" }],
    });
    expect(await thandi.account()).toMatchObject({
      pendingInData: [
        { formattedInitialAmount: "30.00 USD", counterpartyAccountName: "Bob Bakery" },
      ],
    });
    expect((await bob.post("acceptCredex", { credexID: action.id })).status).toBe(403);
    const accepted = await thandi.post("acceptCredex", { credexID: action.id });
    expect(accepted.action).toMatchObject({ type: "CREDEX_ACCEPTED", id: action.id });
    expect(await bob.account()).toMatchObject({
      balanceData: { securedNetBalancesByDenom: ["70.00 USD"] },
      pendingOutData: [],
    });
    expect(await thandi.account()).toMatchObject({
      balanceData: { securedNetBalancesByDenom: ["130.00 USD", "2500.00 ZWG"] },
    });
    expect((await thandi.post("acceptCredex", { credexID: action.id })).status).toBe(400);
    expect((await thandi.post("acceptCredex", { credexID: "none" })).status).toBe(404);
  });

  test.each([
    ["declineCredex", "thandi", "CREDEX_DECLINED"],
    ["cancelCredex", "bob", "CREDEX_CANCELLED"],
  ] as const)("free what they reserve by %s", async (endpoint, who, type) => {
    const credexCore = await openWithTwo();
    const { id } = (await credexCore.offer({ InitialAmount: 50 })).action;
    const full = await credexCore.offer({ InitialAmount: 1 });
    expect(full.action.type).toBe(FAILED);
    const ended = await credexCore[who].post(endpoint, { credexID: id });
    expect(ended.action.type).toBe(type);
    const free = await credexCore.offer({ InitialAmount: 50 });
    expect(free.action.type).toBe("CREDEX_CREATED");
  });

  test("that are pending leave less to offer, day by day", async () => {
    const { offer, pass, enter, thandi } = await openWithTwo();
    await offer({ InitialAmount: 50 });
    pass(DAY_MS);
    const bob = await enter(BOB);
    const more = { InitialAmount: 50.01 };
    const answer = await bob.post("createCredex", offerOf({ bob, thandi, more }));
    expect(answer.action.details.reason).toBe("Insufficient secured balance in USD");
    const rest = offerOf({ bob, thandi, more: { InitialAmount: 50 } });
    expect((await bob.post("createCredex", rest)).action.type).toBe("CREDEX_CREATED");
  });

  test.each([
    [{ dueDate: "2026-02-01" }, "takes no due date"],
    [{ InitialAmount: 101 }, "Insufficient"],
    [{ InitialAmount: 51 }, "Daily limit"],
    [{ securedCredex: false }, "1 to 52 weeks"],
    [{ securedCredex: false, dueDate: "2026-01-11" }, "1 to 52 weeks"],
    [{ securedCredex: false, dueDate: "2027-01-05" }, "1 to 52 weeks"],
  ])("of %o fail with a reason", async (more, reason) => {
    const { offer } = await openWithTwo();
    const { status, action } = await offer(more);
    expect(status).toBe(200);
    expect(action.type).toBe(FAILED);
    expect(action.details.reason).toContain(reason);
  });

  test.each([
    [{ InitialAmount: 1.001 }, 400],
    [{ InitialAmount: 0 }, 400],
    [{ InitialAmount: "1" }, 400],
    [{ Denomination: "EUR" }, 400],
    [{ receiverAccountID: "none" }, 404],
  ])("of %o are turned away with %i", async (more, status) => {
    const { offer } = await openWithTwo();
    expect((await offer(more)).status).toBe(status);
  });

  test("to oneself, or from another's account, are turned away", async () => {
    const { offer, bob, thandi } = await openWithTwo();
    expect((await offer({ receiverAccountID: bob.accountID })).status).toBe(400);
    const stolen = { issuerAccountID: thandi.accountID, receiverAccountID: bob.accountID };
    expect((await offer(stolen)).status).toBe(403);
  });

  test("without security are owed, not paid", async () => {
    const { offer, bob, thandi } = await openWithTwo();
    const unsecured = { securedCredex: false, dueDate: "2026-01-12", InitialAmount: 500 };
    const { id } = (await offer(unsecured)).action;
    await thandi.post("acceptCredex", { credexID: id });
    expect((await bob.account())?.balanceData).toEqual({
      securedNetBalancesByDenom: ["100.00 USD"],
      netCredexAssetsInDefaultDenom: "-400.00 USD",
    });
  });

  test("are accepted in bulk, one by one", async () => {
    const { offer, thandi } = await openWithTwo();
    const first = (await offer({ InitialAmount: 1 })).action.id;
    const second = (await offer({ InitialAmount: 2 })).action.id;
    const credexIDs = [first, "none", second];
    const { body } = await thandi.post("acceptCredexBulk", { credexIDs });
    expect(body).toMatchObject({ summary: { accepted: 2, failed: 1 } });
  });

  test("are shown to both sides, and listed by pages once accepted", async () => {
    const { offer, bob, thandi } = await openWithTwo();
    const { id } = (await offer()).action;
    const { accountID } = bob;
    const shown = await bob.post("getCredex", { credexID: id, accountID });
    expect(shown.action.details).toMatchObject({
      formattedInitialAmount: "-30.00 USD",
      counterpartyAccountName: "Thandi Tailor",
      state: "offered",
    });
    await thandi.post("acceptCredex", { credexID: id });
    const page = async (startRow: number) => {
      const rows = { accountID, numRows: 1, startRow };
      const { action, dashboard } = await bob.post("getLedger", rows);
      const amounts = action.details.ledger?.map((row) => row.formattedInitialAmount);
      return [amounts, dashboard.pagination?.hasMore];
    };
    expect(await page(0)).toEqual([["-30.00 USD"], true]);
    expect(await page(1)).toEqual([["100.00 USD"], false]);
  });
});
