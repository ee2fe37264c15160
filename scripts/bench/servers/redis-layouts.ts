import { Redis } from "ioredis";
import { startRedisCluster } from "../../../src/loopback/redis-cluster.ts";
import { type RedisServer, startRedis } from "../../../src/loopback/redis-server.ts";
import { endWithThis } from "./children.ts";

/** The Redis of one server. */
export interface RedisNodes {
  /** For `REDIS_STATE_URL`. */
  url: string;
  /** The nodes that accept writes: what they do is measured. */
  primaries: [Redis, ...Redis[]];
  close(): Promise<void>;
}

/** Starts throwaway nodes; `options` are command-line options of each. */
export type RedisLayout = (options: readonly string[]) => Promise<RedisNodes>;

export const singleRedis: RedisLayout = async (options) => {
  const server = await startRedis(...options);
  return nodesOf({ url: server.url, primaries: [server], stop: server.stop });
};

/** A primary and one replica that follows it. */
export const redisWithReplica: RedisLayout = async (options) => {
  const primary = await startRedis(...options, "--repl-diskless-sync-delay", "0");
  const replica = await startRedis(...options, "--replicaof", "127.0.0.1", `${primary.port}`);
  endWithThis(replica.process);
  const client = new Redis(primary.url);
  // The reply to WAIT is the number of replicas that hold what was written: without a limit it waits for one.
  await client.set("bench:linked", "1");
  await client.wait(1, 0);
  await client.del("bench:linked");
  client.disconnect();
  const stop = async () => {
    await replica.stop();
    await primary.stop();
  };
  return nodesOf({ url: primary.url, primaries: [primary], stop });
};

/** Three primaries without replicas. */
export const redisCluster: RedisLayout = async (options) => {
  const { url, nodes, stop } = await startRedisCluster({
    withReplicas: false,
    options: [...options],
  });
  return nodesOf({ url, primaries: nodes, stop });
};

function nodesOf({
  url,
  primaries,
  stop,
}: {
  url: string;
  primaries: RedisServer[];
  stop: () => Promise<void>;
}): RedisNodes {
  for (const { process } of primaries) endWithThis(process);
  const clients = primaries.map((server) => new Redis(server.url)) as [Redis, ...Redis[]];
  return {
    url,
    primaries: clients,
    async close() {
      for (const client of clients) client.disconnect();
      await stop();
    },
  };
}
