import type { Redis } from "ioredis";
import { REDIS } from "../../policy.ts";
import { duplicate, ready, tryTwice } from "../connection.ts";
import { parse } from "../state-json.ts";
import {
  afterRepeat,
  type Lock,
  STATE_KEY_PARTS,
  type StateKeys,
  type StateWrite,
  type WriteOutcome,
} from "./lock.ts";

/**
 * Compares and writes by WATCH, MULTI and EXEC. A WATCH affects every command on its connection, so this has a
 * connection of its own, on which writes run one after another.
 */
export function createWatchLock(redis: Redis): Lock {
  const own = duplicate(redis);
  let last: Promise<unknown> = ready(own, REDIS.watchConnectMs);

  function inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const turn = last.then(operation);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    write: (write) =>
      tryTwice(own, async (mayHaveRun) => {
        const outcome = await inTurn(() => transact(own, write));
        return mayHaveRun ? afterRepeat(outcome) : outcome;
      }),
    close: () => own.disconnect(),
  };
}

async function transact(redis: Redis, write: StateWrite): Promise<WriteOutcome> {
  try {
    const outcome = compare(await watch(redis, write.keys), write);
    if (outcome) return outcome;
    return (await change(redis, write))
      ? { kind: "committed" }
      : { kind: "conflict", found: undefined };
  } finally {
    // Not awaited: it is sent before any later command, and a closed connection watches nothing.
    redis.unwatch().catch(() => undefined);
  }
}

interface Found {
  types: unknown[];
  text: unknown;
}

/** Watches before it reads: otherwise a change in between could be missed. */
async function watch(redis: Redis, keys: StateKeys): Promise<Found> {
  const pipeline = redis.pipeline().watch(STATE_KEY_PARTS.map((part) => keys[part]));
  for (const part of STATE_KEY_PARTS) pipeline.type(keys[part]);
  // Unlike GET, it does not fail on another type.
  const [, ...replies] = values(await pipeline.mget(keys.state).exec());
  const types = replies.slice(0, STATE_KEY_PARTS.length);
  const [text] = [replies[STATE_KEY_PARTS.length]].flat();
  return { types, text };
}

/** What prevents the write, or shows that it was already done; `undefined` if it can proceed. */
function compare(
  { types, text }: Found,
  { expected, nonce }: StateWrite,
): WriteOutcome | undefined {
  const part = STATE_KEY_PARTS.find(
    (_, index) => !["none", "string"].includes(String(types[index])),
  );
  if (part) return { kind: "corrupt", part };
  if (typeof text !== "string") return expected && { kind: "conflict", found: 0 };
  const found = parse(text);
  if (!found) return { kind: "corrupt", part: "state" };
  if (found.nonce === nonce) return { kind: "committed" };
  const { _version, session_id } = found.state;
  const isSameSession = !session_id || !expected?.session_id || session_id === expected.session_id;
  if (_version === expected?._version && isSameSession) return undefined;
  return { kind: "conflict", found: _version };
}

/** `false` when a watched key has changed. */
async function change(redis: Redis, write: StateWrite): Promise<boolean> {
  const { keys, text, ttlSeconds, metadata } = write;
  const transaction = redis.multi().set(keys.state, text, "EX", ttlSeconds);
  for (const part of ["stage", "option", "direction"] as const) {
    const value = metadata[part];
    if (value === undefined) transaction.expire(keys[part], ttlSeconds);
    else if (value === null) transaction.del(keys[part]);
    else transaction.set(keys[part], value, "EX", ttlSeconds);
  }
  const replies = await transaction.exec().catch((error: unknown) => {
    throw reasonOf(error);
  });
  if (replies) values(replies);
  return replies !== null;
}

/** An aborted transaction gives its reason only in the errors of its commands. */
function reasonOf(error: unknown): unknown {
  const { previousErrors }: { previousErrors?: unknown } = Object(error);
  return Array.isArray(previousErrors) && previousErrors.length > 0 ? previousErrors[0] : error;
}

/** The replies of a pipeline or transaction; throws the first error among them. */
function values(replies: Array<[error: Error | null, reply: unknown]> | null): unknown[] {
  return (replies ?? []).map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
