import { toRecorded } from "../../src/releases/rollout.ts";
import { rolloutLine } from "./describe.ts";
import { revertRelease } from "./revert-release.ts";
import { withReleases } from "./with-releases.ts";

/** `npm run flows:revert`: withdraws the release that is being rolled out, or else returns to the previous one. */

await withReleases(async (releases) => {
  const rollout = await revertRelease(releases);
  const manifests = await releases.store.listReleases();
  const numberOf = (id: string) => manifests.find((manifest) => manifest.id === id)?.number;
  console.log(`Members meet ${rolloutLine(toRecorded(rollout), numberOf)}.`);
});
