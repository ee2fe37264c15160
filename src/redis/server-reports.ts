import { RELEASES } from "../policy.ts";
import { readServerReport, type ServerReports } from "../releases/server-reports.ts";
import { tryTwice } from "./connection.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";

const reportServer = createScript<1>({ lua: readLua("report-server.lua"), keys: 1 });
const liveServers = createScript<string[]>({ lua: readLua("live-servers.lua"), keys: 1 });

/**
 * The reports in one hash; Redis's clock decides which of them have expired. To list them takes an operator's rights.
 */
export function createServerReports({
  redis,
  reportMs = RELEASES.reportMs,
}: {
  redis: RedisClient;
  reportMs?: number;
}): ServerReports {
  const { servers } = partitionsOf(redis).directory;
  return {
    async write(report) {
      const args = [report.serverId, JSON.stringify(report), reportMs];
      await reportServer.run(redis, [servers], args);
    },
    async remove(serverId) {
      await tryTwice(redis, () => redis.hdel(servers, serverId));
    },
    async list() {
      const reports = await liveServers.run(redis, [servers], []);
      return reports.map(readServerReport);
    },
  };
}
