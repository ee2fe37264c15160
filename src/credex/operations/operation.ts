import type { z } from "zod";
import type { Outcome } from "../../conversation/model/event.ts";
import type { NotFound } from "../error-codes.ts";
import type { OfferSearch } from "../offer-reconciliation.ts";

/** How an operation of the machines maps to credex-core. */
export interface Operation {
  endpoint: string;
  /** Read-only, so it may be repeated. */
  repeatable: boolean;
  needsToken: boolean;
  /** What "not found" means for it. */
  notFound: NotFound;
  /** Parses the machine's input together with the phone number that Meta signed: neither can replace the other. */
  request: z.ZodType<{
    body: object;
    answer: z.ZodType<Outcome>;
    /** For a money call: how it is reconciled when it got no answer. */
    search?: OfferSearch | undefined;
  }>;
}
