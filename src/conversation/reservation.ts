import type { Effect } from "./model/effect.ts";
import type { LaneClaim } from "./ports/store.ts";

/**
 * Reserves what the dispatcher needs to carry out the first effect of each lane right after their commit.
 * `undefined`: it has no place for one of them, or there is nothing to carry out.
 */
export type Reserve = (conversationId: string, effects: Effect[]) => Reservation | undefined;

/** Places in the dispatcher's pools. Exactly one of its functions must be called, once. */
export interface Reservation {
  /** For the commit. */
  claim: LaneClaim;
  /** The commit has claimed the lanes: starts their first effects, without another claim. */
  use(): void;
  /** The commit has claimed nothing. */
  release(): void;
}
