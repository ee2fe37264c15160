import { partyOf } from "./shorten.ts";

/** Decimal places that credex-core keeps of each denomination. */
const PLACES = { CXX: 3, XAU: 4, USD: 2, CAD: 2, ZWG: 2 } as const;

export type Denomination = keyof typeof PLACES;

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

/**
 * Reads "20", "20.5 ZWG", "$20" or "ZWG 20". Without a denomination it is `fallback`.
 * Nothing that is zero, negative or finer than its denomination's places is an amount.
 */
export function parseAmount(text: string, fallback: Denomination): Amount | undefined {
  const match =
    /^(?:([a-z]{3})\s*|\$\s*)?(\d{1,12}(?:\.\d+)?|\.\d+|\d{1,3}(?:,\d{3}){1,3}(?:\.\d+)?)(?:\s*([a-z]{3}))?$/i.exec(
      text.trim(),
    );
  if (!match?.[2] || (match[1] && match[3])) return undefined;
  const denomination = (
    match[1] ??
    match[3] ??
    (text.includes("$") ? "USD" : fallback)
  ).toUpperCase();
  if (!isDenomination(denomination)) return undefined;
  const value = withPlaces(match[2].replaceAll(",", ""), PLACES[denomination]);
  return value !== undefined && /[1-9]/.test(value) ? { value, denomination } : undefined;
}

/** Writes "007" with two places as "7.00", and ".5" as "0.50"; `undefined` when a digit would be lost. */
function withPlaces(decimal: string, places: number): string | undefined {
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

/** Reads "@Bob_Bakery" as "bob_bakery"; credex-core knows small letters only. */
export function parseHandle(text: string): string | undefined {
  const handle = text.trim().replace(/^@/, "").toLowerCase();
  return /^[a-z0-9_]{3,30}$/.test(handle) ? handle : undefined;
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

/** How credex-core's lists write an amount: "20.00 USD". */
export function formatAmount({ value, denomination }: Amount): string {
  return `${withPlaces(value, PLACES[denomination]) ?? value} ${denomination}`;
}
