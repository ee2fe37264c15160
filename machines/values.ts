import { partyOf } from "./party.ts";

/** Decimal places that credex-core keeps of each denomination. */
const PLACES = { USD: 2, ZWG: 2, CAD: 2, CXX: 3, XAU: 4 } as const;

export type Denomination = keyof typeof PLACES;

/** The currencies that an account can hold, in the order in which members read them. */
export const denominations: readonly Denomination[] = Object.keys(PLACES).filter(isDenomination);

/** Money. `value` is a plain decimal such as "20.50", never a float. */
export type Amount = { value: string; denomination: Denomination };

/** A day of the calendar, "2026-12-31", which a message shows as its locale writes it. */
export type Day = { day: string };

/** Another member's account, as found by its handle. */
export type Account = { accountID: string; accountName: string; accountHandle: string };

/** An account that an offer is for. `isFirst`: nothing was sent to it from here before, as far as is known. */
export type Payee = Account & { isFirst?: boolean };

/** What credex-core tells of a member at every answer, by its own names. */
export type Profile = { member: Member; accounts: OwnAccount[] };

export type Member = {
  memberID: string;
  firstname: string;
  lastname: string;
  /** 1 open, 2 verified, 3 hustler, 5 multi-account. */
  memberTier: number;
  defaultDenom: Denomination;
  /** What is left of the day's limit, for the tiers that have one. */
  remainingAvailableUSD?: string | undefined;
};

export type OwnAccount = Account & {
  accountType: string;
  defaultDenom: Denomination;
  isOwnedAccount: boolean;
  /** For example "12.00 USD". */
  securedBalances: string[];
  netAssets: string;
  pendingIn: PendingOffer[];
  pendingOut: PendingOffer[];
};

export type PendingOffer = {
  credexID: string;
  /** For example "-5.00 USD". */
  formattedInitialAmount: string;
  counterpartyAccountName: string;
  /** Where credex-core tells it. */
  counterpartyAccountHandle?: string;
  secured: boolean;
};

/** Some of an account's accepted credexes, the newest first. */
export type LedgerPage = { rows: LedgerRow[]; hasMore: boolean };

export type LedgerRow = Pick<
  PendingOffer,
  "credexID" | "formattedInitialAmount" | "counterpartyAccountName" | "counterpartyAccountHandle"
>;

/** Hustlers, the first tier without a daily limit. */
export const HUSTLER_TIER = 3;

/** Blank values to start a form with. */
export const blank: { account: Account; amount: Amount; profile: Profile } = {
  account: { accountID: "", accountName: "", accountHandle: "" },
  amount: { value: "0", denomination: "USD" },
  profile: {
    member: { memberID: "", firstname: "", lastname: "", memberTier: 1, defaultDenom: "USD" },
    accounts: [],
  },
};

/** Writes "007" with two places as "7.00", and ".5" as "0.50"; `undefined` when a digit would be lost. */
export function withPlaces(decimal: string, places: number): string | undefined {
  const [whole = "", fraction = ""] = decimal.split(".");
  if (/[1-9]/.test(fraction.slice(places))) return undefined;
  return `${whole.replace(/^0+/, "") || "0"}.${fraction.slice(0, places).padEnd(places, "0")}`;
}

/** Decimal places that credex-core keeps. */
export function placesOf(denomination: Denomination): number {
  return PLACES[denomination];
}

export function isDenomination(code: string): code is Denomination {
  return Object.hasOwn(PLACES, code);
}

/** The account that a member acts for: the one named, else the first of their own. */
export function accountOf(profile: Profile, accountID: string | undefined): OwnAccount | undefined {
  const { accounts } = profile;
  const own = accounts.find(({ isOwnedAccount }) => isOwnedAccount) ?? accounts[0];
  return accounts.find((account) => account.accountID === accountID) ?? own;
}

/** What is offered, whichever way it goes: "5.00 USD". */
export function sumOf({ formattedInitialAmount }: PendingOffer): string {
  return formattedInitialAmount.replace(/^-/, "");
}

/** Offers as lines that need no translation: "5.00 USD (Thandi Tailor @thandi_tailor)". */
export function linesOf(offers: readonly PendingOffer[]): string {
  const line = (offer: PendingOffer) => `*${sumOf(offer)}* (${partyOf(offer, 60)})`;
  return offers.map(line).join("\n");
}

/** A page of the ledger as lines that need no translation: "+5.00 USD (Thandi Tailor)". */
export function ledgerLinesOf({ rows }: LedgerPage): string {
  const line = (row: LedgerRow) => {
    const { formattedInitialAmount } = row;
    const sign = formattedInitialAmount.startsWith("-") ? "" : "+";
    return `*${sign}${formattedInitialAmount}* (${partyOf(row, 60)})`;
  };
  return rows.map(line).join("\n");
}

/** How credex-core's lists write an amount: "20.00 USD". */
export function formatAmount({ value, denomination }: Amount): string {
  return `${withPlaces(value, PLACES[denomination]) ?? value} ${denomination}`;
}
