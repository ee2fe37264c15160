import cluster, { type Worker } from "node:cluster";
import type { Config } from "./config.ts";
import { WORKERS } from "./policy.ts";

/** Tells a worker which one it is, from 0. */
const NUMBER = "WORKER_NUMBER";

/** Whether this process has to start workers, and serves nothing itself. */
export function isPrimary({ WEB_CONCURRENCY }: Config): boolean {
  return WEB_CONCURRENCY > 1 && cluster.isPrimary;
}

/** The settings of this process: each worker has a port for operators of its own, counted from `OPS_PORT`. */
export function configOfWorker(config: Config, env: { [NUMBER]?: string }): Config {
  const { OPS_PORT } = config;
  if (OPS_PORT === undefined || !cluster.isWorker) return config;
  return { ...config, OPS_PORT: OPS_PORT + Number(env[NUMBER]) };
}

/** Ends the connection to the primary, which would keep this process alive. Does nothing in a process of its own. */
export function leavePrimary(): void {
  cluster.worker?.disconnect();
}

/**
 * Starts as many workers as `WEB_CONCURRENCY` says, all on one port, and starts another where one dies, later each time
 * that it dies soon. A worker that exits before any has listened has said why, so this process ends as well.
 * SIGTERM and SIGINT go to all workers, which drain; this process exits with the highest of their exit codes.
 */
export function startWorkers({ WEB_CONCURRENCY: count }: Config): void {
  const running = new Set<Worker>();
  let hasListened = false;
  let isLeaving = false;
  let exitCode = 0;

  function start(number: number, soonDeaths: number): void {
    if (isLeaving) return;
    const startedAt = performance.now();
    const worker = cluster.fork({ [NUMBER]: number });
    running.add(worker);
    process.stdout.write(`Worker ${number} is process ${worker.process.pid}\n`);
    worker.once("listening", () => {
      hasListened = true;
    });
    worker.once("exit", (code: number | null, signal: string | null) => {
      running.delete(worker);
      if (isLeaving || (!hasListened && signal === null)) return leave(code ?? 1);
      const lived = performance.now() - startedAt;
      const before = lived < WORKERS.soonMs ? soonDeaths : 0;
      const delayMs = Math.min(WORKERS.restartMs * 2 ** before, WORKERS.longestRestartMs);
      process.stderr.write(
        `Worker ${number} ended (${signal ?? code}): another starts in ${delayMs} ms\n`,
      );
      setTimeout(start, delayMs, number, before + 1);
    });
  }

  /** Called again at the exit of each worker. */
  function leave(code: number): void {
    exitCode = Math.max(exitCode, code);
    if (!isLeaving) for (const worker of running) worker.process.kill("SIGTERM");
    isLeaving = true;
    if (running.size === 0) process.exit(exitCode);
  }

  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => leave(0));
  for (let number = 0; number < count; number++) start(number, 0);
}
