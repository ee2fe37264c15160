/**
 * How much of a member's text is read, in UTF-16 units. The longest text with a meaning is a title or a
 * quick command, of some 130; a name has 50. Twelve times that leaves room for spaces and marks, and
 * bounds the work of whatever parses the text afterwards.
 */
export const MAX_TEXT = 512;
/** Before invisible characters are dropped. The Cloud API sends no longer text itself. */
const MAX_RAW = 4_096;

const SAYS_MORE = /[\p{L}\p{N}]/u;

/**
 * Truncates a text before `clean` and after it. If the rest contains a letter or a digit, it is replaced by an
 * ellipsis, so that "cancel", a thousand spaces and "not yet" are not read as "cancel".
 */
export function boundText(text: string, clean: (text: string) => string): string {
  return cut(clean(cut(text, MAX_RAW)), MAX_TEXT);
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const more = SAYS_MORE.exec(text.slice(endBefore(text, max)))?.[0];
  if (more === undefined) return text.slice(0, endBefore(text, max));
  const trace = `…${more}`;
  return text.slice(0, endBefore(text, max - trace.length)) + trace;
}

/** Not between the two halves of one character. */
function endBefore(text: string, max: number): number {
  const isHalf = (text.codePointAt(max - 1) ?? 0) > 0xffff;
  return isHalf ? max - 1 : max;
}
