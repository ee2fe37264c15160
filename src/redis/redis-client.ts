import { Cluster, type Redis } from "ioredis";
import { CLUSTER_PARTITIONING, type Partitions, SINGLE_PARTITION } from "./keyspace.ts";

/** A connection to a single Redis, the primary that Sentinel names, or a cluster. */
export type RedisClient = Redis | Cluster;

export function partitionsOf(redis: RedisClient): Partitions {
  return isCluster(redis) ? CLUSTER_PARTITIONING : SINGLE_PARTITION;
}

export function isCluster(redis: RedisClient): redis is Cluster {
  return redis instanceof Cluster;
}

/** The connections to every node that accepts writes. */
export function primariesOf(redis: RedisClient): Redis[] {
  return isCluster(redis) ? redis.nodes("master") : [redis];
}
