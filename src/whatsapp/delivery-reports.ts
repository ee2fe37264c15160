import type { DeliveryReport } from "../conversation/ports/outbox.ts";
import type { Observe } from "../conversation/ports/telemetry.ts";
import { runItem } from "./run-item.ts";
import type { StatusItem } from "./webhook-items.ts";

export interface ReportsOptions {
  /** The numbers that are served here. */
  businessNumberIds: readonly string[];
  /** Records the delivery report of a reply. */
  report: (report: DeliveryReport) => Promise<unknown>;
  observe: Observe;
}

/** Counts statuses, and records those of our own replies. `"failed"` if any could not be recorded. */
export function createReports({
  businessNumberIds,
  report,
  observe,
}: ReportsOptions): (items: StatusItem[]) => Promise<"ok" | "failed"> {
  return async (items) => {
    const noted = await Promise.all(
      items.map(({ status, code, reply }) => {
        observe({ kind: "status", status, code });
        if (!reply || !isReported(status) || !isServed(reply.conversationId)) return "ignored";
        return runItem({ observe, code: "report_failed" }, () =>
          report({ ...reply, status, code }),
        );
      }),
    );
    return noted.includes("failed") ? "failed" : "ok";
  };

  /** If another server shares our app, its statuses arrive here as well. */
  function isServed(conversationId: string): boolean {
    return businessNumberIds.some((id) => conversationId.endsWith(`.${id}`));
  }
}

function isReported(status: string): status is DeliveryReport["status"] {
  return ["sent", "delivered", "read", "played", "failed"].includes(status);
}
