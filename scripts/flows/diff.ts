import { compare } from "../../src/playground/compare/compare.ts";
import { drawCharts } from "../../src/playground/draw-charts.ts";
import type { ReleaseManifest } from "../../src/releases/release.ts";
import { drawRevision } from "../machines/revision.ts";
import { writeDiff } from "../machines/write-diff.ts";
import { withReleases } from "./with-releases.ts";

/**
 * `npm run flows:diff -- <release> <release> [output]`: what changed between two releases, by number or id, in words
 * and as a page. The charts are drawn from the git revisions that the releases were built from.
 */

const [before, after, output = "dist/flows-diff.html"] = process.argv.slice(2);
await withReleases(async ({ store }) => {
  if (before === undefined || after === undefined)
    throw new Error("Usage: npm run flows:diff -- <release> <release> [output]");
  const manifests = await store.listReleases();
  const [one, other] = [find(manifests, before), find(manifests, after)];
  writeDiff({
    since: `release ${one.number}`,
    comparison: compare(
      await drawRevision(one.revision, drawCharts),
      await drawRevision(other.revision, drawCharts),
    ),
    output,
  });
});

function find(manifests: readonly ReleaseManifest[], name: string): ReleaseManifest {
  const found = manifests.find(({ id, number }) => id === name || String(number) === name);
  if (!found) throw new Error(`There is no release “${name}”: see flows:list.`);
  return found;
}
