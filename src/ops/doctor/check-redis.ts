import type { Redis } from "ioredis";
import { type RedisSettings, redisOptionsOf } from "../../config.ts";
import { DOCTOR } from "../../policy.ts";
import { ready } from "../../redis/connection.ts";
import { lacksDatabase } from "../../redis/database-check.ts";
import { openRedis } from "../../redis/open-redis.ts";
import { createReadinessProbe } from "../../redis/readiness.ts";
import { primariesOf, type RedisClient } from "../../redis/redis-client.ts";
import { findEncryptionMismatch } from "./check-encryption.ts";
import { describeTlsErrors, judgeCertificate } from "./check-tls.ts";
import { type Finding, findingOf } from "./finding.ts";

const NO_ANSWER = "Redis does not answer: start it, or correct REDIS_STATE_URL";

/** Whether this Redis accepts commits, keeps them, and has room. */
export async function checkRedis(settings: RedisSettings, now: () => number): Promise<Finding[]> {
  const { REDIS_STATE_URL: url } = settings;
  const options = redisOptionsOf(settings);
  if (await lacksDatabase(url, options))
    return [problem("REDIS_STATE_URL names a database that Redis does not have: set another")];
  const errors: Error[] = [];
  const onError = (error: Error) => void errors.push(error);
  const redis = openRedis(url, { ...options, name: "vimbiso-doctor", onError });
  try {
    await ready(redis, DOCTOR.waitMs);
    const readiness = await createReadinessProbe({ redis, observe: () => {} })();
    switch (readiness.kind) {
      case "away":
        return [
          problem(describeTlsErrors(errors) ?? (await findEncryptionMismatch(url)) ?? NO_ANSWER),
        ];
      case "unfit":
        return [problem(readiness.reason), ...(await examine(redis, now))];
      case "fit":
        return [
          { check: "redis", level: "ok", what: "Redis accepts commits" },
          ...(readiness.warning ? [warning(`${readiness.warning}: allow it to this user`)] : []),
          ...judgeCertificate(settings.REDIS_TLS_CERT_FILE, now()),
          ...(await examine(redis, now)),
        ];
    }
  } finally {
    redis.disconnect();
  }
}

async function examine(redis: RedisClient, now: () => number): Promise<Finding[]> {
  const found = await Promise.all(primariesOf(redis).map((primary) => examineOne(primary, now)));
  const info = "nodes" in redis ? "" : await redis.info("cluster").catch(() => "");
  const apart = when(info.includes("cluster_enabled:1"), () =>
    problem("Redis is a node of a cluster: begin REDIS_STATE_URL with redis+cluster://"),
  );
  // Each finding once, whichever node it is about.
  return [...apart, ...found.flat()].filter(
    ({ what }, at, all) => all.findIndex((one) => one.what === what) === at,
  );
}

async function examineOne(redis: Redis, now: () => number): Promise<Finding[]> {
  const [info, time, fsync] = await Promise.all([
    redis.info().catch(() => ""),
    redis.time().catch(() => undefined),
    redis.config("GET", "appendfsync").catch(() => []),
  ]);
  const clock = time ? judgeClock(Number(time[0]) * 1_000 + Number(time[1]) / 1_000 - now()) : [];
  return [...(info === "" ? [] : judgeInfo(info)), ...judgeFsync(fsync), ...clock];
}

/** Judges the answer of INFO. */
export function judgeInfo(info: string): Finding[] {
  const fields = new Map(
    info.split(/\r?\n/).map((line) => line.split(/:(.*)/, 2) as [string, string]),
  );
  const number = (name: string) => Number(fields.get(name) ?? 0);
  const major = Number.parseInt(fields.get("redis_version") ?? "", 10);
  const used = number("used_memory") / number("maxmemory");
  return [
    ...when(major < DOCTOR.redisVersion, () =>
      problem(`Redis ${major} is too old: install Redis ${DOCTOR.redisVersion} or later`),
    ),
    ...when(number("maxmemory") === 0, () =>
      warning("Redis has no memory limit: set maxmemory, below what its machine has"),
    ),
    ...when(number("maxmemory") > 0 && used > DOCTOR.memoryShare, () =>
      problem(`Redis has used ${Math.round(used * 100)} % of its memory: raise maxmemory`),
    ),
    ...when(number("evicted_keys") > 0, () =>
      warning(
        `Redis has evicted ${number("evicted_keys")} sessions since its start: raise maxmemory`,
      ),
    ),
    ...when(fields.get("aof_enabled") !== "1", () =>
      problem("A restart of Redis loses replies, timers and money calls: set appendonly yes"),
    ),
    ...when(fields.get("aof_last_write_status") === "err", () =>
      problem("Redis cannot write its append-only file: free its disk, and see its log"),
    ),
    ...when(fields.get("rdb_last_bgsave_status") === "err", () =>
      warning("Redis's last snapshot failed: free memory and disk, and see its log"),
    ),
  ];
}

function judgeFsync(config: unknown): Finding[] {
  const [, fsync] = Array.isArray(config) ? config : [];
  return when(fsync === "no", () =>
    warning("A power cut loses up to half a minute of commits: set appendfsync everysec or always"),
  );
}

function judgeClock(aheadMs: number): Finding[] {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  return when(Math.abs(aheadMs) > DOCTOR.clockMs, () =>
    problem(`The clocks of Redis and of this machine differ by ${seconds} s: run NTP on both`),
  );
}

function when(is: boolean, finding: () => Finding): Finding[] {
  return is ? [finding()] : [];
}

function problem(sentence: string): Finding {
  return findingOf("redis", "problem", sentence);
}

function warning(sentence: string): Finding {
  return findingOf("redis", "warning", sentence);
}
