import { Big } from "big.js";
import type { CredexCoreFake } from "../../../src/fakes/credex-core/credex-core.ts";
import type { Result } from "../../../src/fakes/credex-core/result.ts";
import { DENOMINATIONS } from "../../../src/fakes/credex-core/rules.ts";
import type { Account, Credex } from "../../../src/fakes/credex-core/state.ts";
import type { OfferNotice } from "../../../src/playground/protocol.ts";

/** The members at the other end of offers, as far as nobody holds their phones. */
export interface OtherMembers {
  /** Does to an offer what a notification reported. Returns a sentence where that cannot be done. */
  act(number: string, notice: OfferNotice): string | undefined;
}

const DUE_IN_MS = 14 * 86_400_000;

export function createOtherMembers({
  credexCore: { ledger, registry },
  clock,
}: {
  credexCore: Pick<CredexCoreFake, "ledger" | "registry">;
  clock: () => number;
}): OtherMembers {
  const { accounts, credexes } = ledger.book;

  function offer(to: Account, { by, sum, secured }: OfferNotice): Result<Credex> | string {
    const others = accounts.filter(({ ownerID }) => ownerID !== to.ownerID);
    const from = others.find(({ accountName }) => accountName === by) ?? others[0];
    const money = moneyOf(sum);
    if (!from || !money) return "No other member can make this offer.";
    const drawing = {
      ...money,
      memberID: from.ownerID,
      issuerAccountID: from.accountID,
      receiverAccountID: to.accountID,
      secured,
      dueDate: secured ? undefined : new Date(clock() + DUE_IN_MS).toISOString().slice(0, 10),
    };
    const first = ledger.offer(drawing);
    if (first.kind === "ok" || !secured) return first;
    // Other members have what a replay needs.
    ledger.issue({ account: from, ...money });
    registry.promote({ memberID: from.ownerID, accountID: from.accountID });
    return ledger.offer(drawing);
  }

  /** The newest open offer of this sum between the member and somebody else. */
  function end(own: Account, { what, sum }: OfferNotice): Result<Credex> | string {
    const isIssuer = what !== "cancelled";
    const [mine, theirs] = isIssuer
      ? (["issuerAccountID", "receiverAccountID"] as const)
      : (["receiverAccountID", "issuerAccountID"] as const);
    const money = moneyOf(sum);
    const found = credexes.findLast(
      (credex) =>
        credex.state === "offered" &&
        credex[mine] === own.accountID &&
        credex.denomination === money?.denomination &&
        money.amount.eq(credex.amount),
    );
    const party = accounts.find(({ accountID }) => accountID === found?.[theirs]);
    if (!found || !party) return "There is no such offer.";
    const ending = { memberID: party.ownerID, credexID: found.credexID };
    if (what === "accepted") return ledger.accept(ending);
    return what === "declined" ? ledger.decline(ending) : ledger.cancel(ending);
  }

  return {
    act(number, notice) {
      const member = registry.memberByPhone(number);
      if (member.kind === "refused") return member.reason;
      const account = accounts.find(({ ownerID }) => ownerID === member.value.memberID);
      if (!account) return "The member has no account.";
      const done = notice.what === "created" ? offer(account, notice) : end(account, notice);
      return typeof done === "string" ? done : reasonOf(done);
    },
  };
}

const reasonOf = (result: Result<Credex>): string | undefined =>
  result.kind === "refused" ? result.reason : undefined;

/** Of "1,200.00 USD". */
function moneyOf(sum: string) {
  const [value = "", code] = sum.split(" ");
  const denomination = DENOMINATIONS.find((each) => each === code);
  return denomination && { amount: new Big(value.replaceAll(",", "")), denomination };
}
