import { parseAmount } from "./amounts.ts";
import { parseHandle } from "./handles.ts";
import { type ConversationEvent, textOf, todayOf } from "./kit.ts";
import { formatQuickOffer, type QuickOffer } from "./quick-offer.ts";
import { type Account, type Amount, blank, type Denomination, type OwnAccount } from "./values.ts";

/** A quick command, and the day on which it was written. */
export type QuickCommand = QuickOffer & { today: string };

/** The quick command that an event is, if it is one. */
export function quickCommandIn(event: ConversationEvent): QuickCommand | undefined {
  if (event.type !== "quick.offer") return undefined;
  const { amount, handle, secured } = event;
  return { amount, handle, secured, today: todayOf(event) };
}

/** As much of an offer as a quick command says; blank without one. */
export function filledBy(quick: QuickCommand | undefined, denomination: Denomination) {
  return {
    quick,
    today: quick?.today ?? "",
    amount: parseAmount(quick?.amount ?? "", denomination) ?? blank.amount,
    handle: parseHandle(quick?.handle ?? "") ?? "",
    isUnsecured: quick?.secured === false,
  };
}

/** The text that the member wrote, or the parts of the quick command. */
export function writtenIn(event: object, quick: QuickCommand | undefined) {
  if (!("text" in event) && quick) return quick;
  return { amount: textOf(event), handle: textOf(event) };
}

/** The quick command that fills in an offer again as far as it was; "none" if the recipient is not known. */
export function commandFor(form: {
  amount: Amount;
  handle: string;
  recipient: Account;
  isUnsecured: boolean;
  account: OwnAccount;
}): string {
  const { amount, handle, recipient, isUnsecured, account } = form;
  if (!handle || recipient.accountHandle !== handle) return "none";
  const denomination = account.defaultDenom;
  return formatQuickOffer({ amount, handle, secured: !isUnsecured, denomination });
}
