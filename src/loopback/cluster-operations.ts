import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { RedisServer } from "./redis-server.ts";

const LOOK_EVERY_MS = 20;
const KEYS_AT_ONCE = 100;

/** What an operator does to a cluster, and what happens to it. */
export interface ClusterOperations {
  /** Moves the slot of a key, with all keys in it, to another primary. */
  moveSlotOf(key: string): Promise<void>;
  /** The node that serves a key. */
  ownerOf(key: string): Promise<RedisServer>;
  /** Kills the primary of a key; resolves with it when a replica has taken over, and the cluster serves every slot. */
  failOver(key: string): Promise<RedisServer>;
  /** When every replica follows its primary, and holds what that held at the call. */
  replicated(): Promise<void>;
  flush(): Promise<void>;
}

/** `pairs`: each primary at the start, with its replica if it has one. */
export function createClusterOperations({
  pairs,
  clientOf,
}: {
  pairs: readonly (readonly RedisServer[])[];
  clientOf: (node: RedisServer) => Redis;
}): ClusterOperations {
  const nodes = pairs.flat();
  const running = () => nodes.filter(isRunning);
  const idOf = async (node: RedisServer) => String(await clientOf(node).cluster("MYID"));
  const isPrimary = async (node: RedisServer) =>
    (await replicationOf(clientOf(node))).includes("role:master");

  async function primaries(): Promise<RedisServer[]> {
    const found = await Promise.all(
      running().map(async (node) => ((await isPrimary(node)) ? [node] : [])),
    );
    return found.flat();
  }

  async function slotOf(key: string): Promise<number> {
    const [node] = running();
    if (!node) throw new Error("No node of the cluster runs");
    return Number(await clientOf(node).cluster("KEYSLOT", key));
  }

  async function ownerOf(key: string): Promise<RedisServer> {
    const slot = await slotOf(key);
    for (const node of running()) {
      const ranges = await clientOf(node).cluster("SLOTS");
      const range = ranges.find(([from, to]) => from <= slot && slot <= to);
      const owner = nodes.find(({ port }) => port === range?.[2]?.[1]);
      if (owner) return owner;
    }
    throw new Error(`No node serves slot ${slot}`);
  }

  async function follows(replica: RedisServer, primary: RedisServer): Promise<void> {
    const wanted = fieldOf(await replicationOf(clientOf(primary)), "master_repl_offset");
    await until(async () => {
      const replication = await replicationOf(clientOf(replica));
      const isLinked = replication.includes("master_link_status:up");
      return isLinked && fieldOf(replication, "slave_repl_offset") >= wanted;
    });
  }

  return {
    ownerOf,

    async moveSlotOf(key) {
      const slot = await slotOf(key);
      const from = await ownerOf(key);
      const to = (await primaries()).find((node) => node !== from);
      if (!to) throw new Error("The cluster has one primary");
      const [source, target] = [clientOf(from), clientOf(to)];
      await target.call("CLUSTER", "SETSLOT", slot, "IMPORTING", await idOf(from));
      await source.call("CLUSTER", "SETSLOT", slot, "MIGRATING", await idOf(to));
      const remaining = () => source.cluster("GETKEYSINSLOT", slot, KEYS_AT_ONCE);
      for (let keys = await remaining(); keys.length > 0; keys = await remaining())
        await source.call("MIGRATE", "127.0.0.1", to.port, "", 0, 5_000, "KEYS", ...keys);
      for (const client of [target, source])
        await client.call("CLUSTER", "SETSLOT", slot, "NODE", await idOf(to));
    },

    async failOver(key) {
      const killed = await ownerOf(key);
      await killed.kill();
      await until(async () => (await ownerOf(key)) !== killed);
      const isServing = async (node: RedisServer) =>
        String(await clientOf(node).cluster("INFO")).includes("cluster_state:ok");
      await Promise.all(running().map((node) => until(() => isServing(node))));
      return killed;
    },

    async replicated() {
      await Promise.all(
        pairs.map(async ([first, second]) => {
          if (!first || !second) return;
          const isFirst = await isPrimary(first);
          await follows(isFirst ? second : first, isFirst ? first : second);
        }),
      );
    },

    async flush() {
      for (const node of await primaries()) await clientOf(node).flushall();
    },
  };
}

export async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await sleep(LOOK_EVERY_MS);
}

export function replicationOf(node: Redis): Promise<string> {
  return node.info("replication");
}

function isRunning({ process: child }: RedisServer): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** How much of its primary's writes a node has carried out, in bytes. */
function fieldOf(replication: string, field: "master_repl_offset" | "slave_repl_offset"): number {
  const line = replication.split("\r\n").find((one) => one.startsWith(`${field}:`));
  return Number(line?.slice(field.length + 1));
}
