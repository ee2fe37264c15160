import { isCluster, primariesOf, type RedisClient } from "./redis-client.ts";
import { wordOf } from "./redis-errors.ts";

/** Whether this Redis is suitable. `code` is Redis's error code, if it gave one. */
export type Readiness =
  | { kind: "fit"; warning?: string }
  | { kind: "unfit"; reason: string; code?: string }
  | { kind: "away" };

const NO_INFO =
  "Redis forbids INFO (NOPERM): its role, cluster mode and eviction policy are not checked";

/**
 * Whether this Redis can keep the data safely. A replica loses what is written to it, and a node of a cluster has
 * only some of the keys. When memory runs out, a `volatile-*` policy evicts sessions, which have a TTL; an
 * `allkeys-*` policy evicts replies, timers and money calls as well.
 */
export async function checkEvictionPolicy(redis: RedisClient): Promise<Readiness> {
  try {
    const infos = await Promise.all(primariesOf(redis).map((primary) => primary.info()));
    const readiness = infos.map((info) => judge(info, isCluster(redis)));
    return readiness.find(({ kind }) => kind !== "fit") ?? { kind: "fit" };
  } catch (error) {
    return wordOf(error) === "NOPERM" ? { kind: "fit", warning: NO_INFO } : { kind: "away" };
  }
}

function judge(info: string, isClusterExpected: boolean): Readiness {
  const lines = info.split(/\r?\n/);
  const field = (name: string) => {
    const line = lines.find((line) => line.startsWith(`${name}:`)) ?? "";
    return line.slice(name.length + 1).trim();
  };
  if (field("role") === "slave") return notReady("READONLY");
  if (field("cluster_enabled") === "1" && !isClusterExpected) return notReady("MOVED");
  const policy = field("maxmemory_policy");
  if (Number(field("maxmemory")) === 0 || !policy.startsWith("allkeys-")) return { kind: "fit" };
  const reason = `maxmemory-policy ${policy} can evict unsent replies, timers and money calls: set volatile-lru`;
  return { kind: "unfit", reason };
}

/** What an operator can do about a Redis that answers with this error code. */
export function notReady(word: string): Readiness {
  const [what, toDo] = SENTENCES[word] ?? ["refuses commands", "see its log"];
  return { kind: "unfit", reason: `Redis ${what} (${word}): ${toDo}`, code: word };
}

const CLUSTER = [
  "is a node of a cluster",
  "set REDIS_STATE_URL to redis+cluster:// and its nodes",
] as const;
const CLUSTER_DOWN = ["has a cluster that is down", "see CLUSTER INFO"] as const;

const SENTENCES: { [word: string]: readonly [what: string, toDo: string] | undefined } = {
  READONLY: ["is a replica", "set REDIS_STATE_URL to its primary"],
  OOM: ["is out of memory", "raise maxmemory and set maxmemory-policy volatile-lru"],
  MISCONF: ["cannot write to its disk", "see its log"],
  LOADING: ["still loads its data", "wait until it is done"],
  BUSY: ["runs a script that does not end", "end it with SCRIPT KILL"],
  NOPERM: ["forbids commands or keys that the server needs", "extend the ACL of its user"],
  NOAUTH: ["needs a password", "add it to REDIS_STATE_URL"],
  WRONGPASS: ["rejects the user or password", "correct REDIS_STATE_URL"],
  MASTERDOWN: ["is a replica without its primary", "set REDIS_STATE_URL to a primary"],
  NOREPLICAS: ["has too few replicas to accept writes", "see min-replicas-to-write"],
  MOVED: CLUSTER,
  ASK: CLUSTER,
  CLUSTERDOWN: CLUSTER_DOWN,
  CROSSSLOT: CLUSTER,
  TRYAGAIN: CLUSTER,
};
