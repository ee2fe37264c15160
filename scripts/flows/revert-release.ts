import { type Rollout, revert } from "../../src/releases/rollout.ts";
import type { Releases } from "./with-releases.ts";

/**
 * Withdraws the next release; where there is none, makes the previous one current again. `isNow`: what is reverted ends
 * at once, also for members in a form.
 * @throws {Error} if there is nothing to return to, or somebody else has changed the rollout meanwhile
 */
export async function revertRelease(
  { store, by }: Omit<Releases, "reports">,
  options: { isNow?: boolean } = {},
): Promise<Rollout> {
  const rollout = await store.loadRollout();
  const reverted = rollout && revert(rollout, options);
  if (!reverted) throw new Error("There is nothing to return to: see flows:list.");
  const expectedVersion = rollout.version;
  if (await store.changeRollout({ expectedVersion, rollout: reverted, by })) return reverted;
  throw new Error("Somebody else changed the rollout meanwhile: see flows:list.");
}
