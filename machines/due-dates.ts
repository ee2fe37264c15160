import { addDays, dueFault, dueRange, formatDay, readDay } from "./days.ts";

/** How many weeks ahead a due date is offered. */
const WEEKS = [1, 2, 4, 8, 13, 26, 52];
const WEEK_DAYS = 7;

/** The values of the rows that offer a due date, from today on. */
export function weeksFrom(today: string) {
  return WEEKS.map((count) => ({
    value: `${count}`,
    count,
    due: { day: addDays(today, count * WEEK_DAYS) },
  }));
}

/** The day of a row that was chosen; "" for what is no number of weeks. */
export function dayInWeeks(count: string, today: string): string {
  return /^\d{1,3}$/.test(count) ? addDays(today, Number(count) * WEEK_DAYS) : "";
}

/** A due date as a member may write it. */
export function exampleOf(today: string): string {
  return formatDay(addDays(today, 8 * WEEK_DAYS));
}

/** The values that say why a text is no date. */
export function dueInvalid(text: string, today: string) {
  const reading = readDay(text, today);
  const reason = reading.kind === "refused" ? reading.reason : "notADate";
  return { reason, example: exampleOf(today) };
}

/** The values that say why a date is no due date. */
export function dueOutOfRange(dueDate: string, today: string) {
  const { first, last } = dueRange(today);
  const reason = dueFault(dueDate, today) ?? "soon";
  return { reason, first: { day: first }, last: { day: last } };
}
