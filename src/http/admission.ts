import type { Clock } from "../conversation/ports/clock.ts";
import { StoreError } from "../conversation/ports/store-error.ts";
import { ADMISSION } from "../policy.ts";
import type { Gate } from "./signed-webhook.ts";

export interface AdmissionOptions {
  clock: Clock;
  /** For how long the oldest reply has been due, if the reply to a webhook would have to wait for it; else 0. */
  replyDelayMs: () => number;
  /** How many verified webhooks may be in progress at once, and how many bytes of them. */
  maxWebhooks?: number;
  maxBytes?: number;
}

/** Refuses what could not be finished, before it costs anything. */
export interface Admission extends Gate {
  /** A gate with room of its own, for another source of webhooks. The state of the store is common to all. */
  gate(room: { maxWebhooks: number; maxBytes: number }): Gate;
  /** Does what a webhook needs of the store, and learns from it how the store is. */
  learn<T>(step: "lookup" | "commit", work: () => Promise<T>): Promise<T>;
  /** Refuses every webhook from now on. */
  close(): void;
}

/**
 * A store that is slow fails: its commands end after 600 ms. So failures in a row tell more than the age of
 * what is in hand, which also grows when only this machine is slow, or one POST brings a thousand messages.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const {
    clock,
    replyDelayMs,
    maxWebhooks = ADMISSION.webhooks,
    maxBytes = ADMISSION.bytes,
  } = options;
  let failures = 0;
  let failure = "The store fails";
  let triedAt = 0;
  let isClosed = false;

  const common = (): string | undefined => {
    if (isClosed) return "The server is shutting down";
    if (replyDelayMs() > ADMISSION.replyDelayMs) return "The outbox is behind";
    if (failures >= ADMISSION.storeFailures && clock() - triedAt < ADMISSION.storeRetryMs)
      return failure;
    return undefined;
  };

  const gate: Admission["gate"] = (room) => {
    const used = { webhooks: 0, bytes: 0 };
    const refusal = (bytes = 0): string | undefined =>
      used.webhooks >= room.maxWebhooks || used.bytes + bytes > room.maxBytes
        ? "Too much is in hand"
        : common();
    return {
      refusal,
      admit(bytes) {
        if (refusal(bytes) !== undefined) return undefined;
        triedAt = clock();
        used.webhooks += 1;
        used.bytes += bytes;
        return () => {
          used.webhooks -= 1;
          used.bytes -= bytes;
        };
      },
    };
  };

  return {
    ...gate({ maxWebhooks, maxBytes }),
    gate,
    async learn(step, work) {
      try {
        const result = await work();
        // A lookup that succeeds says little: a store that is full still reads.
        if (step === "commit") failures = 0;
        return result;
      } catch (error) {
        if (error instanceof StoreError && error.code === "unavailable") {
          failures += 1;
          failure = error.reason ? `The store fails (${error.reason})` : "The store fails";
        }
        throw error;
      }
    },
    close() {
      isClosed = true;
    },
  };
}
