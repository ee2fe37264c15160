import type { Observe } from "../conversation/ports/telemetry.ts";
import { REDIS } from "../policy.ts";
import { checkEvictionPolicy, notReady, type Readiness } from "./eviction-policy.ts";
import type { Keyspace } from "./keyspace.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { isDatabaseMissing, refusedBy, wordOf } from "./redis-errors.ts";
import { createScript, readLua } from "./script.ts";

const probe = createScript<string>({ lua: readLua("probe-write.lua"), keys: 2 });

const NO_DATABASE: Readiness = {
  kind: "unfit",
  reason: "Redis cannot select the database of REDIS_STATE_URL: correct its number",
  code: "other",
};

export interface ReadinessOptions {
  redis: RedisClient;
  observe: Observe;
  keepMs?: number;
  /** Monotonic, in milliseconds. */
  now?: () => number;
}

/**
 * Whether Redis accepts the writes of a commit, found out by a write that changes nothing, in each
 * partition. The result is cached for a
 * moment, as long as the connection lasts. Reports each change for the worse.
 */
export function createReadinessProbe(options: ReadinessOptions): () => Promise<Readiness> {
  const {
    redis,
    observe,
    keepMs = REDIS.readinessCacheMs,
    now = () => performance.now(),
  } = options;
  let last: { readiness: Promise<Readiness>; at: number } | undefined;
  let reported = "";

  const look = async (): Promise<Readiness> => {
    const readiness = await examine(redis);
    const problem = problemOf(readiness);
    if (problem && problem.cause !== reported)
      observe({ kind: "failure", where: "ready", ...problem });
    reported = problem?.cause ?? "";
    return readiness;
  };
  return () => {
    if (last && redis.status === "ready" && now() - last.at < keepMs) return last.readiness;
    last = { readiness: look(), at: now() };
    return last.readiness;
  };
}

async function examine(redis: RedisClient): Promise<Readiness> {
  const probeWrite = ({ due, leases, tag }: Keyspace) =>
    probe.run(redis, [due("replies"), leases], [tag]);
  try {
    const { all, directory } = partitionsOf(redis);
    const probes = await Promise.all([...new Set([...all, directory])].map(probeWrite));
    return probes.every((forbidden) => forbidden === "ok")
      ? await checkEvictionPolicy(redis)
      : notReady("NOPERM");
  } catch (error) {
    const word = wordOf(error) ?? refusedBy(redis)?.word;
    if (word === undefined) return { kind: "away" };
    return isDatabaseMissing(redis) ? NO_DATABASE : notReady(word);
  }
}

function problemOf(readiness: Readiness): { code: string; cause: string } | undefined {
  switch (readiness.kind) {
    case "fit":
      return readiness.warning === undefined
        ? undefined
        : { code: "NOPERM", cause: readiness.warning };
    case "unfit":
      return { code: readiness.code ?? "unfit", cause: readiness.reason };
    case "away":
      return { code: "away", cause: "Redis does not answer" };
  }
}
