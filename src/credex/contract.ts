import { z } from "zod";
import type { Offer, OutputOf, operations } from "../../machines/kit.ts";
import { formatAmount, type Profile } from "../../machines/values.ts";
import type { Outcome } from "../engine/event.ts";
import { Dashboard, DenominationCode } from "./profile.ts";
import { type NotFound, refused } from "./refusal.ts";

/** How an operation of the machines is said to credex-core. */
export interface Operation {
  endpoint: string;
  /** Changes nothing, so that it may be asked again. */
  repeatable: boolean;
  needsToken: boolean;
  /** What it means that something was not found. */
  notFound: NotFound;
  /** Reads the input that the machine gave and the phone that Meta signed: neither can pass for the other. */
  request: z.ZodType<{
    body: object;
    answer: z.ZodType<Outcome>;
    /** Of a money call: how it is looked for when it got no answer. */
    search?: Search | undefined;
  }>;
}

/** A question that changes nothing, and whatever in its answer may have come of the money call. */
export interface Search {
  endpoint: string;
  body: object;
  answer: z.ZodType<Sighting[]>;
}

/** Something that looks like what the money call makes: its id, and the outcome if it is that. */
export interface Sighting {
  id: string;
  outcome: Outcome;
}

type Name = keyof typeof operations;

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

const Row = z.object({
  credexID: z.string(),
  formattedInitialAmount: z.string(),
  counterpartyAccountName: z.string(),
});

/** A row that cannot be read is none: it hides an accepted offer at worst, and keeps nobody from offering. */
const Booked = z.object({
  data: z.object({
    action: z.object({
      details: z.object({
        ledger: z
          .array(z.unknown())
          .catch([])
          .transform((rows) => rows.flatMap((row) => Row.safeParse(row).data ?? [])),
      }),
    }),
    dashboard: Dashboard,
  }),
});

/** More than a member's offers are accepted while one is looked for. */
const SEARCHED_ROWS = 50;

/** A decimal that a JSON number, which is what credex-core takes, holds to the last digit. */
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
  createCredex: {
    endpoint: "createCredex",
    repeatable: false,
    needsToken: true,
    notFound: "account_not_found",
    request: z
      .object({
        input: z.object({
          issuerAccountID: z.string().min(1),
          receiver: z.object({ accountID: z.string().min(1), accountName: z.string() }),
          amount: z.object({ value: Exact, denomination: DenominationCode }),
        }),
      })
      .transform(({ input: { issuerAccountID, receiver, amount } }) => ({
        search: {
          endpoint: "getLedger",
          body: { accountID: issuerAccountID, numRows: SEARCHED_ROWS, startRow: 0 },
          answer: offersLike({ issuerAccountID, receiver, amount }),
        },
        body: {
          issuerAccountID,
          receiverAccountID: receiver.accountID,
          Denomination: amount.denomination,
          InitialAmount: Number(amount.value),
          credexType: "PURCHASE",
          OFFERSorREQUESTS: "OFFERS",
          securedCredex: true,
        },
        answer: Offered,
      })),
  },
} as const satisfies { [name in Name]: Operation };

/** A decimal without the zeros that mean nothing; a number that is written with an exponent equals none. */
function trim(decimal: string): string {
  const [whole = "", fraction = ""] = decimal.split(".");
  return `${whole.replace(/^0+/, "")}.${fraction.replace(/0+$/, "")}`;
}

/** The answer does not repeat the handle that was asked for. */
function found(accountHandle: string): z.ZodType<Outcome> {
  return z
    .object({
      data: z.object({
        action: z.object({
          details: z.object({ accountID: z.string().min(1), accountName: z.string() }),
        }),
      }),
    })
    .transform(({ data }) => done<"getAccountByHandle">({ ...data.action.details, accountHandle }));
}

/**
 * Offers of this amount for this account that still wait, and those that were accepted already: credex-core
 * tells both in one answer. It writes what goes out as "-1,000.00 USD".
 */
function offersLike({
  issuerAccountID,
  receiver,
  amount,
}: Pick<Offer, "issuerAccountID" | "amount"> & {
  receiver: { accountName: string };
}): z.ZodType<Sighting[]> {
  const wanted = `-${formatAmount(amount)}`;
  return Booked.transform(({ data: { action, dashboard } }, context) => {
    const account = dashboard.accounts.find(({ accountID }) => accountID === issuerAccountID);
    if (!account) {
      // Taken for "none waits", an old offer would pass for a new one later.
      context.addIssue({ code: "custom", path: ["data", "dashboard", "accounts"] });
      return z.NEVER;
    }
    return [...account.pendingOut, ...action.details.ledger]
      .filter(
        ({ formattedInitialAmount, counterpartyAccountName }) =>
          formattedInitialAmount.replaceAll(",", "") === wanted &&
          counterpartyAccountName === receiver.accountName,
      )
      .map(({ credexID }) => ({ id: credexID, outcome: offered(credexID, dashboard) }));
  });
}

function offered(credexID: string, profile: Profile): Outcome {
  return { ...done<"createCredex">({ credexID, profile }), reference: credexID };
}

function done<N extends Name>(output: OutputOf<N>): Extract<Outcome, { kind: "done" }> {
  return { kind: "done", output: z.json().parse(output) };
}
