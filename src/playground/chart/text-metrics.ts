/** Estimates the width and height of texts without a browser. */

/** The sizes of a title and of a label, in pixels. */
export const TITLE_SIZE = 13;
export const LABEL_SIZE = 11;

/** Slightly generous for the common interface fonts, so that a text never exceeds its box. */
export function widthOf(text: string, size: number): number {
  return [...text].reduce((width, letter) => width + shareOf(letter), 0) * size;
}

function shareOf(letter: string): number {
  if (/[\p{Extended_Pictographic}]/u.test(letter)) return 1.35;
  if (/[mwMW—…]/.test(letter)) return 0.95;
  if (/[A-Z]/.test(letter)) return 0.74;
  if (/[ijl.,:;'|!()]/.test(letter)) return 0.34;
  if (/[frt ]/.test(letter)) return 0.42;
  return 0.63;
}

/** Breaks a text into lines of at most so many characters; the rest is cut, and the last line shows it. */
export function wrap(text: string, letters: number, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const shown = lines.slice(0, most).map((line) => cut(line, letters));
  if (lines.length > most) shown.push(cut(`${shown.pop()}…`, letters));
  return shown;
}

function cut(line: string, letters: number): string {
  return line.length > letters ? `${line.slice(0, letters - 1).replace(/[\s…]+$/, "")}…` : line;
}
