import type { Figure } from "../../../numbers/blur.ts";

/** A count for a calculation; a blurred one is in the middle of what it may be. */
export function estimate(figure: Figure): number {
  return typeof figure === "number" ? figure : figure.below / 2;
}

export function countWords(figure: Figure): string {
  return typeof figure === "number" ? figure.toLocaleString("en") : `<${figure.below}`;
}

/** "12%", "<1%". */
export function shareWords(share: number): string {
  const percent = Math.round(Math.min(share, 1) * 100);
  return percent === 0 && share > 0 ? "<1%" : `${percent}%`;
}

/** "27 November", "22 to 28 November", "29 October to 4 November". */
export function daysWords(days: readonly string[]): string {
  const [first = "", last = first] = [days[0], days.at(-1)];
  if (first === last) return dayWords(last);
  const isSameMonth = first.slice(0, 7) === last.slice(0, 7);
  return `${isSameMonth ? Number(first.slice(8)) : dayWords(first)} to ${dayWords(last)}`;
}

/** "27 November", in whichever time zone the page is. */
function dayWords(day: string): string {
  const options = { day: "numeric", month: "long", timeZone: "UTC" } as const;
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", options);
}

/** "5 to 10 s", "more than 320 s". */
export function secondsWords([from, below]: [from: number, below: number | "more"]): string {
  return below === "more" ? `more than ${from} s` : `${from} to ${below} s`;
}
