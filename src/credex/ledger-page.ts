import { z } from "zod";
import { SafeAmount } from "./display-names.ts";
import { Counterparty, Dashboard, withoutUndefined } from "./profile.ts";
import { done } from "./results.ts";

const Row = z
  .object({
    credexID: z.string(),
    formattedInitialAmount: SafeAmount,
    ...Counterparty.shape,
  })
  .transform(withoutUndefined);

/** A page of the ledger. It is parsed completely or not at all: a gap would hide entries. */
export const LedgerPage = z
  .object({
    data: z.object({
      action: z.object({ details: z.object({ ledger: z.array(Row) }) }),
      dashboard: z.intersection(
        Dashboard,
        z.object({ pagination: z.object({ hasMore: z.boolean() }) }),
      ),
    }),
  })
  .transform(({ data: { action, dashboard } }) => {
    const { pagination, ...profile } = dashboard;
    const page = { rows: action.details.ledger, hasMore: pagination.hasMore };
    return done<"getLedger">({ page, profile });
  });
