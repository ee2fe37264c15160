import { trimMarks, visible } from "./text.ts";

/** What a member wrote as a handle: the handle, or the reason why it is none. */
export type HandleReading =
  | { kind: "handle"; handle: string }
  | { kind: "refused"; reason: "short" | "long" | "phone" | "spaces" | "characters" }
  /** `character` is the first that no handle has; one that cannot be shown alone is not named. */
  | { kind: "refused"; reason: "character"; character: string };

const MIN_LENGTH = 3;
const MAX_LENGTH = 30;

/** As many digits as no phone number has fewer of. */
const PHONE_DIGITS = 7;

/** An emoji that is part of the word, not a greeting behind it. */
const EMOJI_OF_WORD =
  /(?<=[a-z0-9_])[\p{Extended_Pictographic}\p{Regional_Indicator}]|[\p{Extended_Pictographic}\p{Regional_Indicator}](?=[a-z0-9_])/iu;

/** The @ signs of all keyboards, at either end. */
const AT_START = /^[@＠]/u;
const AT_END = /[@＠]$/u;

/** Reads "(@Bob_Bakery)" as "bob_bakery"; credex-core knows small letters only. */
export function readHandle(text: string): HandleReading {
  const seen = visible(text);
  const [emoji] = EMOJI_OF_WORD.exec(seen) ?? [];
  if (emoji !== undefined) return { kind: "refused", reason: "character", character: emoji };
  const inner = trimMarks(trimMarks(seen).replace(AT_START, "").replace(AT_END, ""));
  const written = inner.toLowerCase();
  if (isPhoneNumber(written) && /\D/.test(written)) return { kind: "refused", reason: "phone" };
  if (/\s/.test(written)) return { kind: "refused", reason: "spaces" };
  const [odd] = /[^a-z0-9_]/u.exec(written) ?? [];
  if (odd !== undefined)
    return /^[\p{L}\p{P}\p{S}]$/u.test(odd)
      ? { kind: "refused", reason: "character", character: odd }
      : { kind: "refused", reason: "characters" };
  if (written.length < MIN_LENGTH) return { kind: "refused", reason: "short" };
  if (written.length > MAX_LENGTH) return { kind: "refused", reason: "long" };
  return { kind: "handle", handle: written };
}

/** The handle that a text means, if it means one. */
export function parseHandle(text: string): string | undefined {
  const reading = readHandle(text);
  return reading.kind === "handle" ? reading.handle : undefined;
}

/** The values of "offer.recipient.invalid" for a text that is no handle. */
export function handleRefusal(text: string) {
  const given = { reason: "short", character: "none", ...readHandle(text) };
  const { reason, character } = given;
  return { reason, character };
}

/** Whether a text, which may be a handle as well, looks like a phone number. */
export function isPhoneNumber(text: string): boolean {
  if (!/^\+?[\d\s().-]+$/.test(text)) return false;
  return text.replaceAll(/\D/g, "").length >= PHONE_DIGITS;
}

/**
 * A handle as a message shows it. WhatsApp takes underscores around a word for italics and hides
 * them, so a handle with one at an end is shown as code, in which WhatsApp leaves all signs as they are.
 */
export function shownHandle(handle: string): string {
  return /^_|_$/.test(handle) ? `\`${handle}\`` : handle;
}
