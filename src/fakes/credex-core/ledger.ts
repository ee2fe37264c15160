import { randomUUID } from "node:crypto";
import { Big } from "big.js";
import { available, remainingUsd } from "./balances.ts";
import { ok, type Refusal, type Result, refuse } from "./result.ts";
import { type Clock, convert, type Denomination, fitsPlaces, format, isDueDate } from "./rules.ts";
import { type Account, type Credex, type CredexCoreState, TREASURY } from "./state.ts";
import type { WebhookSender } from "./webhook-sender.ts";

/** The accounting: offers reserve, acceptance moves money, and every gain is another's loss. */
export interface Ledger {
  book: CredexCoreState;
  offer(offer: Offer): Result<Credex>;
  accept(ending: Ending): Result<Credex>;
  decline(ending: Ending): Result<Credex>;
  cancel(ending: Ending): Result<Credex>;
  /** Credits an account with secured money from the treasury. */
  issue(options: { account: Account; denomination: Denomination; amount: Big }): void;
}

export interface Offer {
  memberID: string;
  issuerAccountID: string;
  receiverAccountID: string;
  denomination: Denomination;
  amount: Big;
  secured: boolean;
  dueDate?: string | undefined;
}

/** Who may settle which offer, and how. */
export interface Ending {
  memberID: string;
  credexID: string;
}

type End = Ending & {
  by: "issuerAccountID" | "receiverAccountID";
  state: Exclude<Credex["state"], "offered">;
};

export function createLedger({
  book,
  clock,
  announce = () => {},
}: {
  book: CredexCoreState;
  clock: Clock;
  /** Is called for everything that members do with an offer. */
  announce?: WebhookSender["announce"];
}): Ledger {
  return {
    book,
    offer(offer) {
      const refusal = refusalOf(offer);
      if (refusal) return refusal;
      const credex = draw(offer);
      announce("created", credex);
      return ok(credex);
    },
    accept: (ending) => end({ ...ending, by: "receiverAccountID", state: "accepted" }),
    decline: (ending) => end({ ...ending, by: "receiverAccountID", state: "declined" }),
    cancel: (ending) => end({ ...ending, by: "issuerAccountID", state: "cancelled" }),
    issue({ account, denomination, amount }) {
      const credex = draw({
        memberID: TREASURY,
        issuerAccountID: TREASURY,
        receiverAccountID: account.accountID,
        denomination,
        amount,
        secured: true,
      });
      settle(credex);
    },
  };

  function refusalOf(offer: Offer): Refusal | undefined {
    const issuer = accountOf(offer.issuerAccountID);
    if (!issuer || !accountOf(offer.receiverAccountID)) {
      return refuse("missing", "Account not found");
    }
    if (issuer.ownerID !== offer.memberID) return refuse("forbidden", "Not your account");
    if (issuer.accountID === offer.receiverAccountID) {
      return refuse("invalid", "Issuer and receiver must differ");
    }
    if (offer.amount.lte(0) || !fitsPlaces(offer.amount, offer.denomination)) {
      return refuse("invalid", `Not an amount of ${offer.denomination}`);
    }
    return offer.secured ? refusalOfSecured(offer, issuer) : refusalOfUnsecured(offer);
  }

  function refusalOfSecured(offer: Offer, issuer: Account): Refusal | undefined {
    const { amount, denomination, dueDate } = offer;
    if (dueDate !== undefined) return refuse("failed", "A secured credex takes no due date");
    if (amount.gt(available(book, issuer, denomination))) {
      return refuse("failed", `Insufficient secured balance in ${denomination}`);
    }
    const member = book.members.find(({ memberID }) => memberID === offer.memberID);
    const left = member && remainingUsd(book, member, clock());
    if (left?.lt(convert({ amount, from: denomination, to: "USD" }))) {
      return refuse("failed", `Daily limit: only ${format(left, "USD")} left`);
    }
    return undefined;
  }

  function refusalOfUnsecured({ dueDate }: Offer): Refusal | undefined {
    if (dueDate !== undefined && isDueDate(dueDate, clock())) return undefined;
    return refuse("failed", "An unsecured credex is due in 1 to 52 weeks");
  }

  function draw({ memberID: _, amount, ...offer }: Offer): Credex {
    const credex: Credex = {
      ...offer,
      credexID: randomUUID(),
      amount: amount.toFixed(),
      state: "offered",
      offeredAt: clock(),
    };
    book.credexes.push(credex);
    return credex;
  }

  function end({ memberID, credexID, by, state }: End): Result<Credex> {
    const credex = book.credexes.find((one) => one.credexID === credexID);
    if (!credex) return refuse("missing", "Credex not found");
    if (accountOf(credex[by])?.ownerID !== memberID) return refuse("forbidden", "Not your offer");
    if (credex.state !== "offered")
      return refuse("invalid", `The offer is already ${credex.state}`);
    if (state === "accepted") settle(credex);
    else credex.state = state;
    announce(state, credex);
    return ok(credex);
  }

  function settle(credex: Credex): void {
    for (const account of book.accounts) {
      if (account.accountID === credex.issuerAccountID) post(account, credex, -1);
      if (account.accountID === credex.receiverAccountID) post(account, credex, 1);
    }
    credex.state = "accepted";
    credex.acceptedAt = clock();
  }

  function accountOf(accountID: string): Account | undefined {
    return book.accounts.find((account) => account.accountID === accountID);
  }
}

function post(account: Account, { secured, denomination, amount }: Credex, sign: 1 | -1): void {
  const balances = secured ? account.secured : account.unsecured;
  balances[denomination] = new Big(amount)
    .times(sign)
    .plus(balances[denomination] ?? 0)
    .toFixed();
}
