import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { z } from "zod";
import { Growth, Memory } from "./growth-figures.ts";
import { Round } from "./round.ts";

const Origin = z.object({
  /** When the measure ended. */
  at: z.iso.datetime(),
  commit: z.string(),
  cpu: z.string(),
  cores: z.number(),
  node: z.string(),
  redis: z.string(),
});
export type Origin = z.infer<typeof Origin>;

const Throughput = z.object({
  origin: Origin,
  rounds: z.number(),
  warmUp: z.number(),
  members: z.number(),
  servers: z.array(z.object({ name: z.string(), title: z.string(), rounds: z.array(Round) })),
});
export type Throughput = z.infer<typeof Throughput>;
export type MeasuredServer = Throughput["servers"][number];

/** What a run of the benchmark has measured: every figure of every round, from which all tables are made. */
export const Results = z.object({
  throughput: Throughput.optional(),
  growth: z.object({ origin: Origin, figures: Growth }).optional(),
  memory: z.object({ origin: Origin, figures: Memory }).optional(),
  /** Our server with more and more of its telemetry, the first without any. */
  telemetry: Throughput.optional(),
});
export type Results = z.infer<typeof Results>;

/** @throws {Error} if the file is missing or is not one of results */
export function readResults(file: string): Results {
  return Results.parse(JSON.parse(readFileSync(file, "utf8")));
}

export function writeResults(file: string, results: Results): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}

/** Where and when results are measured: now and here. */
export function currentOrigin(): Origin {
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { encoding: "utf8" }).trim();
  // The document is filled in by the benchmark, so it does not count.
  const served = ["src", "machines", "package-lock.json", ":!*.md"];
  const isDirty = run("git", "status", "--porcelain", ...served) !== "";
  return {
    at: new Date().toISOString(),
    commit: run("git", "rev-parse", "--short", "HEAD") + (isDirty ? " with changes" : ""),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    node: process.versions.node,
    redis: /v=([\d.]+)/.exec(run("redis-server", "--version"))?.[1] ?? "unknown",
  };
}
