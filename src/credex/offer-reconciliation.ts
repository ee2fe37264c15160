import { z } from "zod";
import type { Offer } from "../../machines/kit.ts";
import { formatAmount } from "../../machines/values.ts";
import type { Outcome } from "../conversation/model/event.ts";
import { safeName } from "./display-names.ts";
import { Counterparty, Dashboard } from "./profile.ts";
import { offered } from "./results.ts";

/** A read-only request, and the entries of its answer that may be the result of the money call. */
export interface OfferSearch {
  endpoint: string;
  body: object;
  answer: z.ZodType<OfferMatch[]>;
}

/** A possible result of the money call: its id, and the outcome if it is the result. */
export interface OfferMatch {
  id: string;
  outcome: Outcome;
}

const Row = z.object({
  credexID: z.string(),
  formattedInitialAmount: z.string(),
  ...Counterparty.shape,
  /** Pending offers have these fields; the ledger may have them. */
  secured: z.boolean().optional().catch(undefined),
});

/** An unreadable row is skipped: at worst this hides an accepted offer, and it stops nobody from offering. */
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

/** More than the number of offers that are accepted during a reconciliation. */
export const SEARCHED_ROWS = 50;

/**
 * Searches for offers of this amount to this account, pending or already accepted: one answer of credex-core
 * contains both. It writes outgoing amounts as "-1,000.00 USD".
 */
export function searchForOffers(offer: Sought): OfferSearch {
  return {
    endpoint: "getLedger",
    body: { accountID: offer.issuerAccountID, numRows: SEARCHED_ROWS, startRow: 0 },
    answer: offersLike(offer),
  };
}

type Sought = Pick<Offer, "issuerAccountID" | "amount"> & {
  receiver: { accountName: string; accountHandle?: string | undefined };
  dueDate: string | undefined;
};

function offersLike(offer: Sought): z.ZodType<OfferMatch[]> {
  const { issuerAccountID, receiver, amount, dueDate } = offer;
  const isSecured = dueDate === undefined;
  const wanted = `-${formatAmount(amount)}`;
  return Booked.transform(({ data: { action, dashboard } }, context) => {
    const account = dashboard.accounts.find(({ accountID }) => accountID === issuerAccountID);
    if (!account) {
      // If it counted as "no pending offers", an old offer would later pass for a new one.
      context.addIssue({ code: "custom", path: ["data", "dashboard", "accounts"] });
      return z.NEVER;
    }
    return [...account.pendingOut, ...action.details.ledger]
      .filter(
        ({ secured = isSecured, ...row }) =>
          row.formattedInitialAmount.replaceAll(",", "") === wanted &&
          isFor(row, receiver) &&
          secured === isSecured,
      )
      .map(({ credexID }) => ({ id: credexID, outcome: offered(credexID, dashboard) }));
  });
}

/** Whether the counterparty of a row is the receiver. Two accounts may share a name, but never a handle. */
function isFor(
  row: z.infer<typeof Counterparty>,
  { accountName, accountHandle }: Sought["receiver"],
) {
  if (row.counterpartyAccountName !== safeName(accountName)) return false;
  const handle = row.counterpartyAccountHandle;
  return handle === undefined || accountHandle === undefined || handle === accountHandle;
}
