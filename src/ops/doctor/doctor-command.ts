import {
  type Config,
  type RedisSettings,
  readConfig,
  readRedisSettings,
  redisOptionsOf,
} from "../../config.ts";
import { DOCTOR } from "../../policy.ts";
import { ready } from "../../redis/connection.ts";
import { openRedis } from "../../redis/open-redis.ts";
import { createMoneyPause } from "../../redis/operator/money-pause.ts";
import { createOutbox } from "../../redis/outbox.ts";
import type { CommandResult } from "../command.ts";
import { checkCredex } from "./check-credex.ts";
import { checkRedis } from "./check-redis.ts";
import { findReleaseProblems } from "./check-releases.ts";
import { checkSettings } from "./check-settings.ts";
import { checkWhatsApp } from "./check-whatsapp.ts";
import { type Finding, findingOf } from "./finding.ts";

export interface DoctorOptions {
  env: { [name: string]: string | undefined };
  now: () => number;
}

/** Examines the settings and every system that the server needs, and changes nothing. */
export async function doctor(options: DoctorOptions): Promise<CommandResult> {
  const findings = await examine(options);
  const isProblem = findings.some(({ level }) => level === "problem");
  return { lines: findings.flatMap(describe), data: findings, isProblem };
}

export async function examine({ env, now }: DoctorOptions): Promise<Finding[]> {
  const read = readRedisSettings(env);
  const settings =
    read.ok && read.settings.REDIS_STATE_URL !== "memory:" ? read.settings : undefined;
  const config = readConfig(env);
  const found = await Promise.all([
    checkSettings(env),
    settings === undefined ? [] : checkRedis(settings, now),
    config.ok ? checkWhatsApp(config.config, now) : [],
    config.ok ? checkCredex(config.config) : [],
    settings === undefined ? [] : checkWork(settings, config.ok ? config.config : undefined),
  ]);
  return found.flat();
}

/** What needs an operator although everything works. */
async function checkWork(
  settings: RedisSettings,
  config: Pick<Config, "RELEASE_PUBLIC_KEYS"> | undefined,
): Promise<Finding[]> {
  const options = { ...redisOptionsOf(settings), name: "vimbiso-doctor" };
  const redis = openRedis(settings.REDIS_STATE_URL, options);
  try {
    if (!(await ready(redis, DOCTOR.waitMs))) return [];
    const [{ dead, parked }, pausedSince, problems] = await Promise.all([
      createOutbox({ redis, clock: Date.now }).count(),
      createMoneyPause({ redis }).since(),
      config ? findReleaseProblems(redis, config.RELEASE_PUBLIC_KEYS) : [],
    ]);
    const warnings = [
      ...(pausedSince ? [`Money calls are paused since ${pausedSince}: run \`ops resume\``] : []),
      ...(dead > 0 ? [`There are ${dead} dead letters: see \`ops dead codes\``] : []),
      ...(parked > 0 ? [`There are ${parked} parked events: see \`ops parked codes\``] : []),
    ];
    return [
      ...problems.map((problem) => findingOf("releases", "problem", problem)),
      ...warnings.map((warning) => findingOf("work", "warning", warning)),
    ];
  } catch {
    // What keeps it from being read is a finding of its own.
    return [];
  } finally {
    redis.disconnect();
  }
}

const MARKS = { ok: "ok      ", warning: "WARNING ", problem: "PROBLEM " };

function describe({ check, level, what, cure }: Finding): string[] {
  return [`${MARKS[level]} ${check}: ${what}`, ...(cure ? [`          → ${cure}`] : [])];
}
