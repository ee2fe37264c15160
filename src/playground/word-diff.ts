export interface Piece {
  kind: "same" | "added" | "removed";
  text: string;
}

/** How many words are shown before and after a change. */
const AROUND = 4;

/** What changes from one text to another, word by word, with a few words around it. */
export function diffWords(before: string, after: string): Piece[] {
  const was = wordsOf(before);
  const now = wordsOf(after);
  const shorter = Math.min(was.length, now.length);
  let start = 0;
  while (start < shorter && was[start] === now[start]) start++;
  let end = 0;
  while (end < shorter - start && was.at(-1 - end) === now.at(-1 - end)) end++;
  const pieces: Piece[] = [
    { kind: "same", text: endOf(was.slice(0, start)) },
    { kind: "removed", text: was.slice(start, was.length - end).join("") },
    { kind: "added", text: now.slice(start, now.length - end).join("") },
    { kind: "same", text: startOf(was.slice(was.length - end)) },
  ];
  return pieces.filter(({ text }) => text !== "");
}

/** White space counts as a word of its own. */
const endOf = (words: string[]) =>
  words.length > 2 * AROUND
    ? `… ${words
        .slice(-2 * AROUND)
        .join("")
        .trimStart()}`
    : words.join("");
const startOf = (words: string[]) =>
  words.length > 2 * AROUND
    ? `${words
        .slice(0, 2 * AROUND)
        .join("")
        .trimEnd()} …`
    : words.join("");

const wordsOf = (text: string) => text.split(/(\s+)/).filter(Boolean);
