import type { KeyObject } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { RELEASES } from "../../src/policy.ts";
import { ENGINE } from "../../src/releases/engine.ts";
import {
  hashBundle,
  type ReleaseManifest,
  readManifest,
  releaseIdOf,
  writeManifest,
} from "../../src/releases/release.ts";
import { type Audience, publish, type Rollout } from "../../src/releases/rollout.ts";
import { signRelease } from "../../src/releases/signature.ts";
import type { Releases } from "./with-releases.ts";

export interface Publication {
  bundle: string;
  revision: string;
  message: string;
  /** `"none"` stores the release, and changes nothing for members. */
  to: Audience | "all" | "none";
  /** Phone numbers in digits; absent: those that meet the release already. */
  numbers?: readonly string[] | undefined;
  /** With `"all"`: every other release ends at once. */
  isNow?: boolean | undefined;
  /** The git revision to rehearse against where no published release is current. */
  since?: string | undefined;
  /** Why conversations in progress may send other money. Absent: they must not. */
  moneyChanges?: string | undefined;
  privateKey: KeyObject;
  /** Reports in lines, and throws if the release must not be published. */
  examine: (since: string, options: { mayMoneyChange: boolean }) => Promise<string[]>;
  /** How long to wait until every server has loaded the release. */
  loadedMs?: number;
}

/**
 * Examines, signs and stores a release, and changes who meets it.
 * @throws {Error} that says why nothing, or not everything, was published, and what to do
 */
export async function publishRelease(
  releases: Releases,
  publication: Publication,
): Promise<ReleaseManifest> {
  const { store } = releases;
  const id = releaseIdOf(publication.bundle);
  const [manifests, rollout] = await Promise.all([store.listReleases(), store.loadRollout()]);
  const current = manifests.find((manifest) => manifest.id === rollout?.current);
  const { to, isNow, moneyChanges } = publication;
  const hasNothingToDo = current?.id === id && to !== "none" && !(isNow && !rollout?.endsOthers);
  if (hasNothingToDo)
    throw new Error(`Release ${current.number} has these machines, and is current already.`);
  const since = current?.revision ?? publication.since;
  if (since === undefined)
    throw new Error(
      "No published release is current: name the git revision that the servers were built from, by --since <revision>.",
    );
  const stored = await findIntact(store, publication.bundle);
  const examined = `Examined against ${since}`;
  // The same release against the same machines: a wider audience needs no further examination.
  const isExamined = stored?.report.includes(examined);
  const mayMoneyChange = moneyChanges !== undefined;
  const report = isExamined
    ? []
    : [
        examined,
        ...(mayMoneyChange ? [`money changes: ${moneyChanges}`] : []),
        ...(await publication.examine(since, { mayMoneyChange })),
      ];
  const manifest = stored ?? (await storeRelease(releases, { id, report, publication }));
  await rollOut(releases, { manifest, publication });
  return manifest;
}

/** The manifest of the stored release with this bundle; `undefined` also if what is stored under its id is damaged. */
async function findIntact(
  store: Releases["store"],
  bundle: string,
): Promise<ReleaseManifest | undefined> {
  const id = releaseIdOf(bundle);
  const [release, manifests] = await Promise.all([store.getRelease(id), store.listReleases()]);
  const listed = manifests.find((manifest) => manifest.id === id);
  const own = release && readManifest(release.manifest);
  return release?.bundle === bundle && isDeepStrictEqual(own, listed) ? listed : undefined;
}

async function storeRelease(
  { store, by }: Releases,
  { id, report, publication }: { id: string; report: string[]; publication: Publication },
): Promise<ReleaseManifest> {
  const { bundle, revision, message, privateKey } = publication;
  if (Buffer.byteLength(bundle) > RELEASES.bundleBytes)
    throw new Error(`Not published: the bundle has more than ${RELEASES.bundleBytes} bytes.`);
  const lines = report.slice(0, RELEASES.reportLines);
  for (;;) {
    const last = (await store.listReleases()).at(-1);
    const manifest: ReleaseManifest = {
      ...{ id, number: (last?.number ?? 0) + 1, engine: ENGINE, author: by },
      ...{ publishedAt: Date.now(), message, revision },
      report: lines.map((line) => line.slice(0, RELEASES.reportLineLength)),
      bundleSha256: hashBundle(bundle),
    };
    const release = signRelease({ manifest: writeManifest(manifest), bundle }, privateKey);
    if ((await store.putRelease(release, { replaces: true })) === "stored") return manifest;
  }
}

async function rollOut(
  { store, reports, by: author }: Releases,
  { manifest, publication }: { manifest: ReleaseManifest; publication: Publication },
): Promise<void> {
  const { to, numbers, isNow, moneyChanges, loadedMs = RELEASES.loadedMs } = publication;
  const { id: release, number } = manifest;
  if (to === "none") return;
  const by = moneyChanges === undefined ? author : `${author}, money changes: ${moneyChanges}`;
  const change = async (rollout: Rollout | undefined, audience: Audience | "all") => {
    const next = publish(rollout, { release, to: audience, numbers, isNow });
    const expectedVersion = rollout?.version ?? 0;
    if (await store.changeRollout({ expectedVersion, rollout: next, by })) return next;
    throw new Error(
      `Release ${number} is stored, but somebody else changed the rollout meanwhile: see flows:list, and publish again.`,
    );
  };
  let rollout = await store.loadRollout();
  if (to !== "all") {
    await change(rollout, to);
    return;
  }
  // A server loads what the rollout names, and a release becomes current only where every server has it.
  const isNamed = rollout?.current === release || rollout?.next?.release === release;
  if (!isNamed) rollout = await change(rollout, "draft");
  const missing = await waitUntilLoaded(reports, { release, loadedMs });
  if (missing > 0)
    throw new Error(
      `Release ${number} is not current: servers that have not loaded it: ${missing}. Their log says why; flows:revert withdraws it.`,
    );
  // Not if it was withdrawn meanwhile.
  await change(rollout, "all");
}

/** How many servers have not loaded the release in time. */
async function waitUntilLoaded(
  reports: Releases["reports"],
  { release, loadedMs }: { release: string; loadedMs: number },
): Promise<number> {
  const until = performance.now() + loadedMs;
  for (;;) {
    const servers = await reports.list();
    const missing = servers.filter(({ loaded }) => !loaded.includes(release)).length;
    if (missing === 0 || performance.now() > until) return missing;
    await sleep(RELEASES.lookEveryMs);
  }
}
