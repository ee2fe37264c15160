import { z } from "zod";
import { InboundMessage } from "../../../src/fakes/cloud-api/webhooks.ts";

/** The requests that the page may send to the world; each error says what is expected. */

const Digits = z.string().regex(/^\d{6,15}$/, "needs a phone number in digits, 6 to 15 of them");
const Name = z.string().trim().min(1, "needs a name").max(60, "is too long: 60 characters at most");
const oneOf = <const Modes extends readonly [string, ...string[]]>(...modes: Modes) =>
  z.object({ mode: z.enum(modes, { error: `needs to be one of: ${modes.join(", ")}` }) });

const MINUTES_A_DAY = 24 * 60;

export const NewMember = z.object({
  name: Name.optional(),
  number: Digits.optional(),
  locale: z
    .string()
    .regex(/^[a-z]{2,3}$/, "needs a language such as en")
    .optional(),
});

export const NewMessage = z.object({
  number: Digits,
  content: z.union([
    InboundMessage,
    /** A tap: the bubble that offers the choice shows whether it is a button or a row. */
    z.object({ kind: z.literal("choice"), id: z.string().min(1), title: z.string() }),
    z.object({ kind: z.literal("media"), media: z.string() }),
  ]),
});
export type NewMessage = z.infer<typeof NewMessage>;

export const NewCredexMode = oneOf("fine", "refuses", "away", "late", "never");
export const NewWhatsAppMode = oneOf("fine", "slow down", "fails", "refuses", "hangs");

export const NewSkip = z.object({
  minutes: z
    .number({ error: "needs a number of minutes" })
    .positive("needs to be more than none")
    .max(MINUTES_A_DAY, "is more than a day"),
});

export const NewNotice = z.object({
  number: Digits,
  notice: z.object({
    what: z.enum(["created", "accepted", "declined", "cancelled"]),
    by: z.string(),
    sum: z.string().regex(/^\d[\d.,]* [A-Z]{3}$/, "needs an amount such as 5.00 USD"),
    secured: z.boolean(),
  }),
});

export const NewFork = z.object({
  number: Digits,
  /** Milliseconds since 1970. */
  until: z.number({ error: "needs a time in milliseconds" }),
  /** Replies to include, although they arrived after `until`. */
  tokens: z.array(z.string()).default([]),
  /** Who had joined by then has the same accounts as a fork; `until` if not given. */
  joinedBy: z.number().optional(),
  /** The fork's number, if it must have a given one. */
  as: Digits.optional(),
});

export const NewPlace = z.object({
  file: z.string({ error: "needs a file such as machines/offer.ts" }),
  line: z.int({ error: "needs a line such as 12" }).positive("needs a line such as 12"),
});

export const NewServerAction = z.object({
  action: z.literal("kill", { error: "needs to be kill" }),
});

/** One sentence for each invalid field. */
export function explain(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.join(".") || "The body"}: ${message}`)
    .join("; ");
}
