import type { Clock } from "../conversation/ports/clock.ts";
import { RELEASES } from "../policy.ts";
import {
  type ReleaseId,
  type ReleaseManifest,
  readManifest,
  type SignedRelease,
} from "../releases/release.ts";
import type { ReleaseStore } from "../releases/release-store.ts";
import { type Rollout, type RolloutChange, toRecorded } from "../releases/rollout.ts";

/** Releases in this process only. */
export function createMemoryReleaseStore({
  clock,
  kept = RELEASES.kept,
}: {
  clock: Clock;
  kept?: number;
}): ReleaseStore {
  const stored = new Map<ReleaseId, { manifest: ReleaseManifest; release: SignedRelease }>();
  const changes: RolloutChange[] = [];
  let rollout: Rollout | undefined;
  const inOrder = () =>
    [...stored.values()]
      .map(({ manifest }) => manifest)
      .sort((one, other) => one.number - other.number);
  return {
    async putRelease(release, { replaces } = { replaces: false }) {
      const manifest = readManifest(release.manifest);
      if (!manifest) throw new TypeError("This is no manifest");
      if (!replaces && stored.has(manifest.id)) return "stored";
      const others = inOrder().filter(({ id }) => id !== manifest.id);
      if (others.some(({ number }) => number === manifest.number)) return "number-taken";
      const named = [rollout?.current, rollout?.previous?.release, rollout?.next?.release];
      const spare = others.filter(({ id }) => !named.includes(id));
      for (const { id } of spare.slice(0, Math.max(0, others.length + 1 - kept))) stored.delete(id);
      stored.set(manifest.id, { manifest, release });
      return "stored";
    },
    getRelease: async (id) => stored.get(id)?.release,
    listReleases: async () => inOrder(),
    loadRollout: async () => rollout,
    async changeRollout({ expectedVersion, rollout: next, by }) {
      if ((rollout?.version ?? 0) !== expectedVersion) return false;
      rollout = structuredClone(next);
      changes.push({ rollout: toRecorded(rollout), by, at: clock() });
      changes.splice(0, changes.length - RELEASES.history);
      return true;
    },
    history: async () => [...changes],
  };
}
