import { lastDays } from "../conversation/day.ts";
import type { Numbers } from "../conversation/ports/numbers.ts";
import { failureOf, type Observe } from "../conversation/ports/telemetry.ts";
import { HALTING } from "../policy.ts";
import { describeVerdict, judgeRelease } from "./judge-release.ts";
import type { ReleaseId } from "./release.ts";
import type { ReleaseStore } from "./release-store.ts";
import { createRepetition, type Repetition } from "./repeat.ts";
import { type Rollout, revert } from "./rollout.ts";

/** Halts a release that does worse than the one before: the last good one is current again. */
export interface HaltWatch extends Repetition {
  /** Looks once. Never throws. */
  look(): Promise<void>;
}

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
  let isFailing = false;

  const judge = async () => {
    const rollout = await store.loadRollout();
    const compared = rollout && comparedReleases(rollout, builtIn());
    const reverted = rollout && revert(rollout);
    if (!compared || !reverted) return;
    const days = await Promise.all(lastDays(clock(), 2).map(numbers.read));
    const counts = days.flatMap((day) => day.counts);
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
  return { look, ...createRepetition(look, HALTING.lookEveryMs) };
}

/** The release that is rolled out, or was last, and the one before. */
function comparedReleases({ current, next, previous }: Rollout, builtIn: ReleaseId) {
  if (next) return { release: next.release, before: current ?? builtIn };
  return previous && { release: current ?? builtIn, before: previous.release ?? builtIn };
}
