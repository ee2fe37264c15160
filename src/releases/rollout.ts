import type { ReleaseId } from "./release.ts";

/** Which members meet the next release: the listed numbers only, or also a share of all contacts in percent, 1 to 99. */
export type Audience = "draft" | number;

/** Decides which release a contact meets. A server that finds no rollout serves the release that it was built with. */
export interface Rollout {
  /** 1 at first, +1 at each change. */
  version: number;
  /** Absent: the release that each server was built with. */
  current?: ReleaseId | undefined;
  /** What was current before, to which a revert returns; its release is absent as that of `current` is. */
  previous?: { release?: ReleaseId | undefined } | undefined;
  next?: NextRelease | undefined;
}

interface NextRelease {
  release: ReleaseId;
  to: Audience;
  /** Phone numbers that meet it in any case, in digits. */
  numbers: string[];
}

/** A version of the rollout, with who made it and when. */
export interface RolloutChange {
  rollout: Rollout;
  by: string;
  /** Milliseconds since 1970, by the store's clock. */
  at: number;
}
