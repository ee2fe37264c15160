import { shownHandle } from "./handles.ts";

/** Wraps a name that is written from right to left, so that it turns nothing around it. */
export const ISOLATE = { start: "\u2068", end: "\u2069" };

/** Not before the first of them: making one costs as much as thousands of shortenings. */
let segmenter: Intl.Segmenter | undefined;

/**
 * Shortens a text to `length` UTF-16 units, which is what WhatsApp counts, the last of them "…" where
 * something is left out. Never cuts within what reads as one character.
 */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  if (text.startsWith(ISOLATE.start) && text.endsWith(ISOLATE.end))
    return `${ISOLATE.start}${shorten(text.slice(1, -1), length - 2)}${ISOLATE.end}`;
  segmenter ??= new Intl.Segmenter("en");
  // A character that does not fit whole, with hundreds of marks, say, is left out.
  let kept = "";
  for (const { segment } of segmenter.segment(text.slice(0, length + 1))) {
    if (kept.length + segment.length > length - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

interface Party {
  counterpartyAccountName: string;
  /** Without the @, as far as it is known. */
  counterpartyAccountHandle?: string | undefined;
}

/** The other side of an offer, in `length` units: "Thandi Tailor @thandi_tailor". The handle is never cut. */
export function partyOf(
  { counterpartyAccountName: name, counterpartyAccountHandle: handle }: Party,
  length: number,
): string {
  if (handle === undefined) return shorten(name, length);
  const behind = ` @${shownHandle(handle)}`;
  return `${shorten(name, length - behind.length)}${behind}`;
}
