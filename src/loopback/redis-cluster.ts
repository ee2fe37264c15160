import { Redis } from "ioredis";
import {
  type ClusterOperations,
  createClusterOperations,
  replicationOf,
  until,
} from "./cluster-operations.ts";
import { findPort } from "./port.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

const PRIMARIES = 3;
const SLOTS = 16_384;

/** Three primaries and, unless there are to be none, three replicas on loopback. */
export interface RedisCluster extends ClusterOperations {
  /** For `REDIS_STATE_URL`. */
  url: string;
  /** "host:port,host:port", with TLS if it has certificates. */
  addresses: string;
  nodes: RedisServer[];
  stop(): Promise<void>;
}

/**
 * Starts a throwaway cluster; resolves when every slot is served, and every replica follows its primary. `options` are
 * further ones of each node. With `certificates`, the options that name them, clients and nodes can connect with TLS.
 */
export async function startRedisCluster({
  withReplicas = true,
  options = [],
  certificates,
}: {
  withReplicas?: boolean;
  options?: string[];
  certificates?: string[];
} = {}): Promise<RedisCluster> {
  const count = withReplicas ? 2 * PRIMARIES : PRIMARIES;
  const nodes = await Promise.all(
    Array.from({ length: count }, () => startNode(options, certificates)),
  );
  const clients = new Map<RedisServer, Redis>(
    nodes.map((node) => [node, new Redis(node.url, { lazyConnect: true })]),
  );
  for (const client of clients.values()) client.on("error", () => {});
  const clientOf = (node: RedisServer) => clients.get(node) as Redis;
  const [first, ...others] = nodes as [Node, ...Node[]];
  const primaries = nodes.slice(0, PRIMARIES);

  async function join(): Promise<void> {
    for (const [index, node] of primaries.entries()) {
      const from = Math.ceil((SLOTS * index) / PRIMARIES);
      const to = Math.ceil((SLOTS * (index + 1)) / PRIMARIES) - 1;
      await clientOf(node).call("CLUSTER", "ADDSLOTSRANGE", from, to);
      await clientOf(node).call("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
    }
    for (const node of others)
      await clientOf(first).call(
        "CLUSTER",
        "MEET",
        "127.0.0.1",
        node.tlsPort ?? node.port,
        node.bus,
      );
    await Promise.all(nodes.map((node) => until(() => knows(node, count))));
    for (const [index, replica] of nodes.slice(PRIMARIES).entries()) {
      const primary = await clientOf(primaries[index] as RedisServer).cluster("MYID");
      await clientOf(replica).call("CLUSTER", "REPLICATE", String(primary));
    }
    await Promise.all(nodes.map((node) => until(() => isServing(node))));
  }

  async function knows(node: RedisServer, members: number): Promise<boolean> {
    const info = String(await clientOf(node).cluster("INFO"));
    return info.includes(`cluster_known_nodes:${members}\r`);
  }

  async function isServing(node: RedisServer): Promise<boolean> {
    const replication = await replicationOf(clientOf(node));
    const isReplica = replication.includes("role:slave");
    if (isReplica && !replication.includes("master_link_status:up")) return false;
    return String(await clientOf(node).cluster("INFO")).includes("cluster_state:ok");
  }

  await join();
  return {
    ...createClusterOperations({
      pairs: primaries.map((primary, index) => [
        primary,
        ...nodes.slice(PRIMARIES + index).slice(0, 1),
      ]),
      clientOf,
    }),
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`,
    addresses: nodes.map(({ port, tlsPort = port }) => `127.0.0.1:${tlsPort}`).join(","),
    nodes,
    async stop() {
      for (const client of clients.values()) client.disconnect();
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

/** A node tells others of its port for TLS only if they use it too. */
const TLS_BETWEEN_NODES = ["--tls-cluster", "yes", "--tls-replication", "yes"];

interface Node extends RedisServer {
  bus: number;
  tlsPort?: number;
}

async function startNode(options: string[], certificates?: string[]): Promise<Node> {
  const bus = await findPort();
  const tlsPort = certificates && (await findPort());
  const server = await startRedis(
    ...["--cluster-enabled", "yes", "--cluster-port", `${bus}`],
    ...["--cluster-node-timeout", "2000", "--cluster-replica-validity-factor", "0"],
    ...["--repl-diskless-sync-delay", "0", "--appendonly", "yes"],
    ...options,
    ...(tlsPort ? ["--tls-port", `${tlsPort}`, ...TLS_BETWEEN_NODES] : []),
    ...(certificates ?? []),
  );
  // Not a copy: what is started again is another process of the same server.
  return Object.assign(server, { bus, ...(tlsPort !== undefined && { tlsPort }) });
}
