import { writeAmount } from "./amounts.ts";
import { shownHandle } from "./handles.ts";
import { trimMarks, visible } from "./text.ts";
import type { Amount, Denomination } from "./values.ts";

/** What a quick command such as "20=>bob_bakery" says, as it was typed. */
export type QuickOffer = { amount: string; handle: string; secured: boolean };

/**
 * What keyboards and copying make of `=>` (secured) and of `->` (unsecured): a double arrow, and any other
 * arrow to the right. A run of signs is tried from its start only.
 */
const SECURED = /(?<![=＝])[=＝]+ ?(?:[>＞›]|&gt;)|[⇒⇛⇨⟹⟾]/u;
const UNSECURED =
  /(?<![-–—−])[-–—−]+ ?(?:[>＞›]|&gt;)|[→↠↣↦⇢⇾⟶⟼⭢⮕🠊🠖🡒🡪🡲🡺🢂]|[\u2794\u2799\u279b-\u27a5\u27a8-\u27b2\u27bb-\u27be]/u;

/** A longer text is a sentence with an arrow in it. */
const MAX_LENGTH = 128;

/** Of an amount and of a handle, valid or not. */
const MAX_AMOUNT = 24;
const MAX_HANDLE = 32;

/** Reads "0.5=>handle" and "20 ZWG -> @Bob_Bakery". The form judges the amount and the handle. */
export function readQuickOffer(text: string): ({ type: "quick.offer" } & QuickOffer) | undefined {
  const written = trimMarks(visible(text));
  if (written.length > MAX_LENGTH) return undefined;
  const secured = SECURED.test(written);
  if (secured && UNSECURED.test(written)) return undefined;
  const [amount = "", handle = "", ...rest] = written
    .split(secured ? SECURED : UNSECURED)
    .map(trimMarks);
  const isShort = amount.length <= MAX_AMOUNT && handle.length <= MAX_HANDLE;
  if (!amount || !handle || !isShort || rest.length > 0) return undefined;
  return { type: "quick.offer", amount, handle, secured };
}

/** The command that offers this again: "20=>bob_bakery", or "20 ZWG->bob_bakery". */
export function formatQuickOffer(offer: {
  amount: Amount;
  handle: string;
  secured: boolean;
  /** What an amount without one is taken to be. */
  denomination: Denomination;
}): string {
  const amount = writeAmount(offer.amount, offer.denomination);
  return `${amount}${offer.secured ? "=>" : "->"}${shownHandle(offer.handle)}`;
}
