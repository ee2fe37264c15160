import { partyOf } from "./party.ts";
import { type PendingOffer, sumOf } from "./values.ts";

/** The items of a page. WhatsApp shows ten rows at most, which is why a list has pages. */
export function pageOf<Item>(items: readonly Item[], page: number, rows: number): Item[] {
  return items.slice(page * rows, (page + 1) * rows);
}

/** The last rows of a page: to the next one, if there are more items, and back. */
export function turnsOf(items: readonly unknown[], page: number, rows: number) {
  const hasNext = items.length > (page + 1) * rows;
  return [...(hasNext ? [{ row: "next" as const }] : []), { row: "back" as const }];
}

/** A pending offer as a row. */
export function offerRow(offer: PendingOffer) {
  return {
    row: "credex" as const,
    value: offer.credexID,
    sum: sumOf(offer),
    counterparty: partyOf(offer, 50),
  };
}
