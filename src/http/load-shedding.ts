import type { Observe } from "../conversation/ports/telemetry.ts";
import { createCountReport } from "../count-report.ts";
import { HTTP } from "../policy.ts";

/** Counts a rejected request. `reason` comes from a closed list. */
export type ReportShedRequests = (refused: { webhook: string; reason: string }) => void;

/** Reports rejected requests with their reason and count, each reason at most once in `everyMs`. */
export function createLoadSheddingReport(
  observe: Observe,
  { everyMs = HTTP.shedReportMs } = {},
): ReportShedRequests {
  const report = createCountReport((key, count) => {
    const [webhook = "", ...words] = key.split(" ");
    observe({ kind: "shed", webhook, reason: words.join(" "), count });
  }, everyMs);
  return ({ webhook, reason }) => report(`${webhook} ${reason}`);
}
