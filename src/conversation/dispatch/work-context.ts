import type { Engine } from "../engine.ts";
import type { ReplyEffect } from "../model/effect.ts";
import type { RecordFields } from "../model/record.ts";
import type { Channel, FallbackWords } from "../ports/channel.ts";
import type { Clock } from "../ports/clock.ts";
import type { Operations } from "../ports/operations.ts";
import type { Lease, Outbox } from "../ports/outbox.ts";
import type { Store } from "../ports/store.ts";
import type { Observe } from "../ports/telemetry.ts";
import type { Traces } from "../ports/traces.ts";

export interface WorkContext {
  outbox: Outbox;
  store: Store;
  recordFields: Pick<RecordFields, "credentials">;
  channel: Channel;
  operations: Operations;
  engine: Engine;
  clock: Clock;
  observe: Observe;
  traces?: Traces | undefined;
  /** From 0 to 1; spreads retries. */
  random: () => number;
  /** How long a call without an answer is reconciled. */
  reconcileForMs: number;
  /** What replaces a message that the channel does not show, by its language and its release. */
  fallbackWords: (reply: Pick<ReplyEffect, "locale" | "release">) => FallbackWords;
}

/** A lease, and when it ends at the earliest, by the dispatcher's clock. */
export interface HeldLease extends Lease {
  until: number;
}
