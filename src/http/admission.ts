import type { Clock } from "../conversation/ports/clock.ts";
import { StoreError } from "../conversation/ports/store-error.ts";
import { ADMISSION, HTTP } from "../policy.ts";
import type { Gate } from "./signed-webhook.ts";

export interface AdmissionOptions {
  clock: Clock;
  /** How long the oldest reply has been overdue, if the reply to a new webhook would have to wait for it; else 0. */
  replyDelayMs: () => number;
  /** How many verified webhooks, and how many of their bytes, may be in progress at once. */
  maxWebhooks?: number;
  maxBytes?: number;
  /** Of the largest webhook. */
  largestBytes?: number;
}

/** Rejects work that could not be finished, before it costs anything. */
export interface Admission extends Gate {
  /** A gate with limits of its own, for another source of webhooks. All gates share the state of the store. */
  gate(room: { maxWebhooks: number; maxBytes: number }): Gate;
  /** Runs a webhook's store operation, and observes whether the store works. */
  learn<T>(step: "lookup" | "commit", work: () => Promise<T>): Promise<T>;
  /** Why a webhook of the largest size would be rejected now; `undefined` if it would not. */
  refusalOfLargest(): string | undefined;
  /** Rejects every webhook from now on. */
  close(): void;
}

/**
 * A slow store counts as failing: its commands time out after 600 ms. Consecutive failures are a better sign than
 * the age of work in progress, which also grows when only this machine is slow, or when one POST has a thousand
 * messages.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const {
    clock,
    replyDelayMs,
    maxWebhooks = ADMISSION.webhooks,
    maxBytes = ADMISSION.bytes,
    largestBytes = HTTP.whatsappBodyBytes,
  } = options;
  let failures = 0;
  let failure = "The store is failing";
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
        ? "Too many webhooks in progress"
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

  const own = gate({ maxWebhooks, maxBytes });
  return {
    ...own,
    gate,
    refusalOfLargest: () => own.refusal(largestBytes),
    async learn(step, work) {
      try {
        const result = await work();
        // A successful lookup proves little: a store that is full still reads.
        if (step === "commit") failures = 0;
        return result;
      } catch (error) {
        if (error instanceof StoreError && error.code === "unavailable") {
          failures += 1;
          failure = error.reason
            ? `The store is failing (${error.reason})`
            : "The store is failing";
        }
        throw error;
      }
    },
    close() {
      isClosed = true;
    },
  };
}
