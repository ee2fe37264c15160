import {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
} from "../../src/conversation/dispatch/dispatcher.ts";
import type { Engine } from "../../src/conversation/engine.ts";
import type { Call, CallEffect, Effect, ReplyEffect } from "../../src/conversation/model/effect.ts";
import type { SendOutcome } from "../../src/conversation/ports/channel.ts";
import type { Operations } from "../../src/conversation/ports/operations.ts";
import type { AttemptOutcome } from "../../src/conversation/ports/outbox.ts";
import { contract } from "../../src/vimbiso.ts";
import { turn } from "../contract/store.ts";
import { ADDRESS, DONE } from "./dialogue.ts";
import { CONVERSATION, createEngineWorld, type EngineWorld } from "./engine-world.ts";

/** Dispatchers over an engine world, with a scripted channel and scripted operations. */
export interface DispatcherWorld extends EngineWorld {
  /** Texts that reached the channel, in order. */
  sent: string[];
  /** What the channel says to the next replies; after that it accepts. */
  answers: SendOutcome[];
  /** Calls that left. */
  performed: Call[];
  outcomes: AttemptOutcome[];
  dispatcher(options?: Partial<DispatcherOptions>): Dispatcher;
  /** A dispatcher, and an engine whose commits claim lanes for it. */
  pair(options?: Partial<DispatcherOptions>): { worker: Dispatcher; engine: Engine };
  /** Commits effects, as a turn does. */
  put(...effects: Effect[]): Promise<void>;
  /** Answers as scripted; a reconciliation finds nothing. */
  operations: Operations;
}

const FIND_OUT_MS = 300_000;

export function createDispatcherWorld(): DispatcherWorld {
  const world = createEngineWorld();
  const { store, clock } = world;
  const sent: string[] = [];
  const answers: SendOutcome[] = [];
  const performed: Call[] = [];
  const outcomes: AttemptOutcome[] = [];
  const operations: Operations = {
    async perform({ call, beforeSend }) {
      const mark = call.atMostOnce ? await beforeSend(["before"]) : "sent";
      if (mark === "lost") return { kind: "lost" };
      if (mark !== "sent") return { kind: "outcome", outcome: { kind: mark } };
      performed.push(call);
      return { kind: "outcome", outcome: DONE };
    },
    async find() {
      return { kind: "outcome", outcome: { kind: "unknown" } };
    },
  };
  let workers = 0;
  const created: DispatcherWorld = {
    ...world,
    sent,
    answers,
    performed,
    outcomes,
    operations,
    dispatcher: (options) =>
      createDispatcher({
        recordFields: contract.recordFields,
        outbox: {
          ...store,
          settle(settling) {
            outcomes.push(settling.outcome);
            return store.settle(settling);
          },
        },
        store,
        engine: world.engine,
        channel: {
          async send({ reply }) {
            sent.push(reply.message.text);
            return answers.shift() ?? { kind: "accepted", messageId: "1" };
          },
          async read() {},
        },
        fallbackWords: () => ({ byNumber: "number", byTitle: "title", sorry: "sorry" }),
        operations,
        reconcileForMs: FIND_OUT_MS,
        clock: () => clock.now,
        observe: (telemetryEvent) => world.telemetryEvents.push(telemetryEvent),
        random: () => 0.5,
        busyShare: () => 0,
        workerId: `w${++workers}`,
        ...options,
      }),
    pair(options) {
      const engine = world.another({
        onCommitted: (...left) => worker.wake(...left),
        reserve: (...left) => worker.reserve(...left),
      });
      const worker: Dispatcher = created.dispatcher({ engine, ...options });
      return { worker, engine };
    },
    async put(...effects) {
      const loaded = await store.load(CONVERSATION);
      await store.commit(turn({ conversationId: CONVERSATION, loaded, effects }));
    },
  };
  return created;
}

export function reply(text: string): ReplyEffect {
  return { kind: "reply", token: text, keys: [text], address: ADDRESS, message: { text } };
}

export function call(operation: string, token = "s:1:0"): CallEffect {
  const atMostOnce = operation === "createCredex";
  return { kind: "call", token, operation, input: {}, atMostOnce, address: ADDRESS, locale: "en" };
}
