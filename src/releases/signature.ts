import { type KeyObject, sign, verify } from "node:crypto";
import type { SignedRelease } from "./release.ts";

type Content = Pick<SignedRelease, "manifest" | "bundle">;

/** Signs a release with an Ed25519 key. */
export function signRelease(content: Content, privateKey: KeyObject): SignedRelease {
  const signature = sign(null, bytesOf(content), privateKey).toString("base64url");
  return { ...content, signature };
}

/** Whether one of the Ed25519 keys has signed the release. */
export function isSigned(release: SignedRelease, publicKeys: readonly KeyObject[]): boolean {
  const bytes = bytesOf(release);
  const signature = Buffer.from(release.signature, "base64url");
  return publicKeys.some((key) => verify(null, bytes, key, signature));
}

/** The length says where the manifest ends, so that no other manifest and bundle have the same bytes. */
function bytesOf({ manifest, bundle }: Content): Buffer {
  return Buffer.from(`vimbiso release\n${manifest.length}\n${manifest}\n${bundle}`);
}
