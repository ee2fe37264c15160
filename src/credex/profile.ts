import { z } from "zod";
import { type Denomination, isDenomination, type Profile } from "../../machines/values.ts";

export const DenominationCode = z.custom<Denomination>(
  (code) => typeof code === "string" && isDenomination(code),
);

const PendingOffer = z.object({
  credexID: z.string(),
  formattedInitialAmount: z.string(),
  counterpartyAccountName: z.string(),
  secured: z.boolean(),
});

const OwnAccount = z
  .object({
    accountID: z.string(),
    accountName: z.string(),
    accountHandle: z.string(),
    accountType: z.string(),
    defaultDenom: DenominationCode,
    isOwnedAccount: z.boolean(),
    balanceData: z.object({
      securedNetBalancesByDenom: z.array(z.string()),
      netCredexAssetsInDefaultDenom: z.string(),
    }),
    pendingInData: z.array(PendingOffer),
    pendingOutData: z.array(PendingOffer),
  })
  .transform(({ balanceData, pendingInData, pendingOutData, ...account }) => ({
    ...account,
    securedBalances: balanceData.securedNetBalancesByDenom,
    netAssets: balanceData.netCredexAssetsInDefaultDenom,
    pendingIn: pendingInData,
    pendingOut: pendingOutData,
  }));

const Member = z
  .object({
    memberID: z.string(),
    firstname: z.string(),
    lastname: z.string(),
    memberTier: z.number(),
    defaultDenom: DenominationCode,
    remainingAvailableUSD: z.union([z.string(), z.number()]).nullish(),
  })
  .transform(({ remainingAvailableUSD, ...member }) => ({
    ...member,
    ...(remainingAvailableUSD != null && { remainingAvailableUSD: `${remainingAvailableUSD}` }),
  }));

/** A member's dashboard, as every success of credex-core carries it. */
export const Dashboard: z.ZodType<Profile> = z.object({
  member: Member,
  accounts: z.array(OwnAccount),
});
