import { setTimeout as sleep } from "node:timers/promises";
import { failureOf, type Observe } from "../conversation/ports/telemetry.ts";
import { RELEASES } from "../policy.ts";
import type { HeldReleases } from "./held-releases.ts";
import type { ReleaseStore } from "./release-store.ts";
import type { ServerReports } from "./server-reports.ts";

/** Follows the rollout, and reports which releases the server has loaded. */
export interface RolloutWatch {
  /** Looks once. Never throws: while the store is unreachable, the server serves what it has. */
  look(): Promise<void>;
  /** Looks from now on, again and again. */
  start(): void;
  /** Ends the watch, and deletes the server's report. */
  stop(): Promise<void>;
}

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
  const stopping = new AbortController();
  let reported = "";
  let reportedAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;

  const report = async () => {
    const loaded = releases.report();
    const text = JSON.stringify(loaded);
    if (text === reported && clock() - reportedAt < RELEASES.reportEveryMs) return;
    await reports.write({ serverId, ...loaded });
    reported = text;
    reportedAt = clock();
  };
  const look = async () => {
    try {
      await releases.follow(await store.loadRollout());
      releases.open();
      releases.forgetUnused();
      await report();
      isFailing = false;
    } catch (error) {
      if (!isFailing) observe(failureOf("rollout", error));
      isFailing = true;
      releases.open();
    }
  };
  const watch = async () => {
    while (!stopping.signal.aborted) {
      await look();
      await sleep(RELEASES.lookEveryMs, undefined, { ref: false, signal: stopping.signal }).catch(
        () => {},
      );
    }
  };
  let watching: Promise<void> | undefined;

  return {
    look,
    start() {
      watching ??= watch();
    },
    async stop() {
      stopping.abort();
      await watching;
      await reports.remove(serverId).catch(() => {});
    },
  };
}
