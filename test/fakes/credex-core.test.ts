import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { BOB, THANDI } from "../credex/support.ts";
import { offerOf, open, openWithTwo } from "../credex/visitor.ts";

describe("who is let in", () => {
  test("nobody without the client's key", async () => {
    const { app } = open();
    const response = await app.request("/login", { method: "POST", body: "{}" });
    expect([response.status, await response.json()]).toEqual([
      401,
      { message: expect.any(String) },
    ]);
  });

  test("nobody without a token, but to log in or to join", async () => {
    const { post } = open();
    expect((await post("getAccountByHandle", { accountHandle: "bob_bakery" })).status).toBe(401);
    expect((await post("login", { phone: BOB })).status).toBe(200);
  });

  test("a token lasts five minutes, and each answer brings a fresh one", async () => {
    const { enter, pass, post } = open();
    const bob = await enter(BOB);
    pass(299_000);
    const { status, fresh } = await bob.post("getMemberDashboardByPhone", { phone: BOB });
    expect(status).toBe(200);
    pass(2_000);
    expect((await bob.post("getMemberDashboardByPhone", { phone: BOB })).status).toBe(401);
    const headers = { authorization: fresh ?? "" };
    expect((await post("getMemberDashboardByPhone", { phone: BOB }, headers)).status).toBe(200);
  });

  test("nobody sees another's dashboard, account or ledger", async () => {
    const { bob, thandi } = await openWithTwo();
    const { accountID } = thandi;
    const rows = { accountID, numRows: 10, startRow: 0 };
    expect((await bob.post("getMemberDashboardByPhone", { phone: THANDI })).status).toBe(403);
    expect((await bob.post("getLedger", rows)).status).toBe(403);
    expect((await bob.post("getCredex", { credexID: "x", accountID })).status).toBe(403);
    expect((await bob.post("hustler10k", { personalAccountID: accountID })).status).toBe(403);
  });
});

describe("members", () => {
  const chipo = {
    firstname: "Chipo",
    lastname: "Dube",
    phone: "263779999999",
    defaultDenom: "USD",
  };

  test("join with a handle of their own and money for a first offer", async () => {
    const { post } = open();
    const first = await post("onboardMember", chipo);
    expect(first.status).toBe(201);
    const { action, dashboard } = first;
    expect(action.details.token).toMatch(/^ey/);
    expect(dashboard.member).not.toHaveProperty("phone");
    expect(dashboard.accounts[0]).toMatchObject({
      accountHandle: "chipo_dube",
      balanceData: { securedNetBalancesByDenom: ["100.00 USD"] },
    });
    const second = await post("onboardMember", { ...chipo, phone: "263779999998" });
    expect(second.dashboard.accounts).toMatchObject([{ accountHandle: "chipo_dube_2" }]);
  });

  test.each([
    { firstname: "Jo" },
    { lastname: "D4be" },
    { phone: "+263779999999" },
    { defaultDenom: "EUR" },
    { phone: BOB },
  ])("do not join as %o", async (wrong) => {
    const { post } = open();
    const { status, body } = await post("onboardMember", { ...chipo, ...wrong });
    expect([status, body]).toEqual([400, { error: expect.any(String) }]);
  });

  test("that are unknown are not found", async () => {
    const { post } = open();
    expect(await post("login", { phone: "263770009999" })).toMatchObject({
      status: 404,
      body: { error: "Member not found", details: { code: "ERROR_NOT_FOUND" } },
    });
  });

  test("become hustlers, once, and have no daily limit then", async () => {
    const { bob, offer } = await openWithTwo();
    expect((await offer({ InitialAmount: 60 })).action.type).toBe("CREDEX_CREATE_FAILED");
    const enrol = () => bob.post("hustler10k", { personalAccountID: bob.accountID });
    const { action, dashboard } = await enrol();
    expect(action).toMatchObject({
      type: "HUSTLER_10K_ENROLLED",
      details: { previousTier: 1, newTier: 3 },
    });
    expect(dashboard.member).not.toHaveProperty("remainingAvailableUSD");
    expect((await enrol()).status).toBe(400);
    expect((await offer({ InitialAmount: 60 })).action.type).toBe("CREDEX_CREATED");
  });
});

test("an idempotency key is taken once, by endpoint and member", async () => {
  const { offer, ledger, bob } = await openWithTwo();
  const key = { "idempotency-key": "session:1:1" };
  const first = await offer({}, key);
  const again = await offer({}, key);
  expect(again.body).toEqual(first.body);
  const { id } = first.action;
  expect(ledger.book.credexes.filter(({ state }) => state === "offered")).toHaveLength(1);
  const cancelled = await bob.post("cancelCredex", { credexID: id }, key);
  expect(cancelled.action.type).toBe("CREDEX_CANCELLED");
});

test("a sandbox that knows no keys does again what is sent again, as the real one does", async () => {
  const { offer } = await openWithTwo({ honoursKeys: false });
  const key = { "idempotency-key": "session:1:1" };
  const first = await offer({ InitialAmount: 10 }, key);
  const again = await offer({ InitialAmount: 10 }, key);
  expect(again.action.type).toBe("CREDEX_CREATED");
  expect(again.action.id).not.toBe(first.action.id);
});

test("the books and the keys outlive a restart", async () => {
  const folder = await mkdtemp(join(tmpdir(), "books-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "book.json");
  const headers = { "idempotency-key": "session:1:1" };
  const offer = async () => {
    const { enter, ledger } = open(file);
    const bob = await enter(BOB);
    const thandi = await enter(THANDI);
    const { action } = await bob.post("createCredex", offerOf({ bob, thandi, more: {} }), headers);
    return { id: action.id, book: ledger.book };
  };
  const before = await offer();
  const after = await offer();
  expect(after).toEqual(before);
  expect(after.book.members).toHaveLength(3);
  expect(await readdir(folder)).toEqual(["book.json"]);
});

test("a fault strikes once, or until it is reset, where it was meant to", async () => {
  const { post, faults } = open();
  const login = async () => (await post("login", { phone: BOB })).status;
  faults.next({ kind: "refuse" }, "onboardMember");
  faults.next({ kind: "error", applied: false });
  expect([await login(), await login()]).toEqual([500, 200]);
  faults.untilReset({ kind: "unauthorized" }, "login");
  expect([await login(), await login()]).toEqual([401, 401]);
  faults.reset();
  expect(await login()).toBe(200);
});

test("chance decides at each request, and leaves what was planned to the others", async () => {
  const asked: string[] = [];
  const { post, faults } = open(undefined, {
    chance: (endpoint) => {
      asked.push(endpoint);
      return asked.length === 1 ? { kind: "error", applied: false } : undefined;
    },
  });
  faults.next({ kind: "refuse" });
  const login = async () => (await post("login", { phone: BOB })).status;
  expect([await login(), await login(), await login()]).toEqual([500, 400, 200]);
  expect(asked).toEqual(["login", "login", "login"]);
});
