import { z } from "zod";

/** An odd value counts as absent, so that it costs only itself. */
export const Text = z.string().min(1).optional().catch(undefined);

export const List = z.array(z.unknown()).optional().catch(undefined);

/** An id or code: Meta writes some as numbers. */
export const Id = z
  .union([z.string().min(1), z.number()])
  .transform(String)
  .optional()
  .catch(undefined);

/** The latest moment that a date can tell, in seconds. */
const LATEST_SECONDS = 8.64e12;

/** Seconds since 1970, as a string or a number, to milliseconds. */
export const Time = z
  .union([z.string(), z.number()])
  .transform(Number)
  .pipe(z.number().int().positive().max(LATEST_SECONDS))
  .transform((seconds) => seconds * 1_000)
  .optional()
  .catch(undefined);
