import type { Redis } from "ioredis";
import { deliveryEntry } from "../conversation/journal.ts";
import type { Outbox } from "../conversation/ports/outbox.ts";
import { StoreError } from "../conversation/ports/store-error.ts";
import { createBatch } from "./batch.ts";
import { journalArguments } from "./journal.ts";
import { keyspace, laneName, toCode } from "./keyspace.ts";
import { createScript, readLua } from "./script.ts";
import { unavailable } from "./store-error.ts";

type Settling = Parameters<Outbox["settle"]>[0];
type Settled = Awaited<ReturnType<Outbox["settle"]>>;

const WRONG_TYPE = "wrong type: ";
const settleScript = createScript<(Settled | `${typeof WRONG_TYPE}${string}`)[]>({
  lua: readLua("typed-read.lua", "lane.lua", "settle-effects.lua"),
  keys: "any",
});

/** Settles effects in Redis: those of one turn of the event loop by one script. */
export function createSettlements(redis: Redis): Outbox["settle"] {
  const settle = createBatch(async (settlings: Settling[]) => {
    const [, kept, seconds] = journalArguments(undefined);
    const keys = [keyspace.leases, keyspace.dead, ...settlings.flatMap(keysOf)];
    return settleScript
      .run(redis, keys, [kept, seconds, ...settlings.flatMap(argumentsOf)])
      .catch(unavailable);
  });
  return async (settling) => {
    const settled = await settle(settling);
    if (isSettled(settled)) return settled;
    const key = settled.slice(WRONG_TYPE.length);
    throw new StoreError("corrupt", `${key} holds another type: rename or delete it`);
  };
}

function isSettled(settled: string): settled is Settled {
  return !settled.startsWith(WRONG_TYPE);
}

function keysOf({ lease: { lane, conversationId } }: Settling): string[] {
  return [
    keyspace.lane(lane, conversationId),
    keyspace.due(lane),
    keyspace.journal(conversationId),
  ];
}

function argumentsOf({ lease, token, outcome }: Settling): (string | number)[] {
  const { conversationId, lane, fence } = lease;
  const delayMs = outcome.kind === "retry" ? outcome.delayMs : 0;
  const code = outcome.kind === "dead" ? toCode(outcome.code) : "";
  const [line] = journalArguments(deliveryEntry(token, outcome));
  return [laneName(lane, conversationId), fence, token, outcome.kind, delayMs, code, line];
}
