import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleMachines } from "../../scripts/flows/bundle.ts";
import { ENGINE } from "../../src/releases/engine.ts";
import {
  hashBundle,
  type ReleaseManifest,
  releaseIdOf,
  type SignedRelease,
  writeManifest,
} from "../../src/releases/release.ts";
import { signRelease } from "../../src/releases/signature.ts";
import type { SourceEdit } from "./source-edits.ts";

export const releaseKeys = () => generateKeyPairSync("ed25519");

/** As RELEASE_PUBLIC_KEYS has it. */
export function asSetting(...keys: KeyObject[]): string {
  return keys
    .map((key) => key.export({ format: "der", type: "spki" }).toString("base64"))
    .join(",");
}

/** A release of this bundle, signed. */
export function signed(
  bundle: string,
  privateKey: KeyObject,
  changes: Partial<ReleaseManifest> = {},
): SignedRelease {
  const manifest = writeManifest({
    ...{ id: releaseIdOf(bundle), number: 1, engine: ENGINE, author: "ann", publishedAt: 1 },
    ...{ message: "a release", revision: "a".repeat(40), report: [] },
    bundleSha256: hashBundle(bundle),
    ...changes,
  });
  return signRelease({ manifest, bundle }, privateKey);
}

/** The bundle of a copy of machines/ with these edits. */
export async function bundleWith(...edits: SourceEdit[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "machines-"));
  try {
    cpSync("machines", folder, { recursive: true });
    for (const [file, from, by] of edits) {
      const path = join(folder, file);
      const source = readFileSync(path, "utf8");
      if (!source.includes(from)) throw new Error(`${file} has no “${from}”`);
      writeFileSync(path, source.replaceAll(from, by));
    }
    return await bundleMachines(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
