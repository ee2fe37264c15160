import { randomUUID } from "node:crypto";
import { Big } from "big.js";
import type { Ledger } from "./ledger.ts";
import { ok, type Result, refuse } from "./result.ts";
import { type Denomination, HUSTLER, handleFor } from "./rules.ts";
import type { Account, Member } from "./state.ts";

/** The members and their accounts. */
export interface Directory {
  /** Creates a member of tier 1 with an account, and money for a first offer. */
  onboard(person: Person): Result<Member>;
  memberByPhone(phone: string): Result<Member>;
  /** Whether the number's member had joined at a time, in milliseconds since 1970. */
  hadJoined(options: { phone: string; at: number }): boolean;
  /** Makes another number an alias of `of`, while it is not a member's own. */
  alias(options: { phone: string; of: string }): void;
  accountByHandle(handle: string): Result<Account>;
  /** An account that must be the member's own. */
  ownAccount(options: { memberID: string; accountID: string }): Result<Account>;
  /** Upgrades the owner of a personal account to hustler. */
  promote(options: { memberID: string; accountID: string }): Result<Promotion>;
}

export interface Person {
  firstname: string;
  lastname: string;
  phone: string;
  defaultDenom: Denomination;
}

export interface Promotion {
  previousTier: number;
  newTier: number;
}

const STARTING_BALANCE = { amount: new Big(100), denomination: "USD" } as const;

export function createDirectory({ book: state, issue }: Pick<Ledger, "book" | "issue">): Directory {
  /** The number for which another is an alias. Not persisted: each run requests it again. */
  const aliases = new Map<string, string>();
  const withPhone = (wanted: string) => state.members.find(({ phone }) => phone === wanted);

  function memberByPhone(wanted: string): Result<Member> {
    const member = withPhone(wanted) ?? withPhone(aliases.get(wanted) ?? "");
    return member ? ok(member) : refuse("missing", "Member not found");
  }

  return {
    onboard(person) {
      if (withPhone(person.phone)) {
        return refuse("invalid", "Member already exists");
      }
      const member = { memberID: randomUUID(), memberTier: 1, ...person };
      const account = accountFor(member);
      state.members.push(member);
      state.accounts.push(account);
      issue({ account, ...STARTING_BALANCE });
      return ok(member);
    },

    memberByPhone,

    hadJoined({ phone, at }) {
      const member = memberByPhone(phone);
      if (member.kind === "refused") return false;
      const { memberID } = member.value;
      const first = state.accounts.find(({ ownerID }) => ownerID === memberID);
      // Money is issued to each new account at once.
      return state.credexes.some(
        ({ receiverAccountID, offeredAt }) =>
          receiverAccountID === first?.accountID && offeredAt <= at,
      );
    },

    alias({ phone, of }) {
      aliases.set(phone, aliases.get(of) ?? of);
    },

    accountByHandle(handle) {
      const account = state.accounts.find(({ accountHandle }) => accountHandle === handle);
      return account ? ok(account) : refuse("missing", "Account not found");
    },

    ownAccount,

    promote({ memberID, accountID }) {
      const account = ownAccount({ memberID, accountID });
      if (account.kind === "refused") return account;
      const member = state.members.find((one) => one.memberID === memberID);
      if (!member || account.value.accountType !== "PERSONAL") {
        return refuse("invalid", "Not a personal account");
      }
      const previousTier = member.memberTier;
      if (previousTier >= HUSTLER) return refuse("invalid", "A hustler already");
      member.memberTier = HUSTLER;
      return ok({ previousTier, newTier: HUSTLER });
    },
  };

  function ownAccount(options: { memberID: string; accountID: string }): Result<Account> {
    const account = state.accounts.find(({ accountID }) => accountID === options.accountID);
    if (!account) return refuse("missing", "Account not found");
    return account.ownerID === options.memberID
      ? ok(account)
      : refuse("forbidden", "Not your account");
  }

  function accountFor({ memberID, firstname, lastname, defaultDenom }: Member): Account {
    const accountName = `${firstname} ${lastname}`;
    return {
      accountID: randomUUID(),
      ownerID: memberID,
      accountName,
      accountHandle: handleFor(accountName, isTaken),
      accountType: "PERSONAL",
      defaultDenom,
      secured: {},
      unsecured: {},
    };
  }

  function isTaken(handle: string): boolean {
    return state.accounts.some(({ accountHandle }) => accountHandle === handle);
  }
}
