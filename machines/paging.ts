import { partyOf } from "./party.ts";
import { type PendingOffer, sumOf } from "./values.ts";

/** The items of a page. WhatsApp shows ten rows at most, which is why a list has pages. */
export function pageOf<Item>(items: readonly Item[], page: number, rows: number): Item[] {
  return items.slice(page * rows, (page + 1) * rows);
}

/** Whether there are more items than up to this page. */
export function hasNext(items: readonly unknown[], page: number, rows: number): boolean {
  return items.length > (page + 1) * rows;
}

/** The values of a pending offer as a row. */
export function offerValues(offer: PendingOffer) {
  return { value: offer.credexID, sum: sumOf(offer), counterparty: partyOf(offer, 50) };
}
