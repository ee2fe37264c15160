import { Big } from "big.js";
import type { CredexCoreFake } from "../../src/fakes/credex-core/credex-core.ts";
import type { Result } from "../../src/fakes/credex-core/result.ts";
import type { Account, Credex } from "../../src/fakes/credex-core/state.ts";

export const DUE_DATE = "2026-02-05";

/** An offer that somebody makes past our server: of 20.00 USD by Bob to Thandi if not told otherwise. */
export function draw(
  { ledger, registry }: CredexCoreFake,
  options: {
    from?: string;
    to?: string;
    value?: string;
    denomination?: "USD" | "ZWG";
    secured?: boolean;
  } = {},
): Credex {
  const { from = "bob_bakery", to = "thandi_tailor", value = "20", denomination = "USD" } = options;
  const { secured = denomination === "USD" } = options;
  const issuer = must(registry.accountByHandle(from));
  return must(
    ledger.offer({
      memberID: issuer.ownerID,
      issuerAccountID: issuer.accountID,
      receiverAccountID: must(registry.accountByHandle(to)).accountID,
      denomination,
      amount: new Big(value),
      secured,
      dueDate: secured ? undefined : DUE_DATE,
    }),
  );
}

/** Its receiver accepts or declines it, or its issuer takes it back. */
export function end(
  { ledger }: CredexCoreFake,
  { credexID, issuerAccountID, receiverAccountID }: Credex,
  how: "accept" | "decline" | "cancel",
): void {
  const party = how === "cancel" ? issuerAccountID : receiverAccountID;
  const owner = ledger.book.accounts.find(({ accountID }) => accountID === party);
  must(ledger[how]({ memberID: owner?.ownerID ?? "", credexID }));
}

/** Lets Bob offer thousands. */
export function enrich({ ledger, registry }: CredexCoreFake): void {
  const account = must(registry.accountByHandle("bob_bakery"));
  ledger.issue({ account, denomination: "USD", amount: new Big(5_000_000) });
  must(registry.promote({ memberID: account.ownerID, accountID: account.accountID }));
}

/** Another account of Bob's, with money. */
export function openSecond({ ledger, registry }: CredexCoreFake): Account {
  const first = must(registry.accountByHandle("bob_bakery"));
  const account = { ...first, accountID: "second", accountHandle: "bobs_second", secured: {} };
  ledger.book.accounts.push(account);
  ledger.issue({ account, denomination: "USD", amount: new Big(100) });
  return account;
}

function must<Value>(result: Result<Value>): Value {
  if (result.kind === "refused") throw new Error(result.reason);
  return result.value;
}
