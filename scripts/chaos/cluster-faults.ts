import { setTimeout as sleep } from "node:timers/promises";
import type { RedisCluster } from "../../src/loopback/redis-cluster.ts";
import { REDIS } from "../../src/policy.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { partitionsOf, primariesOf } from "../../src/redis/redis-client.ts";
import type { Strike } from "./books/evidence.ts";
import type { Counters } from "./counters.ts";
import type { Random } from "./random.ts";

/** What happens to a cluster in a run. */
export interface ClusterFaults {
  /** Cuts one connection of a server to a primary. */
  cut(random: Random): Promise<void>;
  /** Kills a primary and starts it again, moves a slot, or stalls a primary: in turn, one after another. */
  strike(random: Random): Promise<void>;
  close(): void;
}

export interface ClusterFaultOptions {
  cluster: RedisCluster;
  strikes: Strike[];
  tally: Counters;
  /** After a replica has taken over, and the killed primary follows it. */
  onFailedOver: () => Promise<void>;
}

/** Shorter than the time after which a cluster replaces a node that is silent. */
const STALL_MS = { min: 100, max: 600 };
/** After replicas are back, the servers wait for them again. */
const WAITS_AGAIN_MS = REDIS.replicasRestMs + 500;

export function createClusterFaults(options: ClusterFaultOptions): ClusterFaults {
  const { cluster, strikes, tally, onFailedOver } = options;
  const redis = openRedis(cluster.url);
  const { all, directory } = partitionsOf(redis);
  const acts = [failOver, moveSlot, stall];
  let turn = 0;

  return {
    async cut(random) {
      const [node, ...others] = primariesOf(redis);
      const one = node && random.pick([node, ...others]);
      const clients = String(await one?.client("LIST").catch(() => "")).split("\n");
      const [first, ...rest] = clients.filter((client) => client.includes(" name=vimbiso "));
      const id = first && /^id=(\d+)/.exec(random.pick([first, ...rest]))?.[1];
      if (id === undefined) return;
      const at = Date.now();
      await one?.client("KILL", "ID", id).catch(() => undefined);
      strikes.push({ kind: "cut", from: at, until: at });
      tally.add("cuts: cluster");
    },
    async strike(random) {
      await acts[turn++ % acts.length]?.(random);
    },
    close: () => redis.disconnect(),
  };

  function pickKey(random: Random): string {
    return random.pick([directory, ...all]).leases;
  }

  /** Only where every primary has its replica again: a cluster survives one death at a time. */
  async function failOver(random: Random): Promise<void> {
    await cluster.replicated();
    await sleep(WAITS_AGAIN_MS);
    const from = Date.now();
    const killed = await cluster.failOver(pickKey(random));
    strikes.push({ kind: "redis kill", from, until: Date.now() });
    tally.add("failovers");
    await killed.restart();
    await cluster.replicated();
    await onFailedOver();
  }

  async function moveSlot(random: Random): Promise<void> {
    const from = Date.now();
    await cluster.moveSlotOf(pickKey(random));
    strikes.push({ kind: "slot move", from, until: Date.now() });
    tally.add("slot moves");
  }

  async function stall(random: Random): Promise<void> {
    const { process: child } = await cluster.ownerOf(pickKey(random));
    const from = Date.now();
    child.kill("SIGSTOP");
    await sleep(random.between(STALL_MS.min, STALL_MS.max));
    child.kill("SIGCONT");
    strikes.push({ kind: "stall", from, until: Date.now() });
    tally.add("stalls: node of the cluster");
  }
}
