import { z } from "zod";

type AnyFields = { [field: string]: unknown };

/** An object with any fields. What JSON made is returned itself: zod would parse and copy it field by field. */
export const Dictionary: z.ZodType<AnyFields> = z.union([
  z.custom<AnyFields>(isPlain),
  z.record(z.string(), z.unknown()),
]);

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  // zod drops a field of this name.
  return Object.getPrototypeOf(value) === Object.prototype && !Object.hasOwn(value, "__proto__");
}
