import type { KeyObject } from "node:crypto";
import type { TurnOptions } from "../conversation/turn/turn.ts";
import { RELEASES } from "../policy.ts";
import { ENGINE } from "./engine.ts";
import { type BundleExports, evaluateBundle } from "./evaluate-bundle.ts";
import {
  hashBundle,
  type ReleaseId,
  readManifest,
  releaseIdOf,
  type SignedRelease,
} from "./release.ts";
import { ReleaseError } from "./release-error.ts";
import type { ReleaseStore } from "./release-store.ts";
import { isSigned } from "./signature.ts";
import { type EvaluationLimits, tryBundle } from "./try-bundle.ts";

/**
 * Loads a stored release. Its `release.identity` is the id that was asked for.
 * @throws {Error} whose message says in one line why the release cannot be served
 */
export type LoadRelease = (id: ReleaseId) => Promise<TurnOptions>;

export type ReleaseLimits = EvaluationLimits & { bundleBytes: number; manifestBytes: number };

/**
 * Loads releases from a store. Nothing of a bundle runs before its signature is verified, and it runs first in a thread
 * with limits.
 * @param toTurn how an application serves what a bundle exports; it throws if something is missing
 */
export function createLoadRelease({
  store,
  publicKeys,
  toTurn,
  limits = RELEASES,
}: {
  store: Pick<ReleaseStore, "getRelease">;
  publicKeys: readonly KeyObject[];
  toTurn: (exported: BundleExports, id: ReleaseId) => TurnOptions;
  limits?: ReleaseLimits;
}): LoadRelease {
  return async (id) => {
    const release = await store.getRelease(id);
    const refuse = (reason: string): never => {
      throw new ReleaseError(
        "release-refused",
        `Release ${id} is not served: it ${oneLine(reason)}`,
      );
    };
    if (!release) return refuse("is not in the store, or cannot be read");
    const problem = findReleaseProblem(release, { id, publicKeys, limits });
    if (problem !== undefined) return refuse(problem);
    const trial = await tryBundle(release.bundle, limits);
    if (trial !== "") return refuse(trial);
    try {
      return toTurn(evaluateBundle(release.bundle, limits.evaluationMs), id);
    } catch (error) {
      return refuse(error instanceof Error ? error.message : "throws when it is loaded");
    }
  };
}

/** Why the bundle must not run, in words that continue “it”. */
export function findReleaseProblem(
  release: SignedRelease,
  {
    id,
    publicKeys,
    limits = RELEASES,
  }: { id: ReleaseId; publicKeys: readonly KeyObject[]; limits?: ReleaseLimits },
): string | undefined {
  const sizeProblem = findSizeProblem(release, limits);
  if (sizeProblem !== undefined) return sizeProblem;
  const manifest = readManifest(release.manifest);
  if (!manifest) return "has no manifest that can be read";
  if (manifest.id !== id) return "has the manifest of another release";
  if (hashBundle(release.bundle) !== manifest.bundleSha256 || releaseIdOf(release.bundle) !== id)
    return "has a bundle that is not the one of its manifest: it is damaged or was changed";
  if (!isSigned(release, publicKeys))
    return "is signed with none of the keys in RELEASE_PUBLIC_KEYS";
  const { engine } = manifest;
  return engine === ENGINE
    ? undefined
    : `is built for the engine “${engine}”, and this server has “${ENGINE}”: publish it from the revision of this server`;
}

function findSizeProblem(
  { manifest, bundle }: SignedRelease,
  limits: ReleaseLimits,
): string | undefined {
  if (Buffer.byteLength(bundle) > limits.bundleBytes)
    return `has a bundle of more than ${limits.bundleBytes} bytes`;
  if (Buffer.byteLength(manifest) > limits.manifestBytes)
    return `has a manifest of more than ${limits.manifestBytes} bytes`;
  return undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, RELEASES.reasonLength);
}
