import { hostname, userInfo } from "node:os";
import { readRedisSettings, redisOptionsOf } from "../config.ts";
import { OPERATOR } from "../policy.ts";
import { ready } from "../redis/connection.ts";
import { openRedis } from "../redis/open-redis.ts";
import { createMoneyPause } from "../redis/operator/money-pause.ts";
import { createOperatorLog } from "../redis/operator/operator-log.ts";
import { createOutbox } from "../redis/outbox.ts";
import { printable } from "../telemetry/printable.ts";
import { afterRestore } from "./after-restore-command.ts";
import { type Arguments, readArguments, UsageError } from "./arguments.ts";
import type { Command, CommandResult } from "./command.ts";
import { DEAD_USAGE, dead } from "./dead-command.ts";
import { doctor } from "./doctor/doctor-command.ts";
import { forget } from "./forget-command.ts";
import { migrate } from "./migrate-command.ts";
import { PARKED_USAGE, parked } from "./parked-command.ts";
import { timeline } from "./timeline-command.ts";
import { why } from "./why-command.ts";

/** Operator commands. They print no texts or numbers of members. */

const USAGE = `Usage: npm run ops -- <command> [options]
  state                   pending work, dead letters, parked events, whether money calls are paused
  doctor                  checks settings, Redis, WhatsApp and credex-core, and says what to do
  why <number>            what a member's conversations wait for, by phone number or user id
  timeline <number>       what happened in them in the last seven days
  ${DEAD_USAGE}
  ${PARKED_USAGE}
  pause                   stops sending money calls; the reply to a confirmation says so
  resume                  sends them again
  forget <number>         deletes everything that is stored of a member, once their money calls have ended
  after-restore           discards the sessions, replies, calls and timers of a backup that was restored
  migrate                 moves everything to the Redis or cluster of REDIS_TARGET_URL, while no server runs
  log                     who paused, resumed, retried, dropped, forgot and migrated, and when
Options
  --json                  prints JSON
  --wait <seconds>        how long forget waits for money calls
  --dry-run               retry, drop, forget, after-restore and migrate say what they would do
  --code <code>           only this code
  --conversation <id>     only this conversation
  --id <id>               timeline shows only this event or effect: "id" or "effect" of a log line
  --since, --until <time> only those of this time: 2026-01-31T08:00Z, or an age such as 2h
  --limit, --offset <n>   one page of a list; ${OPERATOR.page} are a page`;

const state: Command = async ({ redis }) => {
  const [{ work, due, dead, parked }, pausedSince] = await Promise.all([
    createOutbox({ redis, clock: Date.now }).count(),
    createMoneyPause({ redis }).since(),
  ]);
  const lines = [
    `money calls: ${pausedSince ? `paused since ${pausedSince}` : "active"}`,
    `pending lanes and timers: ${due}`,
    ...work.map(
      ({ kind, pending, due, oldestMs }) =>
        `  ${kind}: ${pending}, of which ${due} are due, the oldest for ${Math.round(oldestMs / 1_000)} s`,
    ),
    `dead letters: ${dead}`,
    `parked events: ${parked}`,
  ];
  return { lines, data: { pausedSince, work, dead, parked } };
};

const pause: Command = async ({ redis, record }) => {
  await record("pause");
  await createMoneyPause({ redis }).pause();
  const line = "Money calls are paused. Each confirmation is answered with: nothing was sent.";
  return { lines: [line], data: { isPaused: true } };
};

const resume: Command = async ({ redis, record }) => {
  await record("resume");
  await createMoneyPause({ redis }).resume();
  return { lines: ["Money calls resumed."], data: { isPaused: false } };
};

const log: Command = async ({ log, options: { limit = OPERATOR.page } }) => {
  const actions = await log.read(limit);
  const lines = actions.map(({ at, by, what }) => [at, by, what].join("  "));
  return { lines: lines.length > 0 ? lines : ["None."], data: actions };
};

const COMMANDS = new Map<string | undefined, Command>(
  Object.entries({
    ...{ state, why, timeline, dead, parked, pause, resume, forget, log, migrate },
    "after-restore": afterRestore,
  }),
);

try {
  const given = readArguments(process.argv.slice(2), Date.now());
  const { lines, data, isProblem } = await run(given);
  const output = given.options.json ? [JSON.stringify(data, undefined, 2)] : lines.map(printable);
  for (const line of output) process.stdout.write(`${line}\n`);
  if (isProblem) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(
    `${error instanceof UsageError ? error.message : printable(`${error.name}: ${error.message}`)}\n`,
  );
  process.exitCode = 1;
}

async function run({ words: [name, ...words], options }: Arguments): Promise<CommandResult> {
  if (name === "doctor") return doctor({ env: process.env, now: Date.now });
  const command = COMMANDS.get(name);
  if (!command) throw new UsageError(USAGE);
  const read = readRedisSettings(process.env);
  if (!read.ok) throw new UsageError(read.problems.join("\n"));
  const { REDIS_STATE_URL: url } = read.settings;
  if (url === "memory:")
    throw new UsageError("REDIS_STATE_URL is memory: only the server itself can read its state.");
  const redis = openRedis(url, { ...redisOptionsOf(read.settings), name: "vimbiso-ops" });
  try {
    if (!(await ready(redis, OPERATOR.connectMs)))
      throw new UsageError("The Redis at REDIS_STATE_URL does not answer.");
    const log = createOperatorLog({ redis });
    const by = process.env.OPS_USER ?? `${userInfo().username}@${hostname()}`;
    const record = (what: string) => log.add({ by, what });
    const { env } = process;
    return await command({ redis, words, options, env, now: Date.now(), record, log });
  } finally {
    redis.disconnect();
  }
}
