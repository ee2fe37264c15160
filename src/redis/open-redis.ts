import { Cluster, type Redis } from "ioredis";
import { REDIS } from "../policy.ts";
import {
  type ConnectOptions,
  connect,
  listening,
  nodeOptions,
  prepared,
  reconnectAfter,
  redact,
  type TlsFiles,
} from "./connection.ts";
import type { RedisClient } from "./redis-client.ts";
import { parseRedisUrl, type RedisAddress } from "./redis-url.ts";
import { noteReplicaWait } from "./replicas.ts";
import { type DataKeys, sealWith } from "./sealing.ts";
import { SteadySentinelConnector } from "./steady-connectors.ts";

export interface OpenOptions extends ConnectOptions {
  /** Seal what is stored through this connection. */
  dataKeys?: DataKeys | undefined;
}

type AddressOfMany = Exclude<RedisAddress, { kind: "single" }>;

/**
 * Connects to what `REDIS_STATE_URL` names: a single Redis, a cluster, or the primary that Sentinel names. Like
 * `connect`, it reconnects for ever, and a command without a connection fails at once.
 * @throws {TypeError} if the URL cannot be parsed
 */
export function openRedis(url: string, { dataKeys, ...options }: OpenOptions = {}): RedisClient {
  const redis = open(url, options);
  if (dataKeys) sealWith(redis, dataKeys);
  return redis;
}

function open(url: string, options: ConnectOptions): RedisClient {
  const address = parseRedisUrl(url);
  if (address === undefined) throw new TypeError("The URL of Redis is not usable");
  switch (address.kind) {
    case "single":
      return connect(address.url, options);
    case "sentinel":
      return connect(sentinelOptions(address, options.tls), options);
    case "cluster":
      return connectCluster(address, options);
  }
}

function accessOptions({ username, password, isEncrypted }: AddressOfMany, tls: TlsFiles = {}) {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(isEncrypted && { tls: { ...tls } }),
  };
}

function sentinelOptions(
  address: Extract<RedisAddress, { kind: "sentinel" }>,
  tls: TlsFiles | undefined,
) {
  const { nodes, name, sentinelPassword, isEncrypted } = address;
  return {
    ...accessOptions(address, tls),
    Connector: SteadySentinelConnector,
    sentinels: nodes,
    name,
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    enableTLSForSentinelMode: isEncrypted,
    ...(isEncrypted && { sentinelTLS: { ...tls } }),
    sentinelRetryStrategy: reconnectAfter,
    // A primary is followed as soon as Sentinel has replaced it.
    failoverDetector: true,
  };
}

/** The driver follows moved slots, which Redis has not carried out; it repeats nothing that a node may have done. */
function connectCluster(
  address: Extract<RedisAddress, { kind: "cluster" }>,
  { name, onError, replicas, tls }: ConnectOptions,
): Cluster {
  const cluster = new Cluster(address.nodes, {
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    // A cluster that is down says so to each command.
    enableReadyCheck: false,
    clusterRetryStrategy: reconnectAfter,
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshTimeout: REDIS.connectMs,
    redisOptions: { ...nodeOptions(name), ...accessOptions(address, tls) },
  });
  cluster.on("+node", (node: Redis) => {
    // Its first command need not wait for a connection, nor fail for want of one.
    prepared(node, replicas)
      .connect()
      .catch(() => undefined);
  });
  cluster.on("node error", (error: Error) => {
    redact(error);
    onError?.(error);
  });
  refreshSlots(cluster);
  if (replicas) noteReplicaWait(cluster);
  return listening(cluster, onError);
}

/**
 * Asks again and again which node has which slot, as long as the connection is not closed. The driver's own
 * `slotsRefreshInterval` never ends, and keeps the process alive, if the connection is closed during such a question.
 */
function refreshSlots(cluster: Cluster): void {
  const timer = setInterval(() => {
    if (cluster.status === "ready") cluster.refreshSlotsCache();
  }, REDIS.slotsRefreshMs);
  cluster.once("end", () => clearInterval(timer));
}
