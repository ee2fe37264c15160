import type { Redis } from "ioredis";
import { REDIS } from "../policy.ts";
import { createTimeLimits } from "../time-limits.ts";

export const TIMED_OUT = "Command timed out";

/**
 * Rejects a command that has no answer after `REDIS.commandMs`. The driver's own `commandTimeout` also rejects one
 * whose answer arrived while the event loop was busy: the commit then looks lost, and what it claimed waits.
 */
export function withCommandTimeout(redis: Redis): Redis {
  const send = redis.sendCommand.bind(redis);
  const limits = createTimeLimits(REDIS.commandMs);
  redis.sendCommand = (command, stream) => {
    const end = limits.begin(() => command.reject(new Error(TIMED_OUT)));
    command.promise.then(end, end);
    return send(command, stream);
  };
  return redis;
}
