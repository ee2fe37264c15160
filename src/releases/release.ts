import { createHash } from "node:crypto";
import { z } from "zod";

/** Identifies a release by the hash of its content: `identity` of its `MachineRelease`. */
export type ReleaseId = string;

const Manifest = z.object({
  id: z.string().regex(/^[\w-]{16}$/),
  /** Counts the releases of a store from 1. */
  number: z.int().min(1),
  /** The engine that it was built for. */
  engine: z.string(),
  author: z.string(),
  /** Milliseconds since 1970. */
  publishedAt: z.int(),
  message: z.string(),
  /** The git revision that it was built from. */
  revision: z.string().regex(/^[\da-f]{40,64}$/),
  /** What check, paths and rehearsal reported, in lines. */
  report: z.array(z.string()),
  /** Of the bundle, in hexadecimal digits. */
  bundleSha256: z.string().regex(/^[\da-f]{64}$/),
});

/** What is known of a release without running it. */
export type ReleaseManifest = z.infer<typeof Manifest>;

const Signed = z.object({
  /** A `ReleaseManifest` as canonical JSON. */
  manifest: z.string(),
  /** JavaScript. */
  bundle: z.string(),
  /** Ed25519 over manifest and bundle, in base64url. */
  signature: z.string(),
});

/** A release as it is stored. */
export type SignedRelease = z.infer<typeof Signed>;

/** The id of the release that has this bundle. */
export function releaseIdOf(bundle: string): ReleaseId {
  return createHash("sha256").update(bundle).digest("base64url").slice(0, 16);
}

/** In hexadecimal digits. */
export function hashBundle(bundle: string): string {
  return createHash("sha256").update(bundle).digest("hex");
}

/** As canonical JSON: the same manifest gives the same text. */
export function writeManifest(manifest: ReleaseManifest): string {
  return JSON.stringify(Manifest.parse(manifest));
}

/** `undefined` if the text is no manifest. */
export function readManifest(text: string): ReleaseManifest | undefined {
  return parse(Manifest, text);
}

/** `undefined` if the text is no signed release. Its signature is not verified here. */
export function readSignedRelease(text: string): SignedRelease | undefined {
  return parse(Signed, text);
}

function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
