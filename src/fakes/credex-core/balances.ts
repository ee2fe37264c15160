import { Big } from "big.js";
import { convert, DENOMINATIONS, type Denomination, dailyLimitUsd, isSameDay } from "./rules.ts";
import type { Account, Credex, CredexCoreState, Member } from "./state.ts";

/** An account's secured balances, without the denominations in which it has none. */
export function held({ secured }: Account): Array<{ denomination: Denomination; amount: Big }> {
  return DENOMINATIONS.map((denomination) => ({
    denomination,
    amount: new Big(secured[denomination] ?? 0),
  })).filter(({ amount }) => !amount.eq(0));
}

/** What can still be offered: the balance minus what pending offers reserve. */
export function available(
  book: CredexCoreState,
  account: Account,
  denomination: Denomination,
): Big {
  const isReserved = (credex: Credex) =>
    credex.secured &&
    credex.state === "offered" &&
    credex.issuerAccountID === account.accountID &&
    credex.denomination === denomination;
  return book.credexes
    .filter(isReserved)
    .reduce((left, { amount }) => left.minus(amount), new Big(account.secured[denomination] ?? 0));
}

/** What an account holds and is owed, in its own denomination. */
export function netAssets({ secured, unsecured, defaultDenom }: Account): Big {
  return DENOMINATIONS.reduce((total, from) => {
    const amount = new Big(secured[from] ?? 0).plus(unsecured[from] ?? 0);
    return total.plus(convert({ amount, from, to: defaultDenom }));
  }, new Big(0));
}

/** What is left of the day's limit, for the tiers that have one. Declined and cancelled offers do not count. */
export function remainingUsd(book: CredexCoreState, member: Member, now: number): Big | undefined {
  const own = new Set(
    book.accounts
      .filter(({ ownerID }) => ownerID === member.memberID)
      .map(({ accountID }) => accountID),
  );
  const counts = (credex: Credex) =>
    credex.secured &&
    (credex.state === "offered" || credex.state === "accepted") &&
    own.has(credex.issuerAccountID) &&
    isSameDay(credex.offeredAt, now);
  return dailyLimitUsd(member.memberTier)?.minus(
    book.credexes.filter(counts).reduce((total, { amount, denomination }) => {
      return total.plus(convert({ amount: new Big(amount), from: denomination, to: "USD" }));
    }, new Big(0)),
  );
}
