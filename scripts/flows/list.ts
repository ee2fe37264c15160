import { printable } from "../../src/telemetry/printable.ts";
import { audienceLine, rolloutLine } from "./describe.ts";
import { withReleases } from "./with-releases.ts";

/** `npm run flows:list`: the releases, who meets them, and who changed that when, the oldest first. */

await withReleases(async ({ store, reports }) => {
  const [manifests, rollout, history, servers] = await Promise.all([
    store.listReleases(),
    store.loadRollout(),
    store.history(),
    reports.list(),
  ]);
  if (manifests.length === 0) console.log("No release is published.");
  for (const { number, id, author, publishedAt, message } of manifests) {
    const loaded = servers.filter((server) => server.loaded.includes(id)).length;
    const columns = [
      ...[number, id, author, timeOf(publishedAt), audienceLine(rollout, id)],
      ...[`loaded by ${loaded} of ${servers.length} servers`, message],
    ];
    console.log(printable(columns.join("  ")));
  }
  const numberOf = (id: string) => manifests.find((manifest) => manifest.id === id)?.number;
  if (history.length > 0) console.log("\nChanges:");
  for (const { rollout, by, at } of history)
    console.log(printable([timeOf(at), by, rolloutLine(rollout, numberOf)].join("  ")));
});

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
