import { z } from "zod";
import type { Offer } from "../../machines/kit.ts";
import { formatAmount } from "../../machines/values.ts";
import type { Outcome } from "../conversation/model/event.ts";
import { safeName } from "./display-names.ts";
import { Counterparty, Dashboard } from "./profile.ts";
import { offered } from "./results.ts";

/** A question that changes nothing, and whatever in its answer may have come of the money call. */
export interface OfferSearch {
  endpoint: string;
  body: object;
  answer: z.ZodType<OfferMatch[]>;
}

/** Something that looks like what the money call makes: its id, and the outcome if it is that. */
export interface OfferMatch {
  id: string;
  outcome: Outcome;
}

const Row = z.object({
  credexID: z.string(),
  formattedInitialAmount: z.string(),
  ...Counterparty.shape,
  /** Offers that wait say so, the ledger may. */
  secured: z.boolean().optional().catch(undefined),
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
export const SEARCHED_ROWS = 50;

/**
 * Looks for offers of this amount for this account, those that still wait and those that were accepted
 * already: credex-core tells both in one answer. It writes what goes out as "-1,000.00 USD".
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
      // Taken for "none waits", an old offer would pass for a new one later.
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

/** Whether the other side of a row is the receiver. Two accounts may have one name, but never one handle. */
function isFor(
  row: z.infer<typeof Counterparty>,
  { accountName, accountHandle }: Sought["receiver"],
) {
  if (row.counterpartyAccountName !== safeName(accountName)) return false;
  const handle = row.counterpartyAccountHandle;
  return handle === undefined || accountHandle === undefined || handle === accountHandle;
}
