import type { Clock } from "../conversation/ports/clock.ts";
import { RELEASES } from "../policy.ts";
import type { ServerReport, ServerReports } from "../releases/server-reports.ts";

/** For one process, and for tests. */
export function createMemoryServerReports({
  clock,
  reportMs = RELEASES.reportMs,
}: {
  clock: Clock;
  reportMs?: number;
}): ServerReports {
  const reports = new Map<string, { report: ServerReport; until: number }>();
  return {
    async write(report) {
      reports.set(report.serverId, { report, until: clock() + reportMs });
    },
    async remove(serverId) {
      reports.delete(serverId);
    },
    async list() {
      return [...reports.values()]
        .filter(({ until }) => until > clock())
        .map(({ report }) => report);
    },
  };
}
