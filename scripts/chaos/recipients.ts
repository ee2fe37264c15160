import type { CredexCoreFake } from "../../src/fakes/credex-core/credex-core.ts";

/** Longer than an unanswered call is reconciled among the open offers. */
const ACCEPT_AFTER_MS = 45_000;
const LOOK_EVERY_MS = 2_000;

/** Recipients accept offers after a while, elsewhere. Returns a function that stops them. */
export function startRecipients({ ledger }: CredexCoreFake): () => void {
  const timer = setInterval(() => {
    const owners = new Map(ledger.book.accounts.map((one) => [one.accountID, one.ownerID]));
    const before = Date.now() - ACCEPT_AFTER_MS;
    for (const { credexID, state, offeredAt, receiverAccountID } of ledger.book.credexes) {
      const memberID = owners.get(receiverAccountID);
      if (state !== "offered" || offeredAt > before || memberID === undefined) continue;
      ledger.accept({ memberID, credexID });
    }
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
