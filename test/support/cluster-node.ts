import { Redis } from "ioredis";
import { expect } from "vitest";
import { findPort } from "../../src/loopback/port.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";

const LAST_SLOT = 16_383;

/** A cluster of one node, which has every slot: a client without cluster mode can look into all partitions. */
export async function startClusterNode(): Promise<RedisServer> {
  const node = await startRedis(
    ...["--cluster-enabled", "yes", "--cluster-port", `${await findPort()}`],
    ...["--cluster-announce-ip", "127.0.0.1"],
  );
  const client = new Redis(node.url);
  await client.call("CLUSTER", "ADDSLOTSRANGE", 0, LAST_SLOT);
  await expect.poll(() => client.cluster("INFO")).toContain("cluster_state:ok");
  client.disconnect();
  return node;
}
