import { z } from "zod";
import { type Denomination, isDenomination, type Profile } from "../../machines/values.ts";
import { KnownHandle, SafeAmount, SafeHandle, SafeName } from "./display-names.ts";

export const DenominationCode = z.custom<Denomination>(
  (code) => typeof code === "string" && isDenomination(code),
);

/** The counterparty of an offer: its handle where credex-core provides it. */
export const Counterparty = z.object({
  counterpartyAccountName: SafeName,
  counterpartyAccountHandle: KnownHandle,
});

const PendingOffer = z
  .object({
    credexID: z.string(),
    formattedInitialAmount: SafeAmount,
    secured: z.boolean(),
    ...Counterparty.shape,
  })
  .transform(withoutUndefined);

const OwnAccount = z
  .object({
    accountID: z.string(),
    accountName: SafeName,
    accountHandle: SafeHandle,
    accountType: z.string(),
    defaultDenom: DenominationCode,
    isOwnedAccount: z.boolean(),
    balanceData: z.object({
      securedNetBalancesByDenom: z.array(SafeAmount),
      netCredexAssetsInDefaultDenom: SafeAmount,
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
    firstname: SafeName,
    lastname: SafeName,
    memberTier: z.number(),
    defaultDenom: DenominationCode,
    remainingAvailableUSD: z.union([z.string(), z.number()]).nullish(),
  })
  .transform(({ remainingAvailableUSD, ...member }) => ({
    ...member,
    ...(remainingAvailableUSD != null && { remainingAvailableUSD: `${remainingAvailableUSD}` }),
  }));

/** A member's dashboard, which every success of credex-core contains. */
export const Dashboard: z.ZodType<Profile> = z.object({
  member: Member,
  accounts: z.array(OwnAccount),
});

/** An absent field is omitted, as in JSON. */
export function withoutUndefined<T extends { counterpartyAccountHandle?: string | undefined }>({
  counterpartyAccountHandle: handle,
  ...offer
}: T) {
  return { ...offer, ...(handle !== undefined && { counterpartyAccountHandle: handle }) };
}
