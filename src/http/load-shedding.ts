import type { Observe } from "../conversation/ports/telemetry.ts";
import { HTTP } from "../policy.ts";

/** Counts a rejected request. `reason` comes from a closed list. */
export type ReportShedRequests = (refused: { webhook: string; reason: string }) => void;

/** Reports rejected requests with their reason and count, each reason at most once in `everyMs`. */
export function createLoadSheddingReport(
  observe: Observe,
  { everyMs = HTTP.shedReportMs } = {},
): ReportShedRequests {
  const counts = new Map<string, { webhook: string; reason: string; count: number }>();

  const report = (key: string) => {
    const refused = counts.get(key);
    if (!refused || refused.count === 0) return void counts.delete(key);
    observe({ kind: "shed", ...refused });
    refused.count = 0;
    setTimeout(report, everyMs, key).unref();
  };
  return ({ webhook, reason }) => {
    const key = `${webhook} ${reason}`;
    const refused = counts.get(key);
    if (refused) {
      refused.count += 1;
      return;
    }
    counts.set(key, { webhook, reason, count: 1 });
    report(key);
  };
}
