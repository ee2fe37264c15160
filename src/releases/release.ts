/** Identifies a release by the hash of its content: `identity` of its `MachineRelease`. */
export type ReleaseId = string;

/** What is known of a release without running it. */
export interface ReleaseManifest {
  id: ReleaseId;
  /** Counts the releases of a store from 1. */
  number: number;
  /** The engine that it was built for. */
  engine: string;
  author: string;
  /** Milliseconds since 1970. */
  publishedAt: number;
  message: string;
  /** The git revision that it was built from. */
  revision: string;
  /** What check, paths and rehearsal reported, in lines. */
  report: string[];
  /** Of the bundle, in hexadecimal digits. */
  bundleSha256: string;
}

/** A release as it is stored. */
export interface SignedRelease {
  /** A `ReleaseManifest` as canonical JSON. */
  manifest: string;
  /** JavaScript. */
  bundle: string;
  /** Ed25519 over manifest and bundle, in base64url. */
  signature: string;
}
