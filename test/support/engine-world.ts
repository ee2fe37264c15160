import {
  createEngine,
  type Engine,
  type EngineOptions,
  type TurnOutcome,
} from "../../src/conversation/engine.ts";
import type { Address } from "../../src/conversation/model/address.ts";
import type { Effect } from "../../src/conversation/model/effect.ts";
import type {
  Content,
  ConversationEvent,
  MessageEvent,
} from "../../src/conversation/model/event.ts";
import { createRecordSchemas, type SessionRecord } from "../../src/conversation/model/record.ts";
import type { Outbox } from "../../src/conversation/ports/outbox.ts";
import type { Commit, Store } from "../../src/conversation/ports/store.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { createChooseTurn, onlyRelease } from "../../src/conversation/turn/choose-turn.ts";
import { createMemoryStore } from "../../src/memory/memory-store.ts";
import { createTokens } from "../../src/session/tokens.ts";
import { contract } from "../../src/vimbiso.ts";
import { bank, interpret, isAtMostOnce, render } from "./bank.ts";
import { ADDRESS, DONE } from "./dialogue.ts";

export const SECRET = "a-secret-of-the-tests-0123456789abcdef";
export const SESSION_SECONDS = 300;

/** An engine over a memory store, with a clock that is set by hand. */
export interface EngineWorld {
  engine: Engine;
  store: Store & Outbox;
  clock: { now: number };
  telemetryEvents: TelemetryEvent[];
  /** What the engine asked the store to write, and the store wrote. */
  commits: Commit[];
  /** What was reported as left to do. */
  left: Effect[];
  /** Another engine on the same store, as another process has. */
  another(options?: Partial<EngineOptions>): Engine;
  says(text: string, options?: Partial<Sending>): Promise<TurnOutcome>;
  sends(content: Content, options?: Partial<Sending>): Promise<TurnOutcome>;
  /** Takes an event that is no message, as the dispatcher would once it has settled otherwise. */
  takes(event: ConversationEvent): Promise<TurnOutcome>;
  record(conversationId?: string): Promise<SessionRecord>;
  /** The keys of all that was said in the last commit. */
  said(): string[];
}

interface Sending {
  id: string;
  conversationId: string;
  address: Address;
  at: number;
  engine: Engine;
}

const records = createRecordSchemas(contract.recordFields);

export const CONVERSATION = "c1";

export function createEngineWorld(
  options: { ttlSeconds?: number; engine?: Partial<EngineOptions> } = {},
): EngineWorld {
  const clock = { now: 1_700_000_000_000 };
  const { ttlSeconds = SESSION_SECONDS } = options;
  const memory = createMemoryStore({
    clock: () => clock.now,
    recordFields: contract.recordFields,
    ttlSeconds,
  });
  const telemetryEvents: TelemetryEvent[] = [];
  const commits: Commit[] = [];
  const left: Effect[] = [];
  const store: Store & Outbox = {
    ...memory,
    async commit(commit) {
      const committed = await memory.commit(commit);
      if (committed === "committed" || committed === "claimed") commits.push(commit);
      return committed;
    },
  };
  const another = (changed: Partial<EngineOptions> = {}) =>
    createEngine({
      store,
      recordFields: contract.recordFields,
      chooseTurn: createChooseTurn(
        onlyRelease({
          release: { machine: bank, hash: "h", contract },
          render,
          interpret,
          isAtMostOnce,
        }),
      ),
      tokens: createTokens({ secrets: [SECRET], ttlSeconds: SESSION_SECONDS }),
      clock: () => clock.now,
      observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
      onCommitted: (_, effects) => left.push(...effects),
      ...changed,
    });
  const engine = another(options.engine);
  let messages = 0;
  const sends: EngineWorld["sends"] = (content, sending = {}) => {
    const { id = `m${++messages}`, address = ADDRESS, at = clock.now } = sending;
    const event: MessageEvent = { kind: "message", id, at, address, locale: "en", content };
    const { conversationId = CONVERSATION } = sending;
    return (sending.engine ?? engine).run({ conversationId, event });
  };
  return {
    engine,
    store,
    clock,
    telemetryEvents,
    commits,
    left,
    another,
    sends,
    says: (text, sending) => sends({ kind: "text", text }, sending),
    takes: (event) => engine.run({ conversationId: CONVERSATION, event }),
    async record(conversationId = CONVERSATION) {
      const loaded = await memory.load(conversationId);
      return records.session.parse(loaded.kind === "record" ? loaded.record : undefined);
    },
    said: () =>
      (commits.at(-1)?.effects ?? []).flatMap((effect) =>
        effect.kind === "reply" ? effect.keys : [],
      ),
  };
}

/** A member who is logged in, at home. */
export async function openAtHome(
  options?: Parameters<typeof createEngineWorld>[0],
): Promise<EngineWorld> {
  const world = createEngineWorld(options);
  await world.says("hi");
  await world.takes(loginAnswer(world));
  return world;
}

/** The answer to the login that was asked for last. */
export function loginAnswer({ left }: EngineWorld): ConversationEvent {
  const call = left.findLast((effect) => effect.kind === "call");
  if (call?.kind !== "call") throw new Error("Nobody logged in");
  return { kind: "result", call, outcome: DONE };
}
