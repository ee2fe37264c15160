import { NUMBERS } from "../policy.ts";

/** The day of a time in milliseconds since 1970, as "2026-11-28", where the members live. */
export function dayOf(at: number): string {
  return new Date(at + NUMBERS.utcOffsetMs).toISOString().slice(0, 10);
}
