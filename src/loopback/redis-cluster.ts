import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { findPort } from "./port.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

const PRIMARIES = 3;
const SLOTS = 16_384;
const LOOK_EVERY_MS = 20;

/** Three primaries and, unless there are to be none, three replicas on loopback. */
export interface RedisCluster {
  /** For `REDIS_STATE_URL`. */
  url: string;
  nodes: RedisServer[];
  /** Moves the slot of a key, with all keys in it, to another primary, as an operator does. */
  moveSlotOf(key: string): Promise<void>;
  /** The node that serves a key. */
  ownerOf(key: string): Promise<RedisServer>;
  /** When every replica holds what its primary held at the call. */
  replicated(): Promise<void>;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a throwaway cluster; resolves when every slot is served, and every replica follows its primary. */
export async function startRedisCluster({
  withReplicas = true,
}: {
  withReplicas?: boolean;
} = {}): Promise<RedisCluster> {
  const count = withReplicas ? 2 * PRIMARIES : PRIMARIES;
  const nodes = await Promise.all(Array.from({ length: count }, startNode));
  const clients = new Map<RedisServer, Redis>(
    nodes.map((node) => [node, new Redis(node.url, { lazyConnect: true })]),
  );
  for (const client of clients.values()) client.on("error", () => {});
  const clientOf = (node: RedisServer) => clients.get(node) as Redis;
  const idOf = async (node: RedisServer) => String(await clientOf(node).cluster("MYID"));
  const [first, ...others] = nodes as [Node, ...Node[]];

  async function join(): Promise<void> {
    for (const [index, node] of nodes.slice(0, PRIMARIES).entries()) {
      const from = Math.ceil((SLOTS * index) / PRIMARIES);
      const to = Math.ceil((SLOTS * (index + 1)) / PRIMARIES) - 1;
      await clientOf(node).call("CLUSTER", "ADDSLOTSRANGE", from, to);
      await clientOf(node).call("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
    }
    for (const node of others)
      await clientOf(first).call("CLUSTER", "MEET", "127.0.0.1", node.port, node.bus);
    await Promise.all(nodes.map((node) => until(() => knows(node, count))));
    for (const [index, replica] of nodes.slice(PRIMARIES).entries()) {
      const primary = nodes[index] as RedisServer;
      await clientOf(replica).call("CLUSTER", "REPLICATE", await idOf(primary));
    }
    await Promise.all(nodes.map((node) => until(() => isServing(node))));
  }

  async function knows(node: RedisServer, members: number): Promise<boolean> {
    const info = String(await clientOf(node).cluster("INFO"));
    return info.includes(`cluster_known_nodes:${members}\r`);
  }

  async function isServing(node: RedisServer): Promise<boolean> {
    const client = clientOf(node);
    const replication = String(await client.info("replication"));
    const isReplica = replication.includes("role:slave");
    if (isReplica && !replication.includes("master_link_status:up")) return false;
    return String(await client.cluster("INFO")).includes("cluster_state:ok");
  }

  const slotOf = async (key: string) =>
    Number(await clientOf(nodes.find(isRunning) ?? first).cluster("KEYSLOT", key));

  async function ownerOf(key: string): Promise<RedisServer> {
    const slot = await slotOf(key);
    for (const node of nodes.filter(isRunning)) {
      const ranges = await clientOf(node).cluster("SLOTS");
      const range = ranges.find(([from, to]) => from <= slot && slot <= to);
      const owner = nodes.find(({ port }) => port === range?.[2]?.[1]);
      if (owner) return owner;
    }
    throw new Error(`No node serves slot ${slot}`);
  }

  await join();
  return {
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`,
    nodes,
    ownerOf,

    async moveSlotOf(key) {
      const slot = await slotOf(key);
      const from = await ownerOf(key);
      const to = nodes.slice(0, PRIMARIES).find((node) => node !== from) as RedisServer;
      const [source, target] = [clientOf(from), clientOf(to)];
      await target.call("CLUSTER", "SETSLOT", slot, "IMPORTING", await idOf(from));
      await source.call("CLUSTER", "SETSLOT", slot, "MIGRATING", await idOf(to));
      for (
        let keys = await keysIn(source, slot);
        keys.length > 0;
        keys = await keysIn(source, slot)
      )
        await source.call("MIGRATE", "127.0.0.1", to.port, "", 0, 5_000, "KEYS", ...keys);
      for (const client of [target, source])
        await client.call("CLUSTER", "SETSLOT", slot, "NODE", await idOf(to));
    },

    async replicated() {
      await Promise.all(
        nodes.slice(0, PRIMARIES).map(async (primary, index) => {
          const replica = nodes[PRIMARIES + index] as RedisServer;
          const wanted = await offsetOf(clientOf(primary), "master_repl_offset");
          await until(
            async () => (await offsetOf(clientOf(replica), "slave_repl_offset")) >= wanted,
          );
        }),
      );
    },

    async flush() {
      await Promise.all(nodes.slice(0, PRIMARIES).map((node) => clientOf(node).flushall()));
    },

    async stop() {
      for (const client of clients.values()) client.disconnect();
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

interface Node extends RedisServer {
  bus: number;
}

function isRunning({ process: child }: RedisServer): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function startNode(): Promise<Node> {
  const bus = await findPort();
  const server = await startRedis(
    ...["--cluster-enabled", "yes", "--cluster-port", `${bus}`],
    ...["--cluster-node-timeout", "1000", "--cluster-replica-validity-factor", "0"],
    ...["--repl-diskless-sync-delay", "0", "--appendonly", "yes"],
  );
  return { ...server, bus };
}

async function keysIn(node: Redis, slot: number): Promise<string[]> {
  return (await node.cluster("GETKEYSINSLOT", slot, 100)) as string[];
}

/** How much of its primary's writes a node has carried out, in bytes. */
async function offsetOf(node: Redis, field: "master_repl_offset" | "slave_repl_offset") {
  const lines = String(await node.info("replication")).split("\r\n");
  return Number(lines.find((line) => line.startsWith(`${field}:`))?.slice(field.length + 1));
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await sleep(LOOK_EVERY_MS);
}
