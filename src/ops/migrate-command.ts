import { CONNECTION_NAME, readRedisSettings, readTargetUrl, redisOptionsOf } from "../config.ts";
import { OPERATOR } from "../policy.ts";
import { ready } from "../redis/connection.ts";
import { openRedis } from "../redis/open-redis.ts";
import { createMigration, MigrationError } from "../redis/operator/migration.ts";
import { createRestoredWork } from "../redis/operator/restored-work.ts";
import { UsageError } from "./arguments.ts";
import type { Command } from "./command.ts";

/** Moves everything from the Redis of `REDIS_STATE_URL` to that of `REDIS_TARGET_URL`, while no server runs. */
export const migrate: Command = async ({ redis: source, options, env, now, record }) => {
  const url = readTargetUrl(env);
  if (url === undefined)
    throw new UsageError("REDIS_TARGET_URL is missing: set it to the Redis or cluster to move to.");
  const read = readRedisSettings(env);
  const connection = read.ok ? redisOptionsOf(read.settings) : {};
  const target = openRedis(url, { ...connection, name: "vimbiso-ops" });
  try {
    if (!(await ready(target, OPERATOR.connectMs)))
      throw new UsageError("The Redis at REDIS_TARGET_URL does not answer.");
    const { sessions, replies, timers, calls } = await createRestoredWork({ redis: source }).find();
    const migration = createMigration({ source, target, serverName: CONNECTION_NAME, now });
    if (!options.dryRun) await record("migrate to another Redis");
    const { keys, foreign } = await (options.dryRun ? migration.plan() : migration.run());
    const money = calls.filter(({ isMoney }) => isMoney).length;
    const lines = [
      `${options.dryRun ? "Would move" : "Moved"} ${keys} keys: ${sessions} sessions, ${replies} replies, ${calls.length} calls (${money} of money), ${timers} timers.`,
      ...(foreign.length > 0 ? [`Left alone: ${foreign.length} keys of others.`] : []),
      ...(options.dryRun
        ? []
        : ["Set REDIS_STATE_URL of all servers to the new Redis, and start them."]),
    ];
    return { lines, data: { keys, sessions, replies, calls, timers, foreign: foreign.length } };
  } catch (error) {
    throw error instanceof MigrationError ? new UsageError(error.message) : error;
  } finally {
    target.disconnect();
  }
};
