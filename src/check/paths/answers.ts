import type { InputFrom } from "xstate";
import type { OutputOf, operations } from "../../../machines/kit.ts";
import type { OwnAccount, PendingOffer, Profile } from "../../../machines/values.ts";
import type { NotificationPayload } from "../../conversation/model/event.ts";

/**
 * The one table of simulated input: what members write, and what credex-core answers. Buttons, rows,
 * commands, refusals and delays are read from the machines and the copy; whatever else a path needs is
 * added here.
 */

const OWN_HANDLE = "tariro_moyo";

/**
 * What members write where a text is expected: plausible answers first, then invalid ones. A text that
 * also occurs in a machine's file ("0", "hongu") counts as distinct wherever it is stored.
 */
export const texts: readonly string[] = [
  "25",
  "bob_bakery",
  "For 20 loaves of bread",
  "For the two bags of maize meal, the cooking oil and the sugar that you brought me last week",
  "Tariro",
  "Moyo",
  "No thanks",
  "Thank you",
  "Yes please",
  "Nope",
  "31 December 2026",
  "31/12/2026",
  "2026-12-31",
  "in 2 weeks",
  "20=>bob_bakery",
  "20->bob_bakery",
  `20=>${OWN_HANDLE}`,
  "20=>x",
  "some=>bob_bakery",
  // A surname that is also a greeting.
  "Masikati",
  OWN_HANDLE,
  "1 January 2020",
  "2020-01-01",
  "0.00",
  "ZiG",
  "??!",
];

type Operations = typeof operations;

/** Given the call's input and the current dashboard: every output that an operation may have. */
type Answers<Name extends keyof Operations> = (
  input: InputFrom<Operations[Name]>,
  profile: Profile | undefined,
) => OutputOf<Name>[];

/** For operations that are not listed: the current dashboard, or each of `standings` where none is known. */
export const answers: {
  login: Answers<"login">;
  getAccountByHandle: Answers<"getAccountByHandle">;
  getLedger: Answers<"getLedger">;
  createCredex: Answers<"createCredex">;
  acceptCredexBulk: Answers<"acceptCredexBulk">;
} & { [Name in keyof Operations]?: Answers<Name> } = {
  login: () => Object.values(memberProfiles).map((profile) => ({ profile })),
  getAccountByHandle: ({ handle }) => [
    { accountID: "A-bob", accountName: "Bob Bakery", accountHandle: handle },
  ],
  getLedger: (_, profile = memberProfiles.busy) => [
    { page: { rows: accepted(7), hasMore: true }, profile },
    { page: { rows: accepted(2), hasMore: false }, profile },
    { page: { rows: [], hasMore: false }, profile },
  ],
  createCredex: (_, profile = memberProfiles.busy) => [{ credexID: "C-1", profile }],
  acceptCredexBulk: ({ offers }, profile = memberProfiles.busy) => [
    { accepted: offers.length, profile },
    { accepted: 1, profile },
  ],
};

/** Members as credex-core knows them: a new one; one of each kind; more of everything than a list can show. */
export const memberProfiles = {
  newcomer: profileOf({ tier: 1, accounts: 1, incoming: 0, outgoing: 0 }),
  some: profileOf({ tier: 3, accounts: 1, incoming: 1, outgoing: 1 }),
  busy: profileOf({ tier: 5, accounts: 11, incoming: 11, outgoing: 11 }),
};

/** What credex-core reports on its own. */
export const notifications: readonly NotificationPayload[] = [
  ...(["created", "accepted", "declined", "cancelled"] as const).map(
    (what): NotificationPayload => ({
      type: `notice.${what}`,
      offer: offerOf("N-1", 1, ""),
      account: "none",
    }),
  ),
  { type: "notice.many" },
];

function profileOf(has: {
  tier: number;
  accounts: number;
  incoming: number;
  outgoing: number;
}): Profile {
  return {
    member: {
      memberID: "M-tariro",
      firstname: "Tariro",
      lastname: "Moyo",
      memberTier: has.tier,
      defaultDenom: "USD",
      ...(has.tier < 3 ? { remainingAvailableUSD: "10.00" } : {}),
    },
    accounts: listOf(has.accounts, (number) => accountOf(number, has)),
  };
}

function accountOf(number: number, has: { incoming: number; outgoing: number }): OwnAccount {
  const isFirst = number === 1;
  return {
    accountID: `A-${number}`,
    accountName: isFirst ? "Tariro Moyo" : `Moyo Motors ${number}`,
    accountHandle: isFirst ? OWN_HANDLE : `moyo_motors_${number}`,
    accountType: isFirst ? "PERSONAL" : "BUSINESS",
    defaultDenom: "USD",
    isOwnedAccount: true,
    securedBalances: ["120.00 USD"],
    netAssets: "95.50 USD",
    pendingIn: isFirst ? listOf(has.incoming, (of) => offerOf(`I-${of}`, of, "")) : [],
    pendingOut: isFirst ? listOf(has.outgoing, (of) => offerOf(`O-${of}`, of, "-")) : [],
  };
}

function offerOf(credexID: string, number: number, sign: string): PendingOffer {
  return {
    credexID,
    formattedInitialAmount: `${sign}${number * 5}.00 USD`,
    counterpartyAccountName: number % 2 > 0 ? "Thandi Tailor" : "Bob Bakery",
    secured: number % 3 !== 0,
  };
}

function accepted(rows: number): PendingOffer[] {
  return listOf(rows, (number) => offerOf(`L-${number}`, number, number % 2 > 0 ? "-" : ""));
}

function listOf<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}
