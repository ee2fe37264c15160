import { setTimeout as sleep } from "node:timers/promises";
import { dayOf } from "../conversation/day.ts";
import type { Numbers } from "../conversation/ports/numbers.ts";
import { failureOf, type Observe } from "../conversation/ports/telemetry.ts";
import { HALTING } from "../policy.ts";
import { describeVerdict, judgeRelease } from "./judge-release.ts";
import type { ReleaseId } from "./release.ts";
import type { ReleaseStore } from "./release-store.ts";
import { type Rollout, revert } from "./rollout.ts";

/** Halts a release that does worse than the one before: the last good one is current again. */
export interface HaltWatch {
  /** Looks once. Never throws. */
  look(): Promise<void>;
  /** Looks from now on, again and again. */
  start(): void;
  stop(): Promise<void>;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** @param builtIn the release of the servers that the rollout does not name */
export function createHaltWatch({
  store,
  numbers,
  builtIn,
  clock,
  observe,
}: {
  store: Pick<ReleaseStore, "loadRollout" | "changeRollout">;
  numbers: Numbers;
  builtIn: () => ReleaseId;
  clock: () => number;
  observe: Observe;
}): HaltWatch {
  const stopping = new AbortController();
  let isFailing = false;

  const judge = async () => {
    const rollout = await store.loadRollout();
    const compared = rollout && comparedReleases(rollout, builtIn());
    const reverted = rollout && revert(rollout);
    if (!compared || !reverted) return;
    const days = [clock() - DAY_MS, clock()].map(dayOf);
    const counts = (await Promise.all(days.map(numbers.read))).flatMap(({ counts }) => counts);
    const verdict = judgeRelease(counts, compared);
    if (!verdict) return;
    const reason = describeVerdict(verdict);
    const { version: expectedVersion } = rollout;
    const by = `halted by a server: ${reason}`;
    // A server that is late changes nothing.
    if (await store.changeRollout({ expectedVersion, rollout: reverted, by }))
      observe({ kind: "halt", halted: compared.release, trouble: verdict.trouble, reason });
  };
  const look = async () => {
    try {
      await judge();
      isFailing = false;
    } catch (error) {
      if (!isFailing) observe(failureOf("halt", error));
      isFailing = true;
    }
  };
  const watch = async () => {
    while (!stopping.signal.aborted) {
      await look();
      const options = { ref: false, signal: stopping.signal };
      await sleep(HALTING.lookEveryMs, undefined, options).catch(() => {});
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
    },
  };
}

/** The release that is rolled out, or was last, and the one before. */
function comparedReleases({ current, next, previous }: Rollout, builtIn: ReleaseId) {
  if (next) return { release: next.release, before: current ?? builtIn };
  return previous && { release: current ?? builtIn, before: previous.release ?? builtIn };
}
