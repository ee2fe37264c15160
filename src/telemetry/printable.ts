/** What a terminal would obey rather than show: controls, line ends, marks that reverse text, half characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/** A line as it may be written to a terminal: "\\u{1b}" stands where an escape character was. */
export function printable(line: string): string {
  return line.replace(UNPRINTABLE, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
