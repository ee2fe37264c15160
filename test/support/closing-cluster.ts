import { Cluster } from "ioredis";
import { ready } from "../../src/redis/connection.ts";
import { openRedis } from "../../src/redis/open-redis.ts";

/** Closes its connection to a cluster while the driver asks which node has which slot; then nothing is left to do. */
const redis = openRedis(process.argv[2] ?? "");
await ready(redis, 60_000);
if (!(redis instanceof Cluster)) throw new TypeError("This is no cluster");
const refresh = redis.refreshSlotsCache.bind(redis);
redis.refreshSlotsCache = (callback) => {
  redis.refreshSlotsCache = refresh;
  refresh(callback);
  redis.disconnect();
};
