import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const HEADER = /^sha256=([0-9a-f]{64})$/i;

/** Meta's `X-Hub-Signature-256` over the raw body, byte by byte, under one of the secrets. */
export function isSigned(options: {
  body: Uint8Array;
  header: string | undefined;
  secrets: readonly string[];
}): boolean {
  const given = HEADER.exec(options.header ?? "")?.[1];
  if (given === undefined) return false;
  const signature = Buffer.from(given, "hex");
  return options.secrets.some((secret) =>
    timingSafeEqual(signature, createHmac("sha256", secret).update(options.body).digest()),
  );
}

/** Compares in constant time, wherever they differ. */
export function isSame(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
