import { parseArgs } from "node:util";
import { toRecorded } from "../../src/releases/rollout.ts";
import { rolloutLine } from "./describe.ts";
import { revertRelease } from "./revert-release.ts";
import { withReleases } from "./with-releases.ts";

/**
 * `npm run flows:revert [-- --now]`: withdraws the release that is being rolled out, or else returns to the previous
 * one. `--now`: every other release ends at once.
 */

await withReleases(async (releases) => {
  const { values } = parseArgs({ options: { now: { type: "boolean" } } });
  const rollout = await revertRelease(releases, { isNow: values.now ?? false });
  const manifests = await releases.store.listReleases();
  const numberOf = (id: string) => manifests.find((manifest) => manifest.id === id)?.number;
  console.log(`Members meet ${rolloutLine(toRecorded(rollout), numberOf)}.`);
});
