import type { ConversationEvent } from "./kit.ts";
import { partyOf } from "./party.ts";
import { shorten } from "./shorten.ts";
import { type PendingOffer, sumOf } from "./values.ts";

/** The offer that a notification is about, and the account that it went to or came from. */
const noticedIn = (event: ConversationEvent) => ("offer" in event ? event : NO_NOTICE);

const NO_NOTICE: { offer: PendingOffer; account: string } = {
  offer: { credexID: "", formattedInitialAmount: "", counterpartyAccountName: "", secured: true },
  account: "none",
};

/** Who has done something to which offer. */
export const termsOf = (_: unknown, event: ConversationEvent) => {
  const { offer } = noticedIn(event);
  return { counterparty: partyOf(offer, 60), sum: sumOf(offer) };
};

/** The values of a new offer to the member. */
export const offeredIn = (form: unknown, event: ConversationEvent) => {
  const { offer, account } = noticedIn(event);
  const secured = offer.secured ? "yes" : "no";
  return { ...termsOf(form, event), secured, account: shorten(account, 50) };
};
