import { type Clock, StoreError } from "./engine/ports.ts";

export interface AdmissionOptions {
  clock: Clock;
  /** For how long the oldest reply has been due, if the reply to a webhook would have to wait for it; else 0. */
  behindMs: () => number;
  /** How many webhooks may be in hand at once, and how many bytes of them. */
  maxWebhooks?: number;
  maxBytes?: number;
}

/** Keeps out what could not be ended, before it costs anything. */
export interface Admission {
  /** Lets a webhook of so many bytes in; what comes back is to be called once it is answered. `undefined`: no. */
  admit(bytes: number): (() => void) | undefined;
  /** Why none is let in now. */
  refusal(): string | undefined;
  /** Does what a webhook needs of the store, and learns from it how the store is. */
  learn<T>(step: "lookup" | "commit", work: () => Promise<T>): Promise<T>;
}

const MAX_WEBHOOKS = 512;
/** Read and parsed, a body takes several times its size. A body of unknown length counts as 4 MB. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_BEHIND_MS = 10_000;
/** So many failures of the store without a commit between them are no accident. */
const MAX_FAILURES = 5;
/** While the store fails, one webhook is let in so often, to see whether it still does. */
const TRY_EVERY_MS = 1_000;

/**
 * A store that is slow fails: its commands end after 600 ms. So failures in a row tell more than the age of
 * what is in hand, which also grows when only this machine is slow, or one POST brings a thousand messages.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const { clock, behindMs, maxWebhooks = MAX_WEBHOOKS, maxBytes = MAX_BYTES } = options;
  const inHand = { webhooks: 0, bytes: 0 };
  let failures = 0;
  let triedAt = 0;

  const refusal = (bytes: number): string | undefined => {
    if (inHand.webhooks >= maxWebhooks || inHand.bytes + bytes > maxBytes)
      return "Too much is in hand";
    if (behindMs() > MAX_BEHIND_MS) return "The outbox is behind";
    if (failures >= MAX_FAILURES && clock() - triedAt < TRY_EVERY_MS) return "The store fails";
    return undefined;
  };

  return {
    admit(bytes) {
      if (refusal(bytes) !== undefined) return undefined;
      triedAt = clock();
      inHand.webhooks += 1;
      inHand.bytes += bytes;
      return () => {
        inHand.webhooks -= 1;
        inHand.bytes -= bytes;
      };
    },
    refusal: () => refusal(0),
    async learn(step, work) {
      try {
        const result = await work();
        // A lookup that succeeds says little: a store that is full still reads.
        if (step === "commit") failures = 0;
        return result;
      } catch (error) {
        if (error instanceof StoreError && error.code === "unavailable") failures += 1;
        throw error;
      }
    },
  };
}
