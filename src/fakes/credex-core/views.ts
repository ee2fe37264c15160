import { Big } from "big.js";
import { held, netAssets, remainingUsd } from "./balances.ts";
import { format } from "./rules.ts";
import type { Account, Credex, CredexCoreState } from "./state.ts";

/** The dashboard that every success contains. */
export function viewDashboard(options: { book: CredexCoreState; memberID: string; now: number }) {
  const { book, memberID, now } = options;
  const member = book.members.find((one) => one.memberID === memberID);
  if (!member) return undefined;
  const { phone: _, ...shown } = member;
  const left = remainingUsd(book, member, now);
  return {
    member: { ...shown, ...(left && { remainingAvailableUSD: left.toFixed(2) }) },
    accounts: book.accounts
      .filter(({ ownerID }) => ownerID === memberID)
      .map((account) => viewAccount(book, account)),
  };
}

function viewAccount(book: CredexCoreState, account: Account) {
  const { accountID, accountName, accountHandle, accountType, defaultDenom } = account;
  const pending = credexesOf({ book, account, state: "offered" });
  return {
    accountID,
    accountName,
    accountHandle,
    accountType,
    defaultDenom,
    isOwnedAccount: true,
    balanceData: {
      securedNetBalancesByDenom: held(account).map((one) => format(one.amount, one.denomination)),
      netCredexAssetsInDefaultDenom: format(netAssets(account), defaultDenom),
    },
    pendingInData: pending
      .filter(({ receiverAccountID }) => receiverAccountID === accountID)
      .map((credex) => viewCredex({ book, account, credex })),
    pendingOutData: pending
      .filter(({ issuerAccountID }) => issuerAccountID === accountID)
      .map((credex) => viewCredex({ book, account, credex })),
  };
}

/** A credex as one of its two accounts sees it: outgoing amounts are negative. */
export function viewCredex(options: { book: CredexCoreState; account: Account; credex: Credex }) {
  const { book, account, credex } = options;
  const isOut = credex.issuerAccountID === account.accountID;
  const otherID = isOut ? credex.receiverAccountID : credex.issuerAccountID;
  const other = book.accounts.find(({ accountID }) => accountID === otherID);
  return {
    credexID: credex.credexID,
    formattedInitialAmount: format(
      new Big(credex.amount).times(isOut ? -1 : 1),
      credex.denomination,
    ),
    counterpartyAccountName: other?.accountName ?? "",
    ...(other && { counterpartyAccountHandle: other.accountHandle }),
    secured: credex.secured,
    ...(credex.dueDate && { dueDate: credex.dueDate }),
  };
}

/** An account's credexes in one state, newest first. */
export function credexesOf(options: {
  book: CredexCoreState;
  account: Account;
  state: Credex["state"];
}) {
  return options.book.credexes
    .filter((credex) => credex.state === options.state && isParty(options.account, credex))
    .reverse();
}

export function isParty({ accountID }: Account, credex: Credex): boolean {
  return credex.issuerAccountID === accountID || credex.receiverAccountID === accountID;
}
