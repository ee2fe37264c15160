import { z } from "zod";
import { ISOLATE, shorten } from "../../machines/shorten.ts";

/**
 * Every name that others have chosen, and every message of credex-core's, passes here before members see it, so
 * that machines never handle the raw text.
 */

/** In UTF-16 units, which is what WhatsApp counts. The copy is checked with names of this length. */
export const MAX_NAME = 50;
const MAX_REASON = 200;
/** Normalising may turn one character into eighteen, and nobody reads more than this of a name. */
const MAX_RAW = 1_000;
/** Each round only removes or simplifies, and the first is nearly always the last. */
const MAX_ROUNDS = 5;
/** For one letter; more of them extend over the lines above and below. */
const MAX_MARKS = 3;

/** Shown where nothing visible is left: it needs no translation. */
const NO_NAME = "(?)";

/** Cf contains the marks that change the direction of text; U+2800 is a blank of Braille. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Me}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Without U+FEFF, which is in \s but invisible. */
const SPACES = /[\p{Z}\t-\r\u0085]+/gu;
const FORMATTING = /[*~`]/gu;
/** An @ by which a name could pose as another's handle, and the underscores of a handle. */
const OF_HANDLES = /[@_]+/gu;
/** Our own messages use these to mark something as done, new or wrong. */
const OUR_SIGNS = /[✅☑✔✓🗸📩⚠]/gu;
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name from another member or credex-core, made safe for use in our messages. */
export function safeName(name: string): string {
  return shown(name, MAX_NAME, (text) => plain(text.replace(OF_HANDLES, " "))) || NO_NAME;
}

/** credex-core's own message for a refusal, which may contain names. */
export function safeReason(reason: string): string {
  return shown(reason, MAX_REASON, plain);
}

/** At most `length` UTF-16 units; idempotent. */
function shown(raw: string, length: number, clean: (text: string) => string): string {
  let text = raw.slice(0, MAX_RAW);
  for (let round = 0, before = ""; round < MAX_ROUNDS && text !== before; round++) {
    before = text;
    text = clean(text);
  }
  const whole = shorten(text, length);
  if (!RIGHT_TO_LEFT.test(whole)) return whole;
  const inner = shorten(text, length - 2);
  return RIGHT_TO_LEFT.test(inner) ? `${ISOLATE.start}${inner}${ISOLATE.end}` : inner;
}

/** A private-use character that replaces "…" meanwhile, so that normalising does not turn it into three dots. */
const ELLIPSIS = "\ue000";

/** Plain letters and single spaces, without characters that format, link, reorder or hide. */
function plain(text: string): string {
  const seen = text
    .replace(/(?<=\p{L})[`´](?=\p{L})/gu, "'")
    .replaceAll(ELLIPSIS, "")
    .replaceAll("…", ELLIPSIS)
    .replace(SPACES, " ")
    .normalize("NFKC");
  return withoutExcessMarks(
    seen
      .replace(SPACES, " ")
      .replaceAll(ELLIPSIS, "…")
      .replace(UNSEEN, "")
      .replace(FORMATTING, "")
      .replace(OUR_SIGNS, "")
      .replaceAll("://", " ")
      // WhatsApp makes a link of "wa.me", and none of "wa. me".
      .replace(/([.。])(?=\p{L})/gu, "$1 ")
      // "> ", "- " and "1. " at the start make a quote or a list.
      .replace(/^[ >#•‣◦–—-]+/u, "")
      .replace(/^(\d{1,3})[.)](?= )/u, "$1")
      .replace(SPACES, " ")
      .trim()
      .normalize("NFC"),
  );
}

function withoutExcessMarks(text: string): string {
  let marks = 0;
  let kept = "";
  for (const character of text) {
    marks = /\p{M}/u.test(character) ? marks + 1 : 0;
    if (marks <= MAX_MARKS) kept += character;
  }
  return kept;
}

export const SafeName = z.string().transform(safeName);

const HANDLE = /^[a-z0-9_]{3,30}$/;

/** The handle of an own account; characters that no handle has are removed. */
export const SafeHandle = z
  .string()
  .transform((handle) =>
    HANDLE.test(handle) ? handle : handle.replace(/[^a-z0-9_]/gi, "").slice(0, 30) || "?",
  );

/** The handle of another's account; an invalid one is not shown at all. */
export const KnownHandle = z.string().regex(HANDLE).optional().catch(undefined);

/** "-1,000.00 USD"; anything else is treated as a name. */
export const SafeAmount = z
  .string()
  .transform((amount) =>
    /^-?\d[\d,]{0,20}(\.\d{1,10})? [A-Z]{3}$/.test(amount) ? amount : safeName(amount),
  );
