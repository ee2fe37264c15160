import { z } from "zod";
import type { operations } from "../../../machines/kit.ts";
import type { Outcome } from "../../conversation/model/event.ts";
import { SafeName } from "../display-names.ts";
import { refused } from "../error-codes.ts";
import { LedgerPage } from "../ledger-page.ts";
import { searchForOffers } from "../offer-reconciliation.ts";
import { Dashboard, DenominationCode } from "../profile.ts";
import { done, offered } from "../results.ts";
import type { Operation } from "./operation.ts";
import { acceptOffers, settleOffer } from "./settle-offers.ts";
import { upgradeTier } from "./upgrade-tier.ts";

/** `keepLanguage` is ours. */
type Name = Exclude<keyof typeof operations, "keepLanguage">;

const Phone = z.string().regex(/^\d+$/);

const Entered = z
  .object({
    data: z.object({
      action: z.object({ details: z.object({ token: z.string().min(1) }) }),
      dashboard: Dashboard,
    }),
  })
  .transform(({ data }) => done<"login" | "onboardMember">({ profile: data.dashboard }));

const Seen = z
  .object({ data: z.object({ dashboard: Dashboard }) })
  .transform(({ data }) => done<"getDashboard">({ profile: data.dashboard }));

const Offered = z
  .object({
    data: z.object({
      action: z.discriminatedUnion("type", [
        z.object({ type: z.literal("CREDEX_CREATED"), id: z.string().min(1) }),
        z.object({
          type: z.literal("CREDEX_CREATE_FAILED"),
          details: z.object({ reason: z.string() }),
        }),
      ]),
      dashboard: Dashboard.optional(),
    }),
  })
  .transform(({ data: { action, dashboard } }, context) => {
    if (action.type === "CREDEX_CREATE_FAILED") {
      return refused({ reason: action.details.reason, notFound: "account_not_found" });
    }
    if (dashboard) return offered(action.id, dashboard);
    context.addIssue({ code: "custom", path: ["data", "dashboard"] });
    return z.NEVER;
  });

/** A decimal without loss as a JSON number, which credex-core expects. */
const Exact = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .refine((value) => /[1-9]/.test(value) && trim(String(Number(value))) === trim(value));

export const contract = {
  login: {
    endpoint: "login",
    repeatable: true,
    needsToken: false,
    notFound: "member_not_found",
    request: z
      .object({ phone: Phone })
      .transform(({ phone }) => ({ body: { phone }, answer: Entered })),
  },
  onboardMember: {
    endpoint: "onboardMember",
    repeatable: false,
    needsToken: false,
    notFound: "member_not_found",
    request: z
      .object({
        input: z.object({
          firstname: z.string(),
          lastname: z.string(),
          defaultDenom: DenominationCode,
        }),
        phone: Phone,
      })
      .transform(({ input, phone }) => ({ body: { ...input, phone }, answer: Entered })),
  },
  getDashboard: {
    endpoint: "getMemberDashboardByPhone",
    repeatable: true,
    needsToken: true,
    notFound: "member_not_found",
    request: z
      .object({ phone: Phone })
      .transform(({ phone }) => ({ body: { phone }, answer: Seen })),
  },
  getAccountByHandle: {
    endpoint: "getAccountByHandle",
    repeatable: true,
    needsToken: true,
    notFound: "account_not_found",
    request: z
      .object({ input: z.object({ handle: z.string().min(1).toLowerCase() }) })
      .transform(({ input }) => ({
        body: { accountHandle: input.handle },
        answer: found(input.handle),
      })),
  },
  getLedger: {
    endpoint: "getLedger",
    repeatable: true,
    needsToken: true,
    notFound: "account_not_found",
    request: z
      .object({
        input: z.object({
          accountID: z.string().min(1),
          startRow: z.number().int().nonnegative(),
          numRows: z.number().int().positive(),
        }),
      })
      .transform(({ input }) => ({ body: input, answer: LedgerPage })),
  },
  createCredex: {
    endpoint: "createCredex",
    repeatable: false,
    needsToken: true,
    notFound: "account_not_found",
    request: z
      .object({
        input: z.object({
          issuerAccountID: z.string().min(1),
          receiver: z.object({
            accountID: z.string().min(1),
            accountName: z.string(),
            accountHandle: z.string().optional(),
          }),
          amount: z.object({ value: Exact, denomination: DenominationCode }),
          dueDate: z.iso.date().optional(),
        }),
      })
      .transform(({ input: { issuerAccountID, receiver, amount, dueDate } }) => ({
        search: searchForOffers({ issuerAccountID, receiver, amount, dueDate }),
        body: {
          issuerAccountID,
          receiverAccountID: receiver.accountID,
          Denomination: amount.denomination,
          InitialAmount: Number(amount.value),
          credexType: "PURCHASE",
          OFFERSorREQUESTS: "OFFERS",
          securedCredex: dueDate === undefined,
          ...(dueDate !== undefined && { dueDate }),
        },
        answer: Offered,
      })),
  },
  hustler10k: upgradeTier,
  acceptCredex: settleOffer({ endpoint: "acceptCredex", type: "CREDEX_ACCEPTED" }),
  acceptCredexBulk: acceptOffers,
  declineCredex: settleOffer({ endpoint: "declineCredex", type: "CREDEX_DECLINED" }),
  cancelCredex: settleOffer({ endpoint: "cancelCredex", type: "CREDEX_CANCELLED" }),
} as const satisfies { [name in Name]: Operation };

/** A decimal without insignificant zeros; a number with an exponent equals none. */
function trim(decimal: string): string {
  const [whole = "", fraction = ""] = decimal.split(".");
  return `${whole.replace(/^0+/, "")}.${fraction.replace(/0+$/, "")}`;
}

const AccountFound = z.object({
  data: z.object({
    action: z.object({
      details: z.object({ accountID: z.string().min(1), accountName: SafeName }),
    }),
  }),
});

/** The answer does not repeat the handle of the request. */
function found(accountHandle: string): z.ZodType<Outcome> {
  return AccountFound.transform(({ data }) =>
    done<"getAccountByHandle">({ ...data.action.details, accountHandle }),
  );
}
