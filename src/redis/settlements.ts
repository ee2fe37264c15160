import { dayOf } from "../conversation/day.ts";
import { deliveryEntry } from "../conversation/journal.ts";
import type { Outbox } from "../conversation/ports/outbox.ts";
import { StoreError } from "../conversation/ports/store-error.ts";
import { createBatch } from "./batch.ts";
import { journalArguments } from "./journal.ts";
import { type Keyspace, laneName, toCode } from "./keyspace.ts";
import { countArguments } from "./numbers.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";
import { unavailable } from "./store-error.ts";

type Settling = Parameters<Outbox["settle"]>[0];
type Settled = Awaited<ReturnType<Outbox["settle"]>>;

const WRONG_TYPE = "wrong type: ";
const settleScript = createScript<(Settled | `${typeof WRONG_TYPE}${string}`)[]>({
  lua: readLua("typed-read.lua", "lane.lua", "counts.lua", "settle-effects.lua"),
  keys: "any",
});

/** Settles effects in Redis: those of one turn of the event loop by one script in each partition. */
export function createSettlements(redis: RedisClient, clock: () => number): Outbox["settle"] {
  const createPartitionBatch = (partition: Keyspace) =>
    createBatch(async (settlings: Settling[]) => {
      const [, kept, seconds] = journalArguments(undefined);
      const [, fields, numbersSeconds] = countArguments();
      const limits = [kept, seconds, fields, numbersSeconds];
      const { leases, dead, numbers } = partition;
      const own = [leases, dead, numbers(dayOf(clock()))];
      const keys = [...own, ...settlings.flatMap((one) => keysOf(one, partition))];
      return settleScript
        .run(redis, keys, [...limits, ...settlings.flatMap(argumentsOf)])
        .catch(unavailable);
    });
  const partitions = partitionsOf(redis);
  const batches = new Map(partitions.all.map((one) => [one, createPartitionBatch(one)]));
  return async (settling) => {
    const settle = batches.get(partitions.of(settling.lease.conversationId));
    if (!settle) throw new RangeError("A conversation has no partition");
    const settled = await settle(settling);
    if (isSettled(settled)) return settled;
    const key = settled.slice(WRONG_TYPE.length);
    throw new StoreError("corrupt", `${key} holds another type: rename or delete it`);
  };
}

function isSettled(settled: string): settled is Settled {
  return !settled.startsWith(WRONG_TYPE);
}

function keysOf({ lease: { lane, conversationId } }: Settling, partition: Keyspace): string[] {
  return [
    partition.lane(lane, conversationId),
    partition.due(lane),
    partition.journal(conversationId),
  ];
}

function argumentsOf({ lease, token, outcome, counts }: Settling): (string | number)[] {
  const { conversationId, lane, fence } = lease;
  const { delayMs = 0, failures } = outcome.kind === "retry" ? outcome : {};
  const failuresText = failures ? JSON.stringify(failures) : "";
  const code = outcome.kind === "dead" ? toCode(outcome.code) : "";
  const [line] = journalArguments(deliveryEntry(token, outcome));
  const attempt = [outcome.kind, delayMs, failuresText, code, line, countArguments(counts)[0]];
  return [laneName(lane, conversationId), fence, token, ...attempt];
}
