import { NUMBERS } from "../policy.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The day of a time in milliseconds since 1970, as "2026-11-28", where the members live. */
export function dayOf(at: number): string {
  return new Date(at + NUMBERS.utcOffsetMs).toISOString().slice(0, 10);
}

/** The day of a time and the ones before it, so many in all; the oldest first. */
export function lastDays(at: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => dayOf(at - (count - 1 - index) * DAY_MS));
}
