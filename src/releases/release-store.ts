import type { ReleaseId, ReleaseManifest, SignedRelease } from "./release.ts";
import type { Rollout, RolloutChange } from "./rollout.ts";

/** Keeps the releases, and the one record that decides who meets which. */
export interface ReleaseStore {
  /**
   * Stores a release, and deletes the oldest beyond a limit that the rollout does not name. A release that is stored
   * already stays as it is, unless this one `replaces` it. `"number-taken"`: another release has its number, and
   * nothing was stored.
   */
  putRelease(
    release: SignedRelease,
    options?: { replaces: boolean },
  ): Promise<"stored" | "number-taken">;
  /**
   * The release as it was stored; whoever loads it verifies the signature. `undefined` where there is none that can be
   * read.
   */
  getRelease(id: ReleaseId): Promise<SignedRelease | undefined>;
  /** As they are stored, not verified, the oldest first; one that cannot be read is left out. */
  listReleases(): Promise<ReleaseManifest[]>;
  /**
   * `undefined` until the first release is published.
   * @throws {ReleaseError} if what is stored is no rollout
   */
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
  /** The oldest change first; one that cannot be read is left out. */
  history(): Promise<RolloutChange[]>;
}
