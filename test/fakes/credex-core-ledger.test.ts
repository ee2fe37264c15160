import { Big } from "big.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { available } from "../../src/fakes/credex-core/balances.ts";
import { createDirectory } from "../../src/fakes/credex-core/directory.ts";
import { createLedger } from "../../src/fakes/credex-core/ledger.ts";
import { DENOMINATIONS } from "../../src/fakes/credex-core/rules.ts";
import {
  type Account,
  type CredexCoreState,
  emptyState,
  TREASURY,
} from "../../src/fakes/credex-core/state.ts";

const NOW = Date.UTC(2026, 0, 5, 8);
const PEOPLE = ["Anna", "Ben", "Chipo", "Dudu"];

const step = fc.record({
  kind: fc.constantFrom("offer", "offer", "accept", "accept", "decline", "cancel", "promote"),
  member: fc.nat(PEOPLE.length - 1),
  other: fc.nat(PEOPLE.length - 1),
  denomination: fc.constantFrom("USD", "USD", "ZWG", "CXX"),
  cents: fc.integer({ min: -10, max: 6_000 }),
  secured: fc.boolean(),
  pick: fc.nat(30),
} as const);

test("whatever members do, no money appears or disappears and nobody is overdrawn", () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) => {
      const { book, take } = openBooks();
      for (const one of steps) {
        take(one);
        expectBalanced(book);
      }
      accepted += book.credexes.filter(({ state }) => state === "accepted").length - PEOPLE.length;
    }),
    { numRuns: 60 },
  );
  expect(accepted).toBeGreaterThan(60);
});

function openBooks() {
  const book = emptyState();
  const ledger = createLedger({ book, clock: () => NOW });
  const registry = createDirectory(ledger);
  for (const [index, firstname] of PEOPLE.entries()) {
    registry.onboard({ firstname, lastname: "Moyo", phone: `26377${index}`, defaultDenom: "USD" });
  }
  const accounts = book.accounts.filter(({ ownerID }) => ownerID !== TREASURY);
  const take = (one: typeof step extends fc.Arbitrary<infer Step> ? Step : never) => {
    const account = accounts[one.member];
    const receiver = accounts[one.other];
    if (!account || !receiver) throw new Error("No such member");
    const memberID = account.ownerID;
    const pending = book.credexes.filter(({ state }) => state === "offered");
    const credex = pending[one.pick % pending.length] ?? book.credexes[0];
    const credexID = credex?.credexID ?? "";
    const ownerOf = (wanted: string | undefined) =>
      // Now and then by somebody who has no right to.
      one.pick % 7 === 0
        ? memberID
        : (accounts.find(({ accountID }) => accountID === wanted)?.ownerID ?? "");
    switch (one.kind) {
      case "offer":
        return ledger.offer({
          memberID,
          issuerAccountID: account.accountID,
          receiverAccountID: receiver.accountID,
          denomination: one.denomination,
          amount: new Big(one.cents).div(100),
          secured: one.secured,
          dueDate: one.secured ? undefined : "2026-02-05",
        });
      case "accept":
      case "decline":
        return ledger[one.kind]({ memberID: ownerOf(credex?.receiverAccountID), credexID });
      case "cancel":
        return ledger.cancel({ memberID: ownerOf(credex?.issuerAccountID), credexID });
      case "promote":
        return registry.promote({ memberID, accountID: account.accountID });
    }
  };
  return { book, take };
}

function expectBalanced(book: CredexCoreState) {
  for (const denomination of DENOMINATIONS) {
    for (const kind of ["secured", "unsecured"] as const) {
      const balances = book.accounts.map((account) => new Big(account[kind][denomination] ?? 0));
      expect(total(balances).toFixed()).toBe("0");
    }
    for (const account of book.accounts) {
      expect(account.secured[denomination] ?? "0").toBe(historyOf(book, account, denomination));
      if (account.accountID === TREASURY) continue;
      expect(available(book, account, denomination).gte(0)).toBe(true);
    }
  }
}

/** What the accepted secured credexes of an account come to. */
function historyOf(book: CredexCoreState, { accountID }: Account, denomination: string): string {
  const moved = book.credexes
    .filter((credex) => credex.secured && credex.state === "accepted")
    .filter((credex) => credex.denomination === denomination)
    .map(({ issuerAccountID, receiverAccountID, amount }) => {
      if (receiverAccountID === accountID) return new Big(amount);
      return issuerAccountID === accountID ? new Big(amount).times(-1) : new Big(0);
    });
  return total(moved).toFixed();
}

function total(amounts: Big[]): Big {
  return amounts.reduce((sum, amount) => sum.plus(amount), new Big(0));
}
