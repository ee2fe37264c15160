import type { Language } from "./copy/languages.ts";
import { shownHandle } from "./handles.ts";
import { outputOf } from "./kit.ts";
import {
  type Amount,
  accountOf,
  blank,
  HUSTLER_TIER,
  type OwnAccount,
  type Profile,
} from "./values.ts";

/** What is known of a member who is at home. */
export interface Known {
  profile: Profile;
  /** The account that the member acts for. */
  current_account: { accountID: string };
  /** Those that members may choose from. */
  languages: Language[];
}

const NO_ACCOUNT: OwnAccount = {
  ...blank.account,
  accountType: "PERSONAL",
  defaultDenom: "USD",
  isOwnedAccount: true,
  securedBalances: [],
  netAssets: "",
  pendingIn: [],
  pendingOut: [],
};

/** The account that the member acts for. */
export const accountIn = ({
  profile,
  current_account,
}: Pick<Known, "profile" | "current_account">): OwnAccount =>
  accountOf(profile, current_account.accountID) ?? NO_ACCOUNT;

/** The account that the form for switching brought, as the conversation record identifies it. */
export const chosenIn = (event: object, known: Known) => {
  const { accountID = "" } = outputOf<OwnAccount>(event);
  return identityOf(accountIn({ ...known, current_account: { accountID } }));
};

/** The accounts that the member can act for. */
export const ownIn = ({ profile }: Known): OwnAccount[] =>
  profile.accounts.filter(({ isOwnedAccount }) => isOwnedAccount);

/** Whether the daily limit can be lifted. */
export const mayUpgrade = (known: Known): boolean =>
  known.profile.member.memberTier < HUSTLER_TIER && accountIn(known).accountType === "PERSONAL";

/** The values of the account at home. */
export const dashboard = (known: Known) => {
  const account = accountIn(known);
  const nothing: Amount = { value: "0", denomination: account.defaultDenom };
  return {
    account: account.accountName,
    handle: shownHandle(account.accountHandle),
    balances: account.securedBalances.join(", ") || nothing,
    netAssets: account.netAssets || nothing,
    pendingIn: account.pendingIn.length,
    pendingOut: account.pendingOut.length,
    limit: limitOf(known.profile) ?? "none",
  };
};

/** What is left of the day's limit, for the tiers that have one. */
const limitOf = ({ member: { remainingAvailableUSD: value = "" } }: Profile): Amount | undefined =>
  /^\d+(\.\d+)?$/.test(value) ? { value, denomination: "USD" } : undefined;

/** What identifies an account in the conversation record. */
export const identityOf = ({
  accountID,
  accountName,
  accountHandle,
  defaultDenom,
}: OwnAccount) => ({
  accountID,
  accountName,
  accountHandle,
  defaultDenom,
});
