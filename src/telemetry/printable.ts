/** Characters that a terminal would interpret: controls, line ends, marks that reverse text, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/** A line that is safe to print to a terminal: "\\u{1b}" replaces an escape character. */
export function printable(line: string): string {
  return line.replace(UNPRINTABLE, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
