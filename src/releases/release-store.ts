import type { ReleaseId, ReleaseManifest, SignedRelease } from "./release.ts";
import type { Rollout, RolloutChange } from "./rollout.ts";

/** Keeps the releases, and the one record that decides who meets which. */
export interface ReleaseStore {
  /** Stores a release; a release that is stored already stays as it is. */
  putRelease(release: SignedRelease): Promise<void>;
  /** The release as it was stored; whoever loads it verifies the signature. */
  getRelease(id: ReleaseId): Promise<SignedRelease | undefined>;
  /** The oldest first. */
  listReleases(): Promise<ReleaseManifest[]>;
  /** `undefined` until the first release is published. */
  loadRollout(): Promise<Rollout | undefined>;
  /**
   * Replaces the rollout of the expected version, 0 where there is none yet, and adds the change to the history.
   * Returns false, and changes nothing, if the stored version is another one.
   */
  changeRollout(change: {
    expectedVersion: number;
    rollout: Rollout;
    by: string;
  }): Promise<boolean>;
  /** The oldest change first. */
  history(): Promise<RolloutChange[]>;
}
