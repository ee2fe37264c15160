import type { z } from "zod";
import type { Outcome } from "../../conversation/model/event.ts";
import type { NotFound } from "../error-codes.ts";
import type { OfferSearch } from "../offer-reconciliation.ts";

/** How an operation of the machines is said to credex-core. */
export interface Operation {
  endpoint: string;
  /** Changes nothing, so that it may be asked again. */
  repeatable: boolean;
  needsToken: boolean;
  /** What it means that something was not found. */
  notFound: NotFound;
  /** Reads the input that the machine gave and the phone that Meta signed: neither can pass for the other. */
  request: z.ZodType<{
    body: object;
    answer: z.ZodType<Outcome>;
    /** Of a money call: how it is looked for when it got no answer. */
    search?: OfferSearch | undefined;
  }>;
}
