import type { Amount, Denomination } from "./values.ts";

/** What a quick command such as "20=>bob_bakery" says, as it was typed. */
export type QuickOffer = { amount: string; handle: string; secured: boolean };

/** What keyboards make of `=>` (secured) and of `->` (unsecured). */
const SECURED = /=+\s?>|[⇒⇨⟹]/u;
const UNSECURED = /[-–—−]+\s?>|[→➔➜➝➞➡⟶⭢]\uFE0F?/u;

/** Marks that come along when a command is copied out of a message. */
const MARKS = /^[\s*`~"“”'‘’]+|[\s*`~"“”'‘’.!]+$/gu;

/** Of an amount and of a handle, be it right or wrong; a sentence with an arrow in it is longer. */
const MAX_AMOUNT = 24;
const MAX_HANDLE = 32;

/** Reads "0.5=>handle" and "20 ZWG -> @Bob_Bakery". Whether amount and handle are any, the form says. */
export function readQuickOffer(text: string): ({ type: "quick.offer" } & QuickOffer) | undefined {
  const secured = SECURED.test(text);
  if (secured && UNSECURED.test(text)) return undefined;
  const [amount = "", handle = "", ...rest] = text
    .split(secured ? SECURED : UNSECURED)
    .map((part) => part.replaceAll(MARKS, ""));
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
  const { value, denomination } = offer.amount;
  const number = value.replace(/\.0*$|(\.\d*?)0+$/, "$1");
  const amount = denomination === offer.denomination ? number : `${number} ${denomination}`;
  return `${amount}${offer.secured ? "=>" : "->"}${offer.handle}`;
}
