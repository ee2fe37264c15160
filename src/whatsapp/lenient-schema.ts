import { z } from "zod";

/** An invalid value counts as absent, so that it affects only itself. */
export const LenientText = z.string().min(1).optional().catch(undefined);

export const LenientList = z.array(z.unknown()).optional().catch(undefined);

/** An id or code: Meta writes some as numbers. */
export const LenientId = z
  .union([z.string().min(1), z.number()])
  .transform(String)
  .optional()
  .catch(undefined);

/** The latest moment that a `Date` can represent, in milliseconds. */
const LATEST_MS = 8.64e15;

/**
 * Seconds are smaller than this until the year 5138, milliseconds larger since 1973; each finer unit is 1,000 times
 * that.
 */
const MAX_SECONDS = 1e11;

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * A point in time, as milliseconds since 1970. Meta writes seconds, as a string or a number. Gateways in
 * between also write milliseconds, microseconds, fractions and ISO 8601; a member must not be ignored for that.
 */
export const LenientTime = z
  .union([z.string().max(40), z.number()])
  .transform((value) => (typeof value === "string" ? readTime(value) : toMilliseconds(value)))
  .pipe(z.number().int().positive().max(LATEST_MS))
  .optional()
  .catch(undefined);

function readTime(text: string): number {
  if (!ISO_TIME.test(text)) return toMilliseconds(Number(text));
  // Without a zone it is UTC, as all of Meta's times are.
  return Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);
}

function toMilliseconds(value: number): number {
  if (value < MAX_SECONDS) return Math.floor(value * 1_000);
  if (value < MAX_SECONDS * 1e3) return Math.floor(value);
  return Math.floor(value < MAX_SECONDS * 1e6 ? value / 1e3 : value / 1e6);
}
