import { setImmediate } from "node:timers/promises";
import type { Received } from "./inbox.ts";
import type { Status } from "./webhooks.ts";

/** How the statuses of a message arrive; by default each once and in order. */
export interface StatusOptions {
  /** Statuses that are not listed are skipped. */
  names?: readonly string[] | undefined;
  duplicated?: boolean | undefined;
  reordered?: boolean | undefined;
  /** How many one POST may contain. */
  batchSize?: number | undefined;
}

/** Reports the statuses of messages, one POST after another. A failed report is not repeated. */
export function createStatuses(
  options: StatusOptions & {
    clock: () => number;
    post: (statuses: Status[]) => Promise<unknown>;
  },
) {
  const { clock, post, batchSize = 1 } = options;
  const waiting: Status[] = [];
  let draining: Promise<void> | undefined;

  return {
    report(message: Received): void {
      waiting.push(...plan(options).map((name) => ({ name, at: clock(), message })));
      draining ??= drain();
    },

    /** Resolves when all statuses so far are posted. */
    idle: async (): Promise<void> => draining,
  };

  async function drain(): Promise<void> {
    // Batches statuses of the same moment.
    await setImmediate();
    while (waiting.length > 0) await post(waiting.splice(0, batchSize)).catch(() => {});
    draining = undefined;
  }
}

function plan({ names = ["sent", "delivered", "read"], duplicated, reordered }: StatusOptions) {
  const ordered = reordered ? [...names].reverse() : names;
  return duplicated ? ordered.flatMap((name) => [name, name]) : ordered;
}
