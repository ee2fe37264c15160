import type { StoreError } from "../conversation/ports/store-error.ts";
import type { Observe } from "../conversation/ports/telemetry.ts";
import { RELEASES } from "../policy.ts";
import type { HeldReleases } from "./held-releases.ts";
import { releaseFailure } from "./release-error.ts";
import type { ReleaseStore } from "./release-store.ts";
import { createRepetition, type Repetition } from "./repeat.ts";
import type { ServerReports } from "./server-reports.ts";

/** Follows the rollout, and reports which releases the server has loaded. */
export interface RolloutWatch extends Repetition {
  /**
   * Looks once. Never throws: while the store is unreachable, or has no valid rollout, the server serves what it has,
   * and each reason is logged once.
   */
  look(): Promise<void>;
  /** Ends the watch, lets turns begin that wait for it, and deletes the server's report. */
  stop(): Promise<void>;
}

const UNREACHABLE: StoreError["code"] = "unavailable";

export function createRolloutWatch({
  releases,
  store,
  reports,
  serverId,
  clock,
  observe,
}: {
  releases: HeldReleases;
  store: Pick<ReleaseStore, "loadRollout">;
  reports: ServerReports;
  serverId: string;
  clock: () => number;
  observe: Observe;
}): RolloutWatch {
  const openAt = clock() + RELEASES.openMs;
  let reported = "";
  let reportedAt = Number.NEGATIVE_INFINITY;
  let failing: string | undefined;

  const report = async () => {
    const loaded = releases.report();
    const text = JSON.stringify(loaded);
    if (text === reported && clock() - reportedAt < RELEASES.reportEveryMs) return;
    await reports.write({ serverId, ...loaded });
    reported = text;
    reportedAt = clock();
  };
  const attempt = async (step: () => Promise<void>) => {
    try {
      await step();
      return undefined;
    } catch (error) {
      return releaseFailure("rollout", error);
    }
  };
  const look = async () => {
    const unfollowed = await attempt(async () => releases.follow(await store.loadRollout()));
    // A server often starts before it is connected. Without the store it takes no turn, so it can wait for the rollout.
    if (unfollowed?.code !== UNREACHABLE || clock() >= openAt) releases.open();
    releases.forgetUnused();
    // Also without a rollout to follow: a server that does not report counts as stopped.
    const found = (await attempt(report)) ?? unfollowed;
    if (found && found.code !== failing) observe(found);
    failing = found?.code;
  };
  const watching = createRepetition(look, RELEASES.lookEveryMs);

  return {
    look,
    start: watching.start,
    async stop() {
      await watching.stop();
      // For turns that still wait.
      releases.open();
      await reports.remove(serverId).catch(() => {});
    },
  };
}
