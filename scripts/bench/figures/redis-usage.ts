import type { Redis } from "ioredis";

/** What one or several Redis nodes have done so far. */
export interface RedisUsage {
  cpuUs: number;
  /** Scripts that clients have run. */
  scripts: number;
  /** All commands, those in scripts included. */
  commands: number;
}

/** The sum over the nodes. */
export async function usageOf(nodes: readonly Redis[]): Promise<RedisUsage> {
  const infos = await Promise.all(nodes.map((node) => node.info("cpu", "commandstats")));
  const usages = infos.map(parseUsage);
  const sum = (figure: keyof RedisUsage) =>
    usages.reduce((total, usage) => total + usage[figure], 0);
  return { cpuUs: sum("cpuUs"), scripts: sum("scripts"), commands: sum("commands") };
}

/** `INFO cpu commandstats`. What the benchmark itself asks does not count. */
export function parseUsage(info: string): RedisUsage {
  const times = new Map(
    [...info.matchAll(/^(used_cpu_\w+):([\d.]+)/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]),
  );
  const seconds = (name: string) => times.get(name) ?? 0;
  const calls = [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)]
    .map(([, name = "", count]) => ({ name, count: Number(count) }))
    .filter(({ name }) => name !== "info");
  const sum = (counted: typeof calls) => counted.reduce((total, { count }) => total + count, 0);
  return {
    cpuUs: 1_000_000 * (seconds("used_cpu_user") + seconds("used_cpu_sys")),
    scripts: sum(calls.filter(({ name }) => /^eval/.test(name))),
    commands: sum(calls),
  };
}
