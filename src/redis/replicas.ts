import type { Command, Redis } from "ioredis";
import { REDIS } from "../policy.ts";
import type { RedisClient } from "./redis-client.ts";
import { wordOf } from "./redis-errors.ts";

/** How many replicas must hold what a durable script has written before its caller gets the reply. */
export interface ReplicaWait {
  count: number;
  /** For how long a reply is held back, in milliseconds. */
  waitMs?: number;
  /** A reply was passed on although too few replicas hold what was written: "late", or Redis's error code. */
  onUnreplicated(reason: string): void;
}

/** The connection was lost after the script ran: a replica that takes over may not know what it wrote. */
export const UNCONFIRMED = "The connection was lost before the replicas confirmed";

/** The names under which durable scripts are sent: their hashes and texts. */
const durable = new Set<unknown>();
const waiting = new WeakSet<RedisClient>();
const resolveOf = new WeakMap<Command, Command["resolve"]>();

export function markDurable(...names: string[]): void {
  for (const name of names) durable.add(name);
}

/** Whether durable scripts wait for replicas on this connection. */
export function waitsForReplicas(redis: RedisClient): boolean {
  return waiting.has(redis);
}

export function noteReplicaWait<Client extends RedisClient>(redis: Client): Client {
  waiting.add(redis);
  return redis;
}

/**
 * Makes the durable scripts of a connection wait for replicas. One WAIT serves all of a turn of the event loop, and
 * leaves in the same write, behind them. Where too few replicas answer in time, the script has run all the same: its
 * reply is passed on and reported, and WAIT is not sent again for a while, because it blocks the connection.
 */
export function withReplicas(
  redis: Redis,
  { count, waitMs = REDIS.replicasMs, onUnreplicated }: ReplicaWait,
): Redis {
  const send = redis.sendCommand.bind(redis);
  let confirming: Promise<string | undefined> | undefined;
  let resting = { reason: "late", until: 0 };

  /** Why too few replicas hold what was written; `undefined` if enough do. */
  async function confirm(): Promise<string | undefined> {
    if (performance.now() < resting.until) return resting.reason;
    const reason = await whyMissing();
    if (reason !== undefined) resting = { reason, until: performance.now() + REDIS.replicasRestMs };
    return reason;
  }

  async function whyMissing(): Promise<string | undefined> {
    try {
      return (await redis.wait(count, waitMs)) >= count ? undefined : "late";
    } catch (error) {
      const word = wordOf(error);
      if (word === undefined) throw new Error(UNCONFIRMED, { cause: error });
      return word;
    }
  }

  /** Before the connection is uncorked, if nothing was sent in this turn of the event loop yet. */
  function confirmInThisTurn(): Promise<string | undefined> {
    confirming ??= new Promise((resolve) => {
      setImmediate(() => {
        confirming = undefined;
        resolve(confirm());
      });
    });
    return confirming;
  }

  redis.sendCommand = (command, stream) => {
    if (isDurable(command)) {
      const confirmed = confirmInThisTurn();
      // A script that was refused needs no confirmation.
      confirmed.catch(() => undefined);
      // One that follows a moved slot is sent again, to another node.
      const resolve = resolveOf.get(command) ?? command.resolve;
      resolveOf.set(command, resolve);
      command.resolve = (reply) => {
        const pass = (reason: string | undefined) => {
          if (reason !== undefined) onUnreplicated(reason);
          resolve(reply);
        };
        confirmed.then(pass, (error: Error) => command.reject(error));
      };
    }
    return send(command, stream);
  };
  return noteReplicaWait(redis);
}

function isDurable({ name, args }: Command): boolean {
  return (name === "evalsha" || name === "eval") && durable.has(args[0]);
}
