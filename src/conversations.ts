import { randomUUID } from "node:crypto";
import { startDeduplicationSweep } from "./conversation/dispatch/deduplication-sweep.ts";
import { createDispatcher, type Dispatcher } from "./conversation/dispatch/dispatcher.ts";
import { createEngine, type OnTurn } from "./conversation/engine.ts";
import type { ReplyEffect } from "./conversation/model/effect.ts";
import type { Channel, FallbackWords } from "./conversation/ports/channel.ts";
import type { Clock } from "./conversation/ports/clock.ts";
import type { Contacts } from "./conversation/ports/contacts.ts";
import type { Enter } from "./conversation/ports/entrance.ts";
import type { Operations } from "./conversation/ports/operations.ts";
import type { Outbox } from "./conversation/ports/outbox.ts";
import type { RateLimiter } from "./conversation/ports/rate-limit.ts";
import type { Store } from "./conversation/ports/store.ts";
import type { Observe } from "./conversation/ports/telemetry.ts";
import type { Tokens } from "./conversation/ports/tokens.ts";
import { NO_TRACES, type Traces } from "./conversation/ports/traces.ts";
import { traceEffects, traceEngine } from "./conversation/traced-engine.ts";
import { createChooseTurn, onlyRelease } from "./conversation/turn/choose-turn.ts";
import type { Releases } from "./conversation/turn/releases.ts";
import type { TurnOptions } from "./conversation/turn/turn.ts";
import { type Admission, createAdmission } from "./http/admission.ts";
import { createLoadSheddingReport } from "./http/load-shedding.ts";
import { createPendingBodies, type PendingBodies } from "./http/pending-bodies.ts";
import type { WebhookLimits } from "./http/signed-webhook.ts";
import {
  createDeliverMessage,
  type InboundMessage,
  type MessageDelivery,
} from "./inbound/deliver-message.ts";
import { createDeliverNotification } from "./inbound/deliver-notification.ts";
import { watchStore } from "./inbound/watched-store.ts";
import { RECONCILE_FOR_MS } from "./policy.ts";
import { measureBusyShare } from "./telemetry/busy-share.ts";

export interface ConversationsOptions {
  /** The machine, its contract, and how its replies and the members' texts are put into words. */
  turn: TurnOptions;
  /** Other releases of the same contract; absent: `turn` takes every event. */
  releases?: Releases | undefined;
  storage: {
    store: Store;
    outbox: Outbox;
    contacts: Contacts;
    rateLimiter: RateLimiter;
    /** Absent: each message takes a step for each port. */
    enter?: Enter | undefined;
  };
  tokens: Tokens;
  channel: Channel;
  /** What the machine's calls do. */
  operations: Operations;
  /** What replaces a message that the channel does not show, by its language and its release. */
  fallbackWords: (reply: Pick<ReplyEffect, "locale" | "release">) => FallbackWords;
  clock?: Clock | undefined;
  observe?: Observe | undefined;
  /** Absent: nothing is traced. */
  traces?: Traces | undefined;
  /** Sees every turn after its commit. */
  onTurn?: OnTurn | undefined;
  reconcileForMs?: number | undefined;
}

/** The conversations of one application: its machines over a store, a channel and operations. */
export interface Conversations {
  /** What the webhook of the channel needs. */
  messages: WebhookNeeds & {
    deliver: (message: InboundMessage) => Promise<MessageDelivery>;
    report: Outbox["report"];
    rateLimiter: RateLimiter;
    enter: Enter | undefined;
  };
  /** What a webhook needs which notifies members of news, with room of its own. */
  notifications(room: { maxWebhooks: number; maxBytes: number }): WebhookNeeds & {
    deliver: ReturnType<typeof createDeliverNotification>;
  };
  dispatcher: Dispatcher;
  /** Why the largest webhook of the channel would be refused now; `undefined` if it would not. */
  refusal: Admission["refusalOfLargest"];
  /** Begins to execute what is due, that of an earlier run included. */
  start(): void;
  /** Refuses webhooks from now on, also those whose body has not arrived yet. */
  refuseWebhooks(): void;
  /** Ends what is in progress. */
  stop(): Promise<void>;
}

/** Common to all webhooks. */
export type WebhookNeeds = WebhookLimits & {
  contacts: Pick<Contacts, "resolve" | "find">;
  clock: Clock;
  observe: Observe;
  traces: Traces;
};

export function createConversations(options: ConversationsOptions): Conversations {
  const { storage, tokens, channel, operations, fallbackWords, onTurn } = options;
  const { clock = Date.now, observe = () => {}, reconcileForMs = RECONCILE_FOR_MS } = options;
  const { traces = NO_TRACES } = options;
  const { outbox, rateLimiter } = storage;
  // Without traces, nothing stands between the parts.
  const isTraced = traces !== NO_TRACES;
  const store = isTraced ? traceEffects(storage.store, traces) : storage.store;
  const { recordFields } = options.turn.release.contract;
  const releases = options.releases ?? onlyRelease(options.turn);
  const untraced = createEngine({
    ...{ store, recordFields, tokens, clock, observe, onTurn },
    chooseTurn: createChooseTurn(releases),
    onCommitted: (conversationId, effects) => dispatcher.wake(conversationId, effects),
    reserve: (conversationId, effects) => dispatcher.reserve(conversationId, effects),
  });
  const engine = isTraced ? traceEngine(untraced, traces) : untraced;
  const dispatcher = createDispatcher({
    ...{ outbox, store, recordFields, channel, operations, engine, clock, observe, traces },
    ...{ reconcileForMs, fallbackWords },
    workerId: randomUUID(),
    random: Math.random,
    busyShare: measureBusyShare(),
  });

  const admission = createAdmission({ clock, replyDelayMs: dispatcher.replyDelayMs });
  const watched = watchStore({
    ...{ contacts: storage.contacts, enter: storage.enter, engine, admission },
  });
  const shed = createLoadSheddingReport(observe);
  const bodies: PendingBodies[] = [];
  const needs = (gate: WebhookLimits["gate"]): WebhookNeeds => {
    const pendingBodies = createPendingBodies();
    bodies.push(pendingBodies);
    return { gate, pendingBodies, shed, traces, contacts: watched.contacts, clock, observe };
  };
  let stopSweep = () => {};

  return {
    messages: {
      ...needs(admission),
      deliver: createDeliverMessage({ engine: watched.engine, channel }),
      report: outbox.report,
      rateLimiter,
      enter: watched.enter,
    },
    notifications: (room) => ({
      ...needs(admission.gate(room)),
      deliver: createDeliverNotification({ engine: watched.engine }),
    }),
    dispatcher,
    refusal: admission.refusalOfLargest,
    start() {
      dispatcher.start();
      stopSweep = startDeduplicationSweep({ outbox, observe });
    },
    refuseWebhooks() {
      admission.close();
      for (const pending of bodies) pending.close();
    },
    async stop() {
      stopSweep();
      await dispatcher.stop();
    },
  };
}
