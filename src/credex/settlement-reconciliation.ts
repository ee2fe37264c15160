import { z } from "zod";
import type { Profile } from "../../machines/values.ts";
import type { Outcome } from "../conversation/model/event.ts";
import { type OfferMatch, type OfferSearch, SEARCHED_ROWS } from "./offer-reconciliation.ts";
import { Dashboard } from "./profile.ts";

/** The state of offers that are no longer pending. */
export interface SettlementMatch {
  /** How many of them the ledger contains: they were accepted. */
  accepted: number;
  /** The whole ledger was read: offers that it does not contain were not accepted. */
  isWhole: boolean;
  profile: Profile;
}

interface Sought {
  accountID: string;
  offers: { credexID: string }[];
  /** The outcome of the call, if this proves any. */
  outcomeOf(found: SettlementMatch): Outcome | undefined;
}

const Row = z.object({ credexID: z.string() });

const Seen = z.object({
  data: z.object({
    action: z.object({ details: z.object({ ledger: z.array(z.unknown()).catch([null]) }) }),
    dashboard: z.intersection(
      Dashboard,
      z.object({ pagination: z.object({ hasMore: z.boolean() }).optional().catch(undefined) }),
    ),
  }),
});

/**
 * Searches for offers that are no longer pending. A pending one proves nothing: its settlement may be on its
 * way. Matches are identified by the offers' ids, so that offers settled before the call are not attributed to it.
 */
export function searchForSettlement({ accountID, offers, outcomeOf }: Sought): OfferSearch {
  const ids = offers.map(({ credexID }) => credexID);
  return {
    endpoint: "getLedger",
    body: { accountID, numRows: SEARCHED_ROWS, startRow: 0 },
    answer: Seen.transform(({ data: { action, dashboard } }, context): OfferMatch[] => {
      const { pagination, ...profile } = dashboard;
      const account = profile.accounts.find((one) => one.accountID === accountID);
      if (!account) {
        context.addIssue({ code: "custom", path: ["data", "dashboard", "accounts"] });
        return z.NEVER;
      }
      const waiting = [...account.pendingIn, ...account.pendingOut];
      if (waiting.some(({ credexID }) => ids.includes(credexID))) return [];
      const rows = action.details.ledger.map((row) => Row.safeParse(row).data?.credexID);
      const isWhole = pagination?.hasMore === false && !rows.includes(undefined);
      const accepted = ids.filter((id) => rows.includes(id)).length;
      const outcome = outcomeOf({ accepted, isWhole, profile });
      return outcome ? [{ id: ids.join(" "), outcome }] : [];
    }),
  };
}
