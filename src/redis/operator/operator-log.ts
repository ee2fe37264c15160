import { OPERATOR } from "../../policy.ts";
import { partitionsOf, type RedisClient } from "../redis-client.ts";

/** What an operator did. */
export interface OperatorAction {
  /** ISO 8601. */
  at: string;
  /** The login name and the host. */
  by: string;
  /** The command without a member's number. */
  what: string;
}

/** Who did what, and when. */
export interface OperatorLog {
  /** Is to be called before the action: nothing happens without a trace. */
  add(action: Omit<OperatorAction, "at">): Promise<void>;
  /** The latest first. */
  read(limit: number): Promise<OperatorAction[]>;
}

export function createOperatorLog({ redis }: { redis: RedisClient }): OperatorLog {
  const { operatorLog } = partitionsOf(redis).directory;
  return {
    async add(action) {
      const entry: OperatorAction = { at: new Date().toISOString(), ...action };
      await redis
        .multi()
        .lpush(operatorLog, JSON.stringify(entry))
        .ltrim(operatorLog, 0, OPERATOR.logEntries - 1)
        .exec();
    },
    async read(limit) {
      const entries = await redis.lrange(operatorLog, 0, limit - 1);
      return entries.map((entry) => JSON.parse(entry) as OperatorAction);
    },
  };
}
